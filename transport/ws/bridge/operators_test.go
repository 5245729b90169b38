//go:build !js

package bridge

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the operator's page alerts on is there from the start: Prometheus sees no increase of
// what appears with its first value.
func TestTheOperatorsPageAlertsOnWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../../../docs/bridge.md")
	require.NoError(t, err)
	_, page, _ := strings.Cut(string(text), "## What to alert on\n")
	page, _, found := strings.Cut(page, "\n## ")
	require.True(t, found)
	b, err := New(Config{})
	require.NoError(t, err)
	defer b.Close()
	answer := httptest.NewRecorder()
	b.Metrics().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	require.Equal(t, 200, answer.Code)
	served := answer.Body.String()

	metric := regexp.MustCompile(`\b((?:glissade_bridge|process)_\w+)(?:\{(\w+)=~?"([^"]+)"\})?`)
	named := metric.FindAllStringSubmatch(page, -1)
	require.Greater(t, len(named), 10)
	for _, m := range named {
		if m[2] == "" {
			require.Regexp(t, `(?m)^`+m[1]+`[ {]|^# TYPE `+m[1]+` `, served+typesOf(b), m[0])
			continue
		}
		for value := range strings.SplitSeq(strings.ReplaceAll(m[3], `\|`, "|"), "|") {
			require.Contains(t, served, "\n"+m[1]+"{"+m[2]+`="`+value+`"} 0`+"\n", m[0])
		}
	}

	sources := bridgeSources(t)
	for _, line := range []string{"the configuration cannot be loaded", "dial failed", "the key set cannot be read"} {
		require.Contains(t, page, "`"+line+"`")
		require.Contains(t, sources, `"`+line)
	}
	_, reasons, _ := strings.Cut(page, "`limit_…`")
	reasons, _, _ = strings.Cut(reasons, "|")
	labels := regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(reasons, -1)
	require.Greater(t, len(labels), 3)
	for _, label := range labels {
		require.Contains(t, sources, `"`+label[1]+`"`)
	}
}

// typesOf returns the types of vectors that have no value yet.
func typesOf(b *Bridge) string {
	b.metrics.refusals.WithLabelValues("x")
	answer := httptest.NewRecorder()
	b.Metrics().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	return answer.Body.String()
}

func bridgeSources(t *testing.T) string {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var all strings.Builder
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		all.Write(text)
	}
	return all.String()
}
