// Package ws opens streams over WebSockets, through a bridge that turns each into
// a TCP connection to a server (see package bridge below this one). It is how a
// page in a browser reaches a server, and it works in native programs too, for
// tests and for networks where only HTTP passes.
//
//	dialer := &ws.Dialer{URL: "wss://bridge.example", Token: token}
//	s, err := dialer.Dial(ctx, "valkey-1.internal:6379")
//
// Under GOOS=js the WebSocket is the browser's own, elsewhere a Go library's; the
// API is the same. Frames have no meaning of their own: a stream is the payloads
// of its binary messages, one after another.
//
// The bridge answers after the handshake, because a browser hides HTTP statuses
// from a page. A target that it refuses therefore shows as a [CloseError] from the
// first Read, not from Dial.
package ws

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
)

// Subprotocol is the WebSocket subprotocol of a stream of bytes to and from a
// Valkey server. A bridge that does not select it is none.
const Subprotocol = "valkey.v1"

// MultiplexSubprotocol is the WebSocket subprotocol of a WebSocket that carries many
// streams. docs/bridge.md has its format.
const MultiplexSubprotocol = "valkey-mux.v1"

// DefaultPath is the bridge's endpoint, used where Dialer.URL has no path.
const DefaultPath = "/v1/connect"

// BearerPrefix marks the subprotocol that carries a token: the one header of a
// WebSocket handshake that a page can set.
const BearerPrefix = "bearer."

// maxMessage is the largest message sent, in bytes. Bridges and proxies limit
// messages (this project's at 1 MiB), and small ones let pings in between.
const maxMessage = 64 << 10

// ErrClosed is returned by Read and Write after the stream was closed on this side.
var ErrClosed = errors.New("ws: the stream is closed")

// Dialer opens streams through one bridge. URL must be set; everything else may be
// left out. Its fields must not change after the first Dial.
type Dialer struct {
	// URL is the bridge's, such as "wss://bridge.example". Schemes are wss and ws
	// (https and http are taken as these); without a path it means DefaultPath. A
	// query is kept. Errors show neither it nor a user and password. A bridge that
	// answers with a redirect is an error: whoever it leads to would be sent the token.
	URL string

	// Token is sent to bridges that demand one, or empty. It travels in a header,
	// never in the URL, where it would end up in logs. One of blanks alone is refused.
	Token string

	// Target names a target of the bridge's configuration. If it is set, every
	// Dial leads there and the address given to Dial is not sent, so it suits
	// standalone servers and not clusters.
	Target string

	// Resolve, if not nil, is asked at each Dial where an address leads; Target is
	// then not used. If it panics the client's attempt to connect fails. For a cluster
	// that the bridge has as a target it names both:
	//
	//	func(address string) (ws.Destination, error) {
	//		return ws.Destination{Target: "shop", Address: address}, nil
	//	}
	Resolve func(address string) (Destination, error)

	// Multiplex has all streams of the dialer share one WebSocket, which is opened by the
	// first Dial and closed shortly after the last of them: a client then needs one for a
	// cluster of any size. A WebSocket that breaks ends them all. The bridge must be one that
	// knows it; where it does not, Dial fails and says so. Copies of a Dialer share nothing.
	// Programs built for GOOS=js do not have it.
	Multiplex bool

	// Platform holds what only native programs, or only browsers, can set.
	Platform
}

// Destination is what a bridge is asked for: a target by name, a listed address, or the
// node at an address that the cluster of the target announces.
type Destination struct {
	// Target names a target of the bridge's configuration, or is empty.
	Target string
	// Address is "host:port" or "[ipv6]:port", or empty. With a target that is a
	// cluster it names the node; without it the bridge chooses one.
	Address string
}

var _ stream.Dialer = (*Dialer)(nil)

// Validate returns a *failure.ConfigurationError if no Dial can work because of what
// URL or Token is, or nil. It may be called on a nil Dialer, which is refused.
func (d *Dialer) Validate() error {
	if d == nil {
		return &failure.ConfigurationError{Field: "Dialer", Message: "is nil; give a ws.Dialer with the URL of the bridge"}
	}
	if d.Token != "" && strings.Trim(d.Token, " \t\r\n") == "" {
		return &failure.ConfigurationError{Field: "Dialer.Token", Message: "holds blanks alone; give the bridge's token, or leave it empty"}
	}
	_, _, err := d.base()
	return err
}

