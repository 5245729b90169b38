// The web-demo command shows the client in a browser: it starts a Valkey cluster of
// three shards with a replica each, the bridge and a page that talks to the cluster
// through it, all on the loopback interface, and prints the page's address.
//
//	go run ./web-demo
//
// The servers are of those that package test/servers finds or installs; where
// there are none, an embedded imitation takes their place, and the page says so. Ctrl-C
// ends everything.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// defaultListen is where the page is served unless -listen says otherwise; if that
// port is taken, a free one is used.
const defaultListen = "127.0.0.1:8379"

// closeTimeout bounds the orderly end.
const closeTimeout = 10 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "web-demo:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	flags := flag.NewFlagSet("web-demo", flag.ContinueOnError)
	listen := flags.String("listen", "", "serve the page on this `host:port` (default "+defaultListen+", or a free port if that is taken)")
	server := flags.String("server", "", "use the server at this `address` (host:port or unix:/path) instead of starting one")
	cluster := flags.Bool("cluster", true, "start a cluster of three shards with a replica each")
	standalone := flags.Bool("standalone", false, "start a single server instead of a cluster")
	dist := flags.String("dist", "", "serve the npm package from this `folder` (default wasm/npm/dist of this repository, built if missing)")
	noOpen := flags.Bool("no-open", false, "do not open the page in a browser")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q; all settings are flags, see -help", flags.Arg(0))
	}

	folder, err := packageFolder(ctx, *dist)
	if err != nil {
		return err
	}
	fmt.Println("Looking for a server...")
	b, err := findBackend(ctx, *server, *standalone || !*cluster)
	if err != nil {
		return err
	}
	defer b.stop()
	d, err := start(settings{listen: *listen, dist: folder, backend: b})
	if err != nil {
		return err
	}
	fmt.Println("Server:", b.name, "at", b.address)
	if len(b.seeds) > 0 {
		fmt.Println("Nodes: ", strings.Join(b.seeds, " "))
	}
	if b.notice != "" {
		fmt.Println("Note:  ", b.notice)
	}
	fmt.Println("Page:  ", d.url)
	fmt.Println("Press Ctrl-C to end.")
	if !*noOpen {
		openBrowser(ctx, d.url)
	}

	var failed error
	select {
	case <-ctx.Done():
	case failed = <-d.failed:
	}
	ending, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	return errors.Join(failed, d.close(ending))
}
