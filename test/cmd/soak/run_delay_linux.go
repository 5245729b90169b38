package main

import (
	"bytes"
	"os"
	"strconv"
	"time"
)

// threadsFolder holds what Linux knows of the process's threads.
const threadsFolder = "/proc/self/task"

// runDelay is how long the system has kept each thread waiting that was ready to run.
type runDelay map[string]time.Duration

// measure updates the delays and returns by how much they have grown in all.
func (r runDelay) measure() time.Duration {
	threads, err := os.ReadDir(threadsFolder)
	if err != nil {
		return 0
	}
	var grown time.Duration
	for _, thread := range threads {
		// "nanoseconds run, nanoseconds waited, time slices"; a thread may be gone.
		content, err := os.ReadFile(threadsFolder + "/" + thread.Name() + "/schedstat")
		if err != nil {
			continue
		}
		fields := bytes.Fields(content)
		if len(fields) < 2 {
			continue
		}
		waited, err := strconv.ParseInt(string(fields[1]), 10, 64)
		if err != nil {
			continue
		}
		grown += time.Duration(waited) - r[thread.Name()]
		r[thread.Name()] = time.Duration(waited)
	}
	return grown
}
