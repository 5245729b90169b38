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
	b, err := bridge.New(bridge.Config{Targets: []bridge.Target{bridgeTarget(s.backend)}, Origins: origins})
	if err != nil {
		return nil, errors.Join(err, listener.Close(), other.Close())
	}
	d := &demo{
		url:      "http://" + host + "/",
		otherURL: "http://" + displayHost(other) + "/",
		failed:   make(chan error, 2),
		bridge:   b,
	}
	controls := newControl(s.backend.nodes, origins)
	about := description{
		Bridge:      "ws://" + host + "/v1/connect",
		Targets:     []string{target},
		Cluster:     s.backend.cluster,
		Address:     s.backend.address,
		Token:       controls.token,
		Server:      s.backend.name,
		Notice:      s.backend.notice,
		Embedded:    s.backend.embedded,
		OtherOrigin: d.otherURL,
	}
	d.serve(listener, newSite(about, s.dist, b, controls))
	about.Notice = "The bridge does not list the origin of this page, so it refuses to connect it."
	about.OtherOrigin = d.url
	about.Token = ""
	d.serve(other, newSite(about, s.dist, nil, nil))
	return d, nil
}

// bridgeTarget is what the bridge lets through: the server, or the nodes that the cluster
// announces.
func bridgeTarget(b backend) bridge.Target {
	t := bridge.Target{Name: target, Address: b.address}
	if b.cluster {
		t.Cluster = &bridge.Cluster{Seeds: b.seeds}
		if len(b.nodes) == 0 {
			// Of a cluster that runs elsewhere the ports of the other nodes are not known.
			t.Cluster.Ports = []bridge.PortRange{{First: 1, Last: 65535}}
		}
	}
	return t
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
