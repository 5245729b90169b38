// The bench command measures the npm package beside a client of plain JavaScript, through the
// same bridge to the same server, in Node and in Chromium, and in Node over TCP beside other
// clients, which npm installs for the run. See docs/benchmarks.md.
//
//	go run ./test/browser/bench -rounds 9
//	go run ./test/browser/bench -in TCP
//	go run ./test/browser/bench -beside before=/tmp/dist
//
// The package must have been built: go run ./wasm/build.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"
)

// settings are what page/measure.mjs is given.
type settings struct {
	Rounds       int               `json:"rounds"`
	Milliseconds int64             `json:"milliseconds"`
	InFlight     []int             `json:"inFlight"`
	URL          string            `json:"url"`
	Target       string            `json:"target"`
	Address      string            `json:"address"`
	Peers        string            `json:"peers"`
	Builds       map[string]string `json:"builds"`
}

// own is the name of the build that is measured, plain that of its peer.
const (
	own   = "glissade"
	plain = "plain"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	root, err := repository(ctx)
	if err != nil {
		return err
	}
	builds := map[string]string{own: filepath.Join(root, "wasm", "npm", "dist")}
	rounds := flag.Int("rounds", 5, "how often each cell is measured")
	duration := flag.Duration("duration", time.Second, "how long each cell is measured")
	only := flag.String("in", "Node,Chromium,TCP,Cluster", "where to measure; TCP is in Node, without the bridge, and Cluster is in Go, with one WebSocket and with one for each node")
	installed := flag.String("peers", "", "a `FOLDER` in which the other clients over TCP are installed; they are installed for the run unless it is given")
	flag.Func("beside", "another build of the package to measure, as `NAME=FOLDER`; may be repeated", func(text string) error {
		name, folder, ok := strings.Cut(text, "=")
		if !ok || builds[name] != "" || name == plain {
			return errors.New("give a name of its own, =, and the folder that was built")
		}
		builds[name], err = filepath.Abs(folder)
		return err
	})
	flag.Parse()
	for _, folder := range builds {
		if _, err := os.Stat(filepath.Join(folder, "valkey.wasm")); err != nil {
			return fmt.Errorf("the package is not built (go run ./wasm/build): %w", err)
		}
	}
	place, err := open(ctx, filepath.Join(root, "test", "browser", "bench", "page"), builds)
	if err != nil {
		return err
	}
	defer place.close()
	s := settings{Rounds: *rounds, Milliseconds: duration.Milliseconds(), InFlight: []int{1, 16, 256, 1000}, URL: place.bridge(), Target: target}
	fmt.Printf("GET of 64 B through one bridge; rounds: %d, %v a cell; ratios are medians, with the lowest and highest of the rounds\n", *rounds, *duration)
	for _, platform := range platforms {
		if !strings.Contains(","+*only+",", ","+platform.name+",") {
			continue
		}
		samples, err := platform.measure(ctx, place, s)
		if err != nil {
			return fmt.Errorf("%s: %w", platform.name, err)
		}
		writeTable(os.Stdout, platform.name, s, builds, samples)
	}
	if strings.Contains(","+*only+",", ",TCP,") {
		if err := measureTCP(ctx, place, s, *installed); err != nil {
			return fmt.Errorf("TCP: %w", err)
		}
	}
	if strings.Contains(","+*only+",", ",Cluster,") {
		if err := measureCluster(ctx, s); err != nil {
			return fmt.Errorf("cluster: %w", err)
		}
	}
	if !strings.Contains(","+*only+",", ",Chromium,") {
		return nil
	}
	all, err := measureStarts(ctx, place, *rounds)
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	all.write(os.Stdout)
	return nil
}
