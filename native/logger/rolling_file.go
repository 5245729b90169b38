package logger

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

const (
	// directoryVariable names the folder of the files.
	directoryVariable = "GLIDE_LOG_DIR"
	// defaultDirectory is the folder where that is not set, or cannot be made.
	defaultDirectory = "glide-logs"
	// hourFormat is what follows the name of a file.
	hourFormat = "2006-01-02-15"
	// retryInterval is how often it is tried to open a file that could not be.
	retryInterval = time.Minute
)

// rollingFile writes to a file for each hour.
type rollingFile struct {
	name string

	mu     sync.Mutex
	file   *os.File
	hour   string // of the file
	failed *failure.LoggerError
	tried  time.Time // when it failed
}

// Write writes a line, to the standard error if the file cannot be written to.
func (f *rollingFile) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	err := f.open(time.Now())
	if err == nil {
		if _, err = f.file.Write(line); err == nil {
			f.failed = nil
			return len(line), nil
		}
	}
	f.fail(err)
	return os.Stderr.Write(line)
}

// fail notes why the file cannot be written to, and tells of it once.
func (f *rollingFile) fail(err error) {
	isNews := f.failed == nil
	f.failed = &failure.LoggerError{Reason: "the file cannot be written to; messages go to the standard error", Cause: err}
	if isNews {
		fmt.Fprintln(os.Stderr, f.failed)
	}
	f.close()
}

// open opens the file of the hour, unless it is.
func (f *rollingFile) open(now time.Time) error {
	hour := now.UTC().Format(hourFormat)
	if f.file != nil && f.hour == hour {
		return nil
	}
	if f.failed != nil && now.Sub(f.tried) < retryInterval {
		return f.failed.Cause
	}
	f.close()
	f.tried = now
	directory, err := makeDirectory()
	if err != nil {
		return err
	}
	const everybody = 0o666 // as far as the umask of the process lets them
	f.file, err = os.OpenFile(filepath.Join(directory, f.name+"."+hour), os.O_APPEND|os.O_CREATE|os.O_WRONLY, everybody)
	f.hour = hour
	return err
}

// makeDirectory returns the folder of the files, which is made if there is none.
func makeDirectory() (string, error) {
	const everybody = 0o777
	if directory := os.Getenv(directoryVariable); strings.TrimSpace(directory) != "" && os.MkdirAll(directory, everybody) == nil {
		return directory, nil
	}
	return defaultDirectory, os.MkdirAll(defaultDirectory, everybody)
}

// close closes the file, if it is open. The lock is held.
func (f *rollingFile) close() {
	if f.file != nil {
		f.file.Close()
		f.file = nil
	}
}

// release closes the file. Who writes once more opens it again.
func (f *rollingFile) release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.close()
}

func (f *rollingFile) err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed == nil {
		return nil
	}
	return f.failed
}
