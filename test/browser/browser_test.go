package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestPageRunsScripts(t *testing.T) {
	page := Open(t)
	sum, err := chromedp.Run(page, chromedp.Evaluate[int]("20 + 22"))
	require.NoError(t, err)
	require.Equal(t, 42, sum)
}

// recorder is a test that is told of errors without failing for them.
type recorder struct {
	testing.TB
	errors chan string
}

func (r *recorder) Errorf(format string, arguments ...any) { r.errors <- format }

func TestUncaughtExceptionIsReported(t *testing.T) {
	recorded := &recorder{TB: t, errors: make(chan string, 1)}
	page := Open(recorded)
	_, err := chromedp.Run(page, chromedp.Evaluate[int](`setTimeout(() => { throw new Error("lost") })`))
	require.NoError(t, err)
	select {
	case message := <-recorded.errors:
		require.Contains(t, message, "exception in the page")
	case <-time.After(time.Minute):
		t.Fatal("the exception was not reported")
	}
}

func TestVariableMustNameAProgram(t *testing.T) {
	t.Setenv("CHROMIUM", "/no/such/browser")
	_, err := locate(t.Context())
	require.ErrorContains(t, err, "CHROMIUM: ")
}
