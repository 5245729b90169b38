package command

import "github.com/glissade-io/glissade/models"

// LatencyLatest returns the latest spike of latency of each kind of event. The
// server's setting latency-monitor-threshold says what a spike is, and is off at first.
//
// Reply: the kinds of events that had spikes.
// Complexity: O(1). Since: 2.8.13.
// See https://valkey.io/commands/latency-latest/
func LatencyLatest(a *Args) Reply[[]models.LatencyEventInfo] {
	a.Begin("LATENCY LATEST")
	return latencyEvents
}

// LatencyHistory returns the spikes of latency of a kind of event, such as "command".
//
// Reply: up to 160 spikes, oldest first.
// Complexity: O(1). Since: 2.8.13.
// See https://valkey.io/commands/latency-history/
func LatencyHistory(a *Args, event string) Reply[[]models.LatencyEntry] {
	a.Begin("LATENCY HISTORY")
	a.String(event)
	return latencyEntries
}

// LatencyReset forgets the spikes of latency of the events, or all where none are given.
//
// Reply: of how many events there were spikes.
// Complexity: O(1). Since: 2.8.13.
// See https://valkey.io/commands/latency-reset/
func LatencyReset(a *Args, events []string) Reply[int64] {
	a.Begin("LATENCY RESET")
	for _, event := range events {
		a.String(event)
	}
	return integer
}

// LatencyGraph draws the spikes of latency of a kind of event.
//
// Reply: the drawing, made of characters, several lines. Errors: ERR if the event had no spikes.
// Complexity: O(1). Since: 2.8.13.
// See https://valkey.io/commands/latency-graph/
func LatencyGraph(a *Args, event string) Reply[string] {
	a.Begin("LATENCY GRAPH")
	a.String(event)
	return text
}

// LatencyDoctor explains the spikes of latency and gives advice, in words.
//
// Reply: the report, several lines.
// Complexity: O(1). Since: 2.8.13.
// See https://valkey.io/commands/latency-doctor/
func LatencyDoctor(a *Args) Reply[string] {
	a.Begin("LATENCY DOCTOR")
	return text
}

// LatencyHistogram tells how long the calls of commands took, of all that were called
// where none are given. A container such as "config" stands for its subcommands.
//
// Reply: the commands that were called, with their latencies.
// Complexity: O(N) for N commands returned. Since: 7.0.0.
// See https://valkey.io/commands/latency-histogram/
func LatencyHistogram(a *Args, commands []string) Reply[[]models.LatencyHistogram] {
	a.Begin("LATENCY HISTOGRAM")
	for _, command := range commands {
		a.String(command)
	}
	return latencyHistograms
}
