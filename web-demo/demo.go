package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// target is the name under which the bridge lists the server.
const target = "demo"

// settings are what a demo is started with.
type settings struct {
	listen  string // host:port; empty means defaultListen, or a free port if that is taken
	dist    string // the folder of the npm package
	backend backend
}

// demo is the running demo, apart from its server: the bridge, and the page twice,
// the second time under an origin that the bridge does not list.
type demo struct {
	url      string
	otherURL string
	failed   chan error // receives the end of a listener that was not asked to end

	bridge *bridge.Bridge
	pages  []*http.Server
}

// start serves the page and the bridge.
func start(s settings) (*demo, error) {
	listener, err := listen(s.listen)
	if err != nil {
		return nil, err
	}
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	// The origins are spelled out: by itself the bridge admits every page that it is
	// reached by at an address or localhost, and the second page is to be refused.
	host := displayHost(listener)
	origins := []string{"http://" + host}
	if _, port, err := net.SplitHostPort(host); err == nil {
		origins = append(origins, "http://localhost:"+port)
	}
	b, err := bridge.New(bridge.Config{
		Targets: []bridge.Target{{Name: target, Address: s.backend.address}},
		Origins: origins,
	})
	if err != nil {
		return nil, errors.Join(err, listener.Close(), other.Close())
	}
	d := &demo{
		url:      "http://" + host + "/",
		otherURL: "http://" + displayHost(other) + "/",
		failed:   make(chan error, 2),
		bridge:   b,
	}
	about := description{
		Bridge:      "ws://" + host + "/v1/connect",
		Targets:     []string{target},
		Server:      s.backend.name,
		Notice:      s.backend.notice,
		Embedded:    s.backend.embedded,
		OtherOrigin: d.otherURL,
	}
	d.serve(listener, newSite(about, s.dist, b))
	about.Notice = "The bridge does not list the origin of this page, so it refuses to connect it."
	about.OtherOrigin = d.url
	d.serve(other, newSite(about, s.dist, nil))
	return d, nil
}

func (d *demo) serve(listener net.Listener, handler http.Handler) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	d.pages = append(d.pages, server)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			d.failed <- err
		}
	}()
}

// close ends the bridge's connections, then the pages.
func (d *demo) close(ctx context.Context) error {
	errs := []error{d.bridge.Shutdown(ctx)}
	for _, page := range d.pages {
		errs = append(errs, page.Close())
	}
	return errors.Join(errs...)
}

func listen(address string) (net.Listener, error) {
	if address != "" {
		return net.Listen("tcp", address)
	}
	listener, err := net.Listen("tcp", defaultListen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return net.Listen("tcp", "127.0.0.1:0")
	}
	return listener, err
}

// displayHost returns the listener's address as a browser on this machine reaches it.
func displayHost(listener net.Listener) string {
	address, ok := listener.Addr().(*net.TCPAddr)
	if ok && address.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", address.Port)
	}
	return listener.Addr().String()
}
