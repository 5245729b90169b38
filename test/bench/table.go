package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// unknown stands for a figure that could not be had or means nothing.
const unknown = "-"

// writeTables writes the report for people: a table for each scenario, then one that
// sums up the ratios.
func (r report) writeTables(w io.Writer) {
	fmt.Fprintf(w, "%s; %s %s/%s, %d CPUs, GOMAXPROCS %d; rounds: %d, %v a cell\n",
		r.Server, r.Machine.Go, r.Machine.OS, r.Machine.Arch, r.Machine.CPUs, r.Machine.GOMAXPROCS,
		r.Settings.Rounds, time.Duration(r.Settings.DurationSeconds*float64(time.Second)))
	for _, c := range r.Clients {
		fmt.Fprintf(w, "  %s: %s; %s\n", c.Name, c.Version, c.Configuration)
	}
	for _, s := range r.Scenarios {
		fmt.Fprintf(w, "\n%s  [%s]\n", s.Title(), s.Name)
		writeAligned(w, s.table())
		if best, ok := s.ratio(s.BestPeer); ok {
			fmt.Fprintf(w, "best peer: %s; %s does %s times its ops/s (%s to %s in the rounds) with %s times its CPU\n",
				best.Peer, baseline, multiple(best.OpsPerSecond), multiple(best.Lowest), multiple(best.Highest), multiple(best.ClientCPU))
		}
	}
	if summary := r.summary(); len(summary) > 1 {
		fmt.Fprintf(w, "\nops/s of %s divided by each peer's\n", baseline)
		writeAligned(w, summary)
	}
}

// table returns the scenario's rows under a line of headings.
func (r scenarioReport) table() [][]string {
	lines := [][]string{{
		"client", "ops/s", "CPU/op", "p50", "p99", "p99.9", "allocs/op", "B/op", "server CPU/op", "cmds/read", "ops ratio", "CPU ratio",
	}}
	for _, row := range r.Rows {
		throughput, cpu := unknown, unknown
		if ratio, ok := r.ratio(row.Client); ok {
			throughput, cpu = multiple(ratio.OpsPerSecond), multiple(ratio.ClientCPU)
		}
		lines = append(lines, []string{
			row.Client, thousands(row.OpsPerSecond), nanoseconds(row.ClientCPU),
			nanoseconds(row.P50), nanoseconds(row.P99), nanoseconds(row.P999),
			decimal(row.Allocations, 2), decimal(row.Bytes, 0),
			nanoseconds(row.ServerCPU), figure(row.CommandsPerRead, decimal(row.CommandsPerRead, 1)),
			throughput, cpu,
		})
	}
	return lines
}

// summary returns a line of ratios for each scenario, a column for each peer.
func (r report) summary() [][]string {
	heading := []string{"scenario", baseline + " ops/s", "best peer", "to best"}
	var peers []string
	for _, c := range r.Clients {
		if c.Name != baseline {
			peers = append(peers, c.Name)
		}
	}
	lines := [][]string{append(heading, peers...)}
	for _, s := range r.Scenarios {
		best, ok := s.ratio(s.BestPeer)
		if !ok {
			continue
		}
		line := []string{s.Name, unknown, best.Peer, multiple(best.OpsPerSecond)}
		for _, row := range s.Rows {
			if row.Client == baseline {
				line[1] = thousands(row.OpsPerSecond)
			}
		}
		for _, peer := range peers {
			cell := unknown
			if ratio, ok := s.ratio(peer); ok {
				cell = multiple(ratio.OpsPerSecond)
			}
			line = append(line, cell)
		}
		lines = append(lines, line)
	}
	return lines
}

// writeAligned writes lines of as many cells each, the first column to the left and
// the others to the right.
func writeAligned(w io.Writer, lines [][]string) {
	widths := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, line := range lines {
		var text strings.Builder
		for i, cell := range line {
			padding := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				text.WriteString(cell + padding)
				continue
			}
			text.WriteString("  " + padding + cell)
		}
		fmt.Fprintln(w, strings.TrimRight(text.String(), " "))
	}
}

// nanoseconds writes a time with three digits: "940ns", "12.3µs", "1.20ms".
func nanoseconds(ns float64) string {
	switch {
	case ns < 999.5:
		return figure(ns, decimal(ns, 0)+"ns")
	case ns < 999.5e3:
		return threeDigits(ns/1e3) + "µs"
	case ns < 999.5e6:
		return threeDigits(ns/1e6) + "ms"
	default:
		return threeDigits(ns/1e9) + "s"
	}
}

func threeDigits(value float64) string {
	switch {
	case value < 9.995:
		return decimal(value, 2)
	case value < 99.95:
		return decimal(value, 1)
	default:
		return decimal(value, 0)
	}
}

// multiple writes a ratio: "1.83".
func multiple(value float64) string { return figure(value, decimal(value, 2)) }

// figure returns text, or a dash where value is 0, which stands for unknown.
func figure(value float64, text string) string {
	if value == 0 {
		return unknown
	}
	return text
}

func decimal(value float64, places int) string {
	return strconv.FormatFloat(value, 'f', places, 64)
}

// thousands writes a whole number in groups of three digits: "1,234,567".
func thousands(value float64) string {
	digits := decimal(value, 0)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
