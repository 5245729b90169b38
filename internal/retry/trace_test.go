package retry

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTrace(t *testing.T) {
	var nobody *Trace
	nobody.Attempt("a") // which nobody asks about

	var trace Trace
	require.Empty(t, trace.Last())
	var attempts sync.WaitGroup
	for range 8 {
		attempts.Go(func() { trace.Attempt("a") })
	}
	attempts.Wait()
	trace.Attempt("b")
	require.Equal(t, "b", trace.Last())
	require.Equal(t, 9, trace.Attempts())
	trace.Reset()
	require.Empty(t, trace.Last())
	require.Zero(t, trace.Attempts())
}
