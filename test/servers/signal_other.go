//go:build !unix

package servers

import (
	"errors"
	"os"
)

// Windows has no signals to stop and continue a process or to ask it to end.
var errNoSignals = errors.New("this system cannot pause a process")

func terminate(process *os.Process) error { return process.Kill() }

func pause(*os.Process) error { return errNoSignals }

func resume(*os.Process) error { return errNoSignals }
