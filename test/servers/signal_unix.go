//go:build unix

package servers

import (
	"os"
	"syscall"
)

func terminate(process *os.Process) error { return process.Signal(syscall.SIGTERM) }

func pause(process *os.Process) error { return process.Signal(syscall.SIGSTOP) }

func resume(process *os.Process) error { return process.Signal(syscall.SIGCONT) }
