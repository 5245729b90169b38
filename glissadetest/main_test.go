package glissadetest_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/options"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorder stands for a test that a server belongs to: what it is told does not fail the
// test itself.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	errors   []string
	cleanups []func()
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, arguments ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errors = append(r.errors, fmt.Sprintf(format, arguments...))
}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

// end ends the test that is stood for, and returns its errors, with files as their names.
func (r *recorder) end() []string {
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
	r.cleanups = nil
	r.mu.Lock()
	defer r.mu.Unlock()
	folder, err := filepath.Abs(".")
	if err != nil {
		r.TB.Fatal(err)
	}
	var errors []string
	for _, text := range r.errors {
		errors = append(errors, strings.ReplaceAll(text, filepath.ToSlash(folder)+"/", ""))
	}
	return errors
}

func record(t *testing.T) *recorder { return &recorder{TB: t} }

// inBothProtocols runs a test under both protocols.
func inBothProtocols(t *testing.T, test func(t *testing.T, speaks func(*options.ClientConfiguration))) {
	for _, protocol := range []options.Protocol{options.ProtocolRESP2, options.ProtocolRESP3} {
		t.Run(string(protocol), func(t *testing.T) {
			test(t, func(c *options.ClientConfiguration) { c.Protocol = protocol })
		})
	}
}
