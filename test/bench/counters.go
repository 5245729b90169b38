package main

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/gomodule/redigo/redis"
)

// counters are what this process and the server have used so far.
type counters struct {
	clientCPU time.Duration
	// mallocs and bytes count what was ever allocated on the heap.
	mallocs, bytes uint64
	server         serverCounters
}

// serverCounters are a server's own account of itself. A figure that it does not give is 0.
type serverCounters struct {
	cpu time.Duration
	// commands were executed; reads are the calls of read that brought them.
	commands, reads int64
}

// readCounters asks the server first and reads the client's counters last, so that
// the question is not part of what follows.
func readCounters(control redis.Conn) (counters, error) {
	info, err := redis.String(control.Do("INFO"))
	if err != nil {
		return counters{}, fmt.Errorf("ask the server for INFO: %w", err)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return counters{
		clientCPU: processCPU(),
		mallocs:   memory.Mallocs,
		bytes:     memory.TotalAlloc,
		server:    parseServerCounters(info),
	}, nil
}

// parseServerCounters reads the reply to INFO. See https://valkey.io/commands/info/
func parseServerCounters(info string) serverCounters {
	fields := parseInfo(info)
	number := func(name string) float64 {
		value, _ := strconv.ParseFloat(fields[name], 64) // 0 if the server does not say
		return value
	}
	return serverCounters{
		cpu:      time.Duration((number("used_cpu_user") + number("used_cpu_sys")) * float64(time.Second)),
		commands: int64(number("total_commands_processed")),
		reads:    int64(number("total_reads_processed")),
	}
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

// serverVersion names the server and its version, "valkey 9.1.2".
func serverVersion(control redis.Conn) (string, error) {
	info, err := redis.String(control.Do("INFO", "server"))
	if err != nil {
		return "", fmt.Errorf("ask the server for INFO: %w", err)
	}
	fields := parseInfo(info)
	if version := fields["valkey_version"]; version != "" {
		return "valkey " + version, nil
	}
	return "redis " + fields["redis_version"], nil
}