// destination returns what the bridge is to be asked for.
func (d *Dialer) destination(address string) (to Destination, err error) {
	if err := d.Validate(); err != nil {
		return to, err
	}
	to.Target = d.Target
	if d.Resolve != nil {
		if to, err = d.Resolve(address); err != nil {
			return to, err
		}
	} else if d.Target == "" {
		to.Address = address
	}
	if to == (Destination{}) {
		return to, &failure.ConfigurationError{Field: "Dialer.Target", Message: "set it, or give Dial an address"}
	}
	return to, nil
}

// endpoint returns the URL to dial for a destination, or for none. It is put together by
// hand because net/url costs a page 165 KB. The dialer must be valid.
func (d *Dialer) endpoint(to Destination) string {
	base, query, _ := d.base()
	for _, parameter := range [...]struct{ name, value string }{{"target", to.Target}, {"address", to.Address}} {
		if parameter.value == "" {
			continue
		}
		if query != "" {
			query += "&"
		}
		query += parameter.name + "=" + escapeQuery(parameter.value)
	}
	if query == "" {
		return base
	}
	return base + "?" + query
}

// dial opens a stream.
func (d *Dialer) dial(ctx context.Context, address string) (stream.Stream, error) {
	to, err := d.destination(address)
	if err != nil {
		return nil, err
	}
	if d.Multiplex {
		return d.dialShared(ctx, to)
	}
	s, err := d.dialSocket(ctx, d.endpoint(to), Subprotocol)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// base returns URL up to its query, with what may be left out of it, and the query.
func (d *Dialer) base() (base, query string, err error) {
	scheme, rest, ok := strings.Cut(d.URL, "://")
	switch strings.ToLower(scheme) {
	case "wss", "https":
		scheme = "wss"
	case "ws", "http":
		scheme = "ws"
	default:
		ok = false
	}
	rest, query, _ = strings.Cut(rest, "?")
	authority, path, _ := strings.Cut(rest, "/")
	if strings.Contains(path+query, "@") {
		return "", "", &failure.ConfigurationError{
			Field: "Dialer.URL", Message: `holds an "@" after the host; write it as %40, and in a password "/" as %2F and "?" as %3F`,
		}
	}
	host := authority[strings.LastIndexByte(authority, '@')+1:]
	if !ok || host == "" || strings.ContainsAny(rest+query, "# \t\r\n") {
		return "", "", &failure.ConfigurationError{
			Field:   "Dialer.URL",
			Message: `must look like "wss://bridge.example" or "ws://127.0.0.1:8080` + DefaultPath + `", without fragment or blanks`,
		}
	}
	if path == "" {
		path = DefaultPath[1:]
	}
	return scheme + "://" + authority + "/" + path, query, nil
}

// escapeQuery encodes s as the value of a query parameter (RFC 3986 section 2).
func escapeQuery(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~:/[]", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// subprotocols returns what the handshake offers: beside the one that is wanted the plain
// one, so that a bridge that knows no other can be told from what is none.
func (d *Dialer) subprotocols(wanted string) []string {
	offered := []string{wanted}
	if wanted != Subprotocol {
		offered = append(offered, Subprotocol)
	}
	if d.Token != "" {
		offered = append(offered, BearerPrefix+base64.RawURLEncoding.EncodeToString([]byte(d.Token)))
	}
	return offered
}

// subprotocolError is the error of a handshake that did not select what was wanted.
func (d *Dialer) subprotocolError(selected string) error {
	if selected == Subprotocol {
		return errors.New("ws: the bridge at " + redactedURL(d.URL) + " does not know " + MultiplexSubprotocol + "; update it, or leave Dialer.Multiplex false")
	}
	return errors.New("ws: " + redactedURL(d.URL) + " does not speak " + Subprotocol + "; is the URL that of a bridge?")
}
