package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// askTimeout bounds the question to a server that was given on the command line.
const askTimeout = 5 * time.Second

// inCluster asks the server at address whether it is a node of a cluster. One that
// answers such questions to nobody without a password counts as none.
func inCluster(ctx context.Context, address string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	network := "tcp"
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		network, address = "unix", path
	}
	connection, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return false, fmt.Errorf("-server: %w; is it running?", err)
	}
	defer connection.Close()
	deadline, _ := ctx.Deadline()
	if err := connection.SetDeadline(deadline); err != nil {
		return false, err
	}
	// QUIT has the server close the connection once it has answered.
	if _, err := io.WriteString(connection, "INFO cluster\r\nQUIT\r\n"); err != nil {
		return false, fmt.Errorf("-server %s: %w", address, err)
	}
	reply, err := io.ReadAll(io.LimitReader(connection, 1<<16))
	if err != nil {
		return false, fmt.Errorf("-server %s: %w", address, err)
	}
	return strings.Contains(string(reply), "cluster_enabled:1"), nil
}
