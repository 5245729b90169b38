// Command pingcore does what ping does by package core and a transport, without package
// native.
package main

import (
	"context"
	"os"
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := ping(ctx, os.Args[1]); err != nil {
		println(err.Error())
		os.Exit(1)
	}
}

func ping(ctx context.Context, url string) error {
	configuration, err := options.ParseURL(url)
	if err != nil {
		return err
	}
	dialer := &tcp.Dialer{}
	if configuration.UseTLS {
		dialer.TLS = &configuration.Advanced.TLS
	}
	client, err := core.NewClient(ctx, dialer, configuration)
	if err != nil {
		return err
	}
	defer client.Close()
	pong, err := client.Ping(ctx)
	if err != nil {
		return err
	}
	_, err = os.Stdout.WriteString(pong)
	return err
}
