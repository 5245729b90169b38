// Package faults holds a table of what can go wrong between a client and its
// servers, and brings each of it about on real servers. A row says in words which
// error a caller gets, after how long, and what is tried again; its test proves that,
// and that nothing is lost, executed twice unasked, or leaked.
//
// The bounds of time in here only tell a call that hangs from one that ends: how
// exactly deadlines are kept is proved in internal/mux, where time stands still.
package faults

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// fault is a row of the table.
type fault struct {
	// name is what goes wrong.
	name string
	// gets is what callers get, after is when, and again is what is tried again.
	gets, after, again string
	// versions are those of the server on which it is tried; none stands for Valkey91.
	versions []servers.Version
	// protocols are those under which it is tried; none stands for both.
	protocols []options.Protocol
	// test brings the fault about.
	test func(s *environment)
}

// faults is the table, a group for each place where things go wrong.
var faults = []struct {
	title string
	rows  []fault
}{
	{"The network", networkFaults},
	{"The server's process", processFaults},
	{"Access", accessFaults},
	{"A server that is busy", busyFaults},
	{"TLS", tlsFaults},
	{"Roles", roleFaults},
	{"Failover", failoverFaults},
	{"Replicas", replicaFaults},
}

var (
	both      = []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3}
	onlyRESP3 = []options.Protocol{options.ProtocolRESP3}
)

func TestFaults(t *testing.T) {
	for _, group := range faults {
		for _, row := range group.rows {
			if row.versions == nil {
				row.versions = []servers.Version{servers.Valkey91}
			}
			if row.protocols == nil {
				row.protocols = both
			}
			for _, version := range row.versions {
				for _, protocol := range row.protocols {
					t.Run(strings.ReplaceAll(row.name, "/", " ")+"/"+string(version)+"/"+string(protocol), func(t *testing.T) {
						row.test(newEnvironment(t, version, protocol))
					})
				}
			}
		}
	}
}

var update = flag.Bool("update", false, "write README.md anew from the table")

// The table is worth reading without the tests.
func TestTheTableIsInTheREADME(t *testing.T) {
	var text strings.Builder
	text.WriteString("# Faults\n\nWhat a client makes of what can go wrong. `go test ./test/faults` brings each row about on real servers.\n" +
		"This page is written from the table in the tests: `go test ./test/faults -run README -update`.\n\n" +
		"*Deadline* is the request timeout or that of the context, whichever is sooner. An error tells by `failure.DeliveryOf` whether\n" +
		"its command was not sent, may have been executed, or was answered.\n")
	for _, group := range faults {
		fmt.Fprintf(&text, "\n## %s\n\n| What goes wrong | What a caller gets | When | What is tried again |\n| --- | --- | --- | --- |\n", group.title)
		for _, row := range group.rows {
			for _, cell := range []string{row.name, row.gets, row.after, row.again} {
				require.NotEmpty(t, cell, "the row %q says too little", row.name)
				text.WriteString("| " + cell + " ")
			}
			text.WriteString("|\n")
		}
	}
	path := filepath.Join(".", "README.md")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o644))
	}
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, text.String(), string(content), "run go test ./test/faults -run README -update")
}

func TestNamesOfRowsDiffer(t *testing.T) {
	var names []string
	for _, group := range faults {
		for _, row := range group.rows {
			require.False(t, slices.Contains(names, row.name), row.name)
			names = append(names, row.name)
		}
	}
}
