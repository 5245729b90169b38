package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
)

// peers are the other clients over TCP, as npm has them.
var peers = []string{"iovalkey", "@valkey/valkey-glide"}

// measureTCP measures in Node without the bridge, beside clients that are installed in a folder.
func measureTCP(ctx context.Context, p *place, s settings, folder string) error {
	if folder == "" {
		var err error
		if folder, err = os.MkdirTemp("", "glissade-bench"); err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		for _, peer := range peers {
			command := exec.CommandContext(ctx, "npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", peer)
			command.Stderr = os.Stderr
			if err := command.Run(); err != nil {
				fmt.Fprintf(os.Stderr, "%s cannot be installed, and is left out: %v\n", peer, err)
			}
		}
	}
	s.Address, s.Peers = p.server.Addr(), folder
	samples, err := runNode(ctx, p, s, "tcp.mjs")
	if err != nil {
		return err
	}
	writeTCPTable(os.Stdout, s, samples)
	return nil
}

// writeTCPTable writes a line for each number of calls in flight: each client's commands a
// second, and for each other client how this one compares with it.
func writeTCPTable(w io.Writer, s settings, samples []sample) {
	var clients []string
	for _, sample := range samples {
		if sample.Client != own && !slices.Contains(clients, sample.Client) {
			clients = append(clients, sample.Client)
		}
	}
	slices.Sort(clients)
	fmt.Fprintf(w, "\n| Node over TCP, calls in flight | %s |", own)
	for _, client := range clients {
		fmt.Fprintf(w, " %s | %s/%s |", client, own, client)
	}
	fmt.Fprint(w, "\n|---|---|")
	for range clients {
		fmt.Fprint(w, "---|---|")
	}
	for _, inFlight := range s.InFlight {
		rates := make(map[string][]float64) // of the rounds, by client
		for _, sample := range samples {
			if sample.InFlight == inFlight {
				rates[sample.Client] = append(rates[sample.Client], sample.Rate)
			}
		}
		fmt.Fprintf(w, "\n| %d | %.0f/s |", inFlight, median(rates[own]))
		for _, client := range clients {
			fmt.Fprintf(w, " %.0f/s | %s |", median(rates[client]), ratio(rates[own], rates[client]))
		}
	}
	fmt.Fprintln(w)
}
