package main

import (
	"runtime"
	"strconv"
	"strings"
	"time"
)

// counters are what this process and the servers have used so far.
type counters struct {
	clientCPU time.Duration
	// mallocs and bytes count what was ever allocated on the heap.
	mallocs, bytes uint64
	server         serverCounters
}

// serverCounters are the servers' own account of themselves, all together. A figure
// that they do not give is 0.
type serverCounters struct {
	cpu time.Duration
	// commands were executed; reads are the calls of read that brought them.
	commands, reads int64
}

// readCounters asks the servers first and reads the client's counters last, so that
// the question is not part of what follows.
func readCounters(control *control) (counters, error) {
	infos, err := control.infos()
	if err != nil {
		return counters{}, err
	}
	var server serverCounters
	for _, info := range infos {
		server.add(info)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return counters{
		clientCPU: processCPU(),
		mallocs:   memory.Mallocs,
		bytes:     memory.TotalAlloc,
		server:    server,
	}, nil
}

// add adds what a server replied to INFO. See https://valkey.io/commands/info/
func (c *serverCounters) add(info map[string]string) {
	number := func(name string) float64 {
		value, _ := strconv.ParseFloat(info[name], 64) // 0 if the server does not say
		return value
	}
	c.cpu += time.Duration((number("used_cpu_user") + number("used_cpu_sys")) * float64(time.Second))
	c.commands += int64(number("total_commands_processed"))
	c.reads += int64(number("total_reads_processed"))
}

func parseInfo(info string) map[string]string {
	fields := map[string]string{}
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[name] = value
		}
	}
	return fields
}
