//go:build !js

package bridge

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
)

// originList holds the origins that may connect. An empty one stands for the origin
// of the bridge itself, where that can be trusted.
type originList map[string]bool

func newOriginList(configured []string) (originList, error) {
	list := originList{}
	for i, origin := range configured {
		normal, ok := normalOrigin(origin)
		if !ok {
			return nil, fmt.Errorf(`bridge: Origins[%d]: "%s" is not an origin such as "https://app.example" or "http://localhost:5173" (no path, no wildcard)`, i, safelog.Text(origin, maxQuoted))
		}
		list[normal] = true
	}
	return list, nil
}

// check refuses what is not certain to come from a page that is allowed.
func (l originList) check(r *http.Request, allowNone bool) *refusal {
	headers := r.Header.Values("Origin")
	if len(headers) == 0 {
		if allowNone {
			return nil
		}
		return refuse(ws.CloseForbidden, "origin", "the Origin header is missing; start the bridge with -allow-no-origin to admit programs")
	}
	if len(headers) == 1 {
		origin, ok := normalOrigin(headers[0])
		sameOrigin := ownOrigin(r)
		switch {
		case !ok:
		case l[origin], len(l) == 0 && origin == sameOrigin && isLocal(r.Host):
			return nil
		case len(l) == 0 && origin == sameOrigin:
			return refuse(ws.CloseForbidden, "origin", "origin not allowed: "+quoted(headers[0])+"; a name may lead anywhere, so list it in the bridge's origins")
		}
	}
	return refuse(ws.CloseForbidden, "origin", "origin not allowed: "+quoted(headers[0])+"; list it in the bridge's origins")
}

// ownOrigin returns the origin under which the request reached the bridge, or "". Behind
// a proxy that ends TLS the scheme is not what the page has; then the origin must be
// listed.
func ownOrigin(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	origin, _ := normalOrigin(scheme + "://" + r.Host)
	return origin
}

// isLocal tells whether a request's Host is an IP address or localhost. Everything else
// is a name, and whose it is the bridge cannot know: a page of any site can have its own
// name lead here once it is loaded (DNS rebinding), and then its origin is equal to the
// Host. An address cannot be made to lead elsewhere, and localhost is never asked of a
// name server. The same does not hold for names below it with every browser and system.
func isLocal(host string) bool {
	u, err := url.Parse("http://" + host)
	if err != nil || u.Host != host {
		return false
	}
	_, err = netip.ParseAddr(u.Hostname())
	return err == nil || strings.EqualFold(u.Hostname(), "localhost")
}

// normalOrigin returns an origin in one spelling: lower case, with its port.
func normalOrigin(origin string) (string, bool) {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.ForceQuery ||
		strings.ContainsAny(origin, "#*") {
		return "", false
	}
	port := u.Port()
	switch {
	case u.Scheme == "https" && port == "":
		port = "443"
	case u.Scheme == "http" && port == "":
		port = "80"
	case u.Scheme != "http" && u.Scheme != "https":
		return "", false
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port), true
}
