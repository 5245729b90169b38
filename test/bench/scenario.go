package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// operation is the command that a scenario repeats.
type operation string

const (
	get operation = "GET"
	set operation = "SET"
	// mget is one command with many keys of all slots.
	mget operation = "MGET"
	// mixed is SET and GET in turn, in batches only.
	mixed operation = "mixed"
	// receive is messages that are published, and received by a subscriber.
	receive operation = "receive"
)

// stores reports whether the operation changes values.
func (o operation) stores() bool { return o == set || o == mixed }

const (
	// batchLength is the number of commands of an explicit batch, and of keys of an MGET.
	batchLength = 100
	// burstGoroutines warm up a scenario that starts after a burst.
	burstGoroutines = 64
	// steadyRate is how many messages a second are published beside commands.
	steadyRate = 50_000
)

// scenario is one way to use a client.
type scenario struct {
	Operation operation `json:"operation"`
	// ValueSize is the length of each value, in bytes.
	ValueSize int `json:"value_bytes"`
	// Goroutines use the one client at the same time.
	Goroutines int `json:"goroutines"`
	// Batch is the number of commands sent and waited for together, or of keys of
	// an MGET; 1 is a plain call.
	Batch int `json:"batch"`
	// AfterBurst lets many goroutines use the client before the measurement, for
	// clients that change their ways under load and do not change back.
	AfterBurst bool `json:"after_burst"`
	// Cluster has the keys lie in all slots of a cluster.
	Cluster bool `json:"cluster"`
	// Channels is how many the messages are published on in turn.
	Channels int `json:"channels,omitempty"`
	// Published is how many messages a second are published meanwhile.
	Published int `json:"published_per_second,omitempty"`
}

// Name is what the flag -scenarios matches: "get/64B/g8", "set/64B/g1/batch100",
// "cluster/mget/64B/g64/keys100".
func (s scenario) Name() string {
	if s.Operation == receive {
		return fmt.Sprintf("receive/%s/c%d", strings.ReplaceAll(byteSize(s.ValueSize), " ", ""), s.Channels)
	}
	name := fmt.Sprintf("%s/%s/g%d", strings.ToLower(string(s.Operation)), strings.ReplaceAll(byteSize(s.ValueSize), " ", ""), s.Goroutines)
	switch {
	case s.Operation == mget:
		name += fmt.Sprintf("/keys%d", s.Batch)
	case s.Batch > 1:
		name += fmt.Sprintf("/batch%d", s.Batch)
	}
	if s.Cluster {
		name = "cluster/" + name
	}
	if s.AfterBurst {
		name += "/after-burst"
	}
	if s.Published > 0 {
		name += "/beside-messages"
	}
	return name
}

// Title is the scenario in words.
func (s scenario) Title() string {
	if s.Operation == receive {
		return fmt.Sprintf("messages of %s, on %s", byteSize(s.ValueSize), counted(s.Channels, "channel"))
	}
	title := string(s.Operation)
	switch {
	case s.Operation == mget:
		title = fmt.Sprintf("MGET of %d keys", s.Batch)
	case s.Operation == mixed:
		title = fmt.Sprintf("batches of %d SET and %d GET", (s.Batch+1)/2, s.Batch/2)
	case s.Batch > 1:
		title = fmt.Sprintf("batches of %d %s", s.Batch, s.Operation)
	}
	title += " of " + byteSize(s.ValueSize)
	if s.Cluster {
		title += " in a cluster"
	}
	title += ", " + counted(s.Goroutines, "goroutine")
	if s.AfterBurst {
		title += fmt.Sprintf(" after a burst of %d", burstGoroutines)
	}
	if s.Published > 0 {
		title += fmt.Sprintf(", while %s messages a second are published", thousands(float64(s.Published)))
	}
	return title
}

// counted writes so many things.
func counted(count int, thing string) string {
	if count != 1 {
		thing += "s"
	}
	return strconv.Itoa(count) + " " + thing
}

func byteSize(bytes int) string {
	if bytes >= 1024 && bytes%1024 == 0 {
		return fmt.Sprintf("%d KiB", bytes/1024)
	}
	return fmt.Sprintf("%d B", bytes)
}

// scenarios returns every scenario of one server, in the order in which they run.
func scenarios() []scenario {
	var all []scenario
	for _, size := range []int{64, 4096} {
		for _, operation := range []operation{get, set} {
			for _, goroutines := range []int{1, 8, 64, 512} {
				all = append(all, scenario{Operation: operation, ValueSize: size, Goroutines: goroutines, Batch: 1})
			}
		}
	}
	all = append(all, scenario{Operation: get, ValueSize: 64, Goroutines: 1, Batch: 1, AfterBurst: true})
	for _, operation := range []operation{get, set} {
		for _, goroutines := range []int{1, 64} {
			all = append(all, scenario{Operation: operation, ValueSize: 64, Goroutines: goroutines, Batch: batchLength})
		}
	}
	return all
}

// clusterScenarios returns every scenario of a cluster, in the order in which they run.
func clusterScenarios() []scenario {
	var all []scenario
	for _, operation := range []operation{get, set} {
		for _, goroutines := range []int{64, 512} {
			all = append(all, scenario{Operation: operation, ValueSize: 64, Goroutines: goroutines, Batch: 1, Cluster: true})
		}
	}
	for _, operation := range []operation{mget, mixed} {
		for _, goroutines := range []int{1, 64} {
			all = append(all, scenario{Operation: operation, ValueSize: 64, Goroutines: goroutines, Batch: batchLength, Cluster: true})
		}
	}
	return all
}

// pubsubScenarios returns every scenario of messages, in the order in which they run.
func pubsubScenarios() []scenario {
	var all []scenario
	for _, size := range []int{64, 1024} {
		for _, channels := range []int{1, 100} {
			all = append(all, scenario{Operation: receive, ValueSize: size, Goroutines: 1, Batch: 1, Channels: channels})
		}
	}
	for _, goroutines := range []int{1, 64} {
		all = append(all, scenario{Operation: get, ValueSize: 64, Goroutines: goroutines, Batch: 1, Published: steadyRate})
	}
	return all
}

// selected returns the items whose name the pattern matches, and an error that lists
// the flag's choices if there are none.
func selected[T any](flag, pattern string, items []T, name func(T) string) ([]T, error) {
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("-%s: %w", flag, err)
	}
	var chosen []T
	var names []string
	for _, item := range items {
		names = append(names, name(item))
		if expression.MatchString(name(item)) {
			chosen = append(chosen, item)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("-%s: %q matches none of %s", flag, pattern, strings.Join(names, ", "))
	}
	return chosen, nil
}
