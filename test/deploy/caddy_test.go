package deploy

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Caddy, by what it must say, and by itself where it is there.
func TestTheCaddyfile(t *testing.T) {
	site := blocks(t, read(t, "Caddyfile"))
	for _, line := range []string{":8080 / reverse_proxy /v1/* bridge:8080", ":8080 / root * /srv", ":8080 / file_server", ":8080 / header / X-Content-Type-Options nosniff"} {
		require.Contains(t, site, line)
	}
	run(t, program(t, "caddy"), "validate", "--adapter", "caddyfile", "--config", filepath.Join(root, "deploy", "Caddyfile"))
}

// blocks reads a Caddyfile, where a line is a statement, into lines such as
// ":8080 / header / Referrer-Policy no-referrer".
func blocks(t *testing.T, text string) (found []string) {
	t.Helper()
	var open []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		name, opens := strings.CutSuffix(line, " {")
		switch {
		case line == "" || line[0] == '#':
		case opens:
			open = append(open, name)
		case line == "}":
			require.NotEmpty(t, open, "a block is closed that is not open")
			open = open[:len(open)-1]
		default:
			require.NotContains(t, strings.Split(line, `"`)[0], "{", line)
			require.Zero(t, strings.Count(line, `"`)%2, line)
			found = append(found, strings.Join(append(open[:len(open):len(open)], line), " / "))
		}
	}
	require.Empty(t, open, "a block is not closed")
	return found
}
