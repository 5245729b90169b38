//go:build unix

package main

import (
	"syscall"
	"time"
)

// processCPU returns the processor time that this process has used, in user and in
// kernel mode, all threads together.
func processCPU() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0 // cannot be: neither argument can be wrong
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
