// Command ping sends a PING to the server at a URL.
package main

import (
	"context"
	"os"
	"time"

	"github.com/glissade-io/glissade"
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
	client, err := glissade.Connect(ctx, url)
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
