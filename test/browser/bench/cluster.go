package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// nodes is how many primaries the cluster has.
const nodes = 6

// The two clients that are compared: with a WebSocket for each node, and with one.
const (
	eachNode = "each"
	oneInAll = "one"
)

// measureCluster measures clients of a cluster through one bridge, in Go.
func measureCluster(ctx context.Context, s settings) error {
	cluster, err := servers.LaunchCluster(ctx, servers.Valkey91, servers.ClusterOptions{Shards: nodes, NodeTimeout: 15 * time.Second})
	if err != nil {
		return err
	}
	defer cluster.Close()
	relay, err := bridge.New(bridge.Config{
		Targets: []bridge.Target{{
			Name: target, Address: cluster.Nodes[0].Addr(),
			Cluster: &bridge.Cluster{Ports: []bridge.PortRange{{First: 1024, Last: 65535}}},
		}},
		AllowNoOrigin: true,
	})
	if err != nil {
		return err
	}
	defer relay.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	web := &http.Server{Handler: relay, ReadHeaderTimeout: 10 * time.Second}
	defer web.Close()
	go func() { _ = web.Serve(listener) }() // until it is closed
	s.URL, s.InFlight = "ws://"+listener.Addr().String(), []int{1, 64, 600}
	samples, err := inGo(ctx, s, cluster.Nodes[0].Addr())
	if err != nil {
		return err
	}
	writeClusterTable(os.Stdout, "Go", s, samples)
	return nil
}

// inGo measures both clients, in turn.
func inGo(ctx context.Context, s settings, seed string) (samples []sample, err error) {
	host, port, err := net.SplitHostPort(seed)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	clients := map[string]*core.ClusterClient{}
	for name, isOne := range map[string]bool{eachNode: false, oneInAll: true} {
		dialer := &ws.Dialer{URL: s.URL, Multiplex: isOne, Resolve: func(address string) (ws.Destination, error) {
			return ws.Destination{Target: s.Target, Address: address}, nil
		}}
		client, err := native.NewClusterClient(ctx, options.ClusterClientConfiguration{
			Addresses: []options.NodeAddress{{Host: host, Port: number}}, RequestTimeout: 30 * time.Second,
		}, native.WithDialer(dialer))
		if err != nil {
			return nil, err
		}
		defer client.Close()
		clients[name] = client
	}
	for i := range keys {
		if _, err := clients[oneInAll].Set(ctx, keyOf(i), value); err != nil {
			return nil, err
		}
	}
	for round := -1; round < s.Rounds; round++ {
		for _, inFlight := range s.InFlight {
			order := []string{eachNode, oneInAll}
			if round%2 == 0 {
				order = []string{oneInAll, eachNode}
			}
			for _, name := range order {
				rate, err := rateInGo(ctx, clients[name], inFlight, time.Duration(s.Milliseconds)*time.Millisecond)
				if err != nil {
					return nil, err
				}
				if round >= 0 { // the first warms up
					samples = append(samples, sample{round, inFlight, name, rate})
				}
			}
		}
	}
	return samples, nil
}

// keys is how many keys are read.
const keys = 1000

const value = "a value of 64 bytes ............................................"

func keyOf(i int) string { return "glissade-bench:" + strconv.Itoa(i%keys) }

// rateInGo returns how many calls so many callers get answered in a second.
func rateInGo(ctx context.Context, client *core.ClusterClient, inFlight int, length time.Duration) (float64, error) {
	var (
		callers  sync.WaitGroup
		answered atomic.Int64
		failed   atomic.Pointer[error]
	)
	begun := time.Now()
	for i := range inFlight {
		callers.Go(func() {
			for ; time.Since(begun) < length; i += 7 {
				got, err := client.Get(ctx, keyOf(i))
				if err == nil && got.Value() != value {
					err = fmt.Errorf("GET %s got %q", keyOf(i), got.Value())
				}
				if err != nil {
					failed.Store(&err)
					return
				}
				answered.Add(1)
			}
		})
	}
	callers.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return float64(answered.Load()) / time.Since(begun).Seconds(), nil
}

// writeClusterTable writes a line for each number of calls in flight.
func writeClusterTable(w io.Writer, platform string, s settings, samples []sample) {
	fmt.Fprintf(w, "\n| %s, cluster of %d, calls in flight | %d WebSockets | 1 WebSocket | 1/%d |\n|---|---|---|---|\n", platform, nodes, nodes, nodes)
	for _, inFlight := range s.InFlight {
		rates := make(map[string][]float64) // of the rounds, by client
		for _, sample := range samples {
			if sample.InFlight == inFlight {
				rates[sample.Client] = append(rates[sample.Client], sample.Rate)
			}
		}
		fmt.Fprintf(w, "| %d | %.0f/s | %.0f/s | %s |\n", inFlight, median(rates[eachNode]), median(rates[oneInAll]), ratio(rates[oneInAll], rates[eachNode]))
	}
}
