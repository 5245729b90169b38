package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// target is the server's name at the bridge.
const target = "server"

// place is where measurements are made: a server, and behind one address a bridge to it, the
// benchmark's page and the builds.
type place struct {
	folder  string            // of the page
	builds  map[string]string // folders by name
	address string
	server  *servers.Server
	relay   *bridge.Bridge
	web     *http.Server
}

// repository returns the folder of this clone.
func repository(ctx context.Context) (string, error) {
	workspace, err := exec.CommandContext(ctx, "go", "env", "GOWORK").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOWORK: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(workspace))), nil
}

func open(ctx context.Context, folder string, builds map[string]string) (*place, error) {
	server, err := servers.Launch(ctx, servers.Valkey91, servers.Options{})
	if err != nil {
		return nil, err
	}
	relay, err := bridge.New(bridge.Config{
		Targets:       []bridge.Target{{Name: target, Address: server.Addr()}},
		AllowNoOrigin: true, // Node sends none
	})
	if err != nil {
		server.Close()
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		server.Close()
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", relay)
	mux.Handle("/page/", http.StripPrefix("/page/", http.FileServer(http.Dir(folder))))
	for name, build := range builds {
		prefix := "/builds/" + name + "/"
		mux.Handle(prefix, http.StripPrefix(prefix, http.FileServer(http.Dir(build))))
	}
	mux.HandleFunc("/favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("/start", startPage)
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!doctype html><title>bench</title><script type="module">
			import { measure } from "/page/measure.mjs";
			window.measure = async (settings) => JSON.stringify(await measure(settings));
		</script>`))
	})
	web := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(listener) }() // until it is closed
	return &place{folder: folder, builds: builds, address: listener.Addr().String(), server: server, relay: relay, web: web}, nil
}

// bridge returns the bridge's URL.
func (p *place) bridge() string { return "ws://" + p.address }

func (p *place) close() {
	_ = p.relay.Close() // Nothing depends on how it ends.
	_ = p.web.Close()
	p.server.Close()
}
