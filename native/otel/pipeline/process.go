package pipeline

import (
	"context"
	"errors"
	"sync"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/otel"
)

// process is the pipeline of the process.
var process struct {
	mu       sync.Mutex
	pipeline *Pipeline
}

// Init makes the pipeline of the process. There is one in the life of a process: to call it
// again is an error, also after [Shutdown].
//
// Errors: *failure.ConfigurationError; those of opening a file.
func Init(config OpenTelemetryConfig) error {
	process.mu.Lock()
	defer process.mu.Unlock()
	if process.pipeline != nil {
		return &failure.ConfigurationError{Field: "OpenTelemetryConfig", Message: "was given before, and a process has one; call Init once, or make others by New"}
	}
	p, err := New(context.Background(), config)
	if err != nil {
		return err
	}
	process.pipeline = p
	return nil
}

// IsInitialized reports whether [Init] has made the pipeline of the process.
func IsInitialized() bool {
	_, err := current()
	return err == nil
}

var errNotInitialized = &failure.ConfigurationError{Field: "OpenTelemetryConfig", Message: "was not given yet; call Init first"}

func current() (*Pipeline, error) {
	process.mu.Lock()
	defer process.mu.Unlock()
	if process.pipeline == nil {
		return nil, errNotInitialized
	}
	return process.pipeline, nil
}

// Instrument has a client report to the pipeline of the process; the providers in c count for
// nothing. If [Init] was not called the client is not made, with a
// *failure.ConfigurationError.
func Instrument(c otel.Config) native.Option {
	p, err := current()
	if err != nil {
		return native.WithDialer(refusingDialer{err})
	}
	return p.Instrument(c)
}

// refusingDialer is one that no client is made with.
type refusingDialer struct{ err error }

// Validate returns why.
func (d refusingDialer) Validate() error { return d.err }

// Dial returns the same.
func (d refusingDialer) Dial(context.Context, string) (stream.Stream, error) { return nil, d.err }

// SetSamplePercentage is [Pipeline.SetSamplePercentage] of the pipeline of the process.
// Errors: its, and a *failure.ConfigurationError if [Init] was not called.
func SetSamplePercentage(percentage int) error {
	p, err := current()
	if err != nil {
		return err
	}
	return p.SetSamplePercentage(percentage)
}

// GetSamplePercentage is [Pipeline.SamplePercentage] of the pipeline of the process.
// Errors: its, and a *failure.ConfigurationError if [Init] was not called.
func GetSamplePercentage() (int, error) {
	p, err := current()
	if err != nil {
		return 0, err
	}
	return p.SamplePercentage()
}

// Flush sends what was gathered so far. It does nothing if [Init] was not called.
func Flush(ctx context.Context) error {
	return ofProcess(func(p *Pipeline) error { return p.Flush(ctx) })
}

// Shutdown sends what was gathered, and ends the pipeline. Call it before the program ends, or
// what was gathered since the last interval is lost. It does nothing if [Init] was not called.
func Shutdown(ctx context.Context) error {
	return ofProcess(func(p *Pipeline) error { return p.Shutdown(ctx) })
}

func ofProcess(do func(p *Pipeline) error) error {
	p, err := current()
	if errors.Is(err, errNotInitialized) {
		return nil
	}
	return do(p)
}
