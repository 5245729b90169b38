package inmemory

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What docs/testing.md shows is compiled and run: each block of Go stands in one of the tests
// of package glissadetest.
func TestWhatIsDocumentedIsRun(t *testing.T) {
	documented, err := os.ReadFile(page)
	require.NoError(t, err)
	var tested string
	for _, name := range []string{"page_test.go", "page_faults_test.go", "page_server_test.go"} {
		file, err := os.ReadFile("../../glissadetest/" + name)
		require.NoError(t, err)
		tested += unindented(string(file))
	}
	blocks := strings.Split(string(documented), "```go\n")[1:]
	require.Greater(t, len(blocks), 5)
	for _, block := range blocks {
		code, _, found := strings.Cut(block, "```")
		require.True(t, found)
		if !strings.Contains(tested, unindented(code)) {
			t.Errorf("no test runs:\n%s", code)
		}
	}
}

func unindented(code string) string {
	var lines strings.Builder
	for line := range strings.Lines(code) {
		lines.WriteString(strings.TrimLeft(line, "\t"))
	}
	return lines.String()
}
