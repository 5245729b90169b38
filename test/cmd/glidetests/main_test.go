package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// checkout returns a folder that has the files of all suites.
func checkout(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	tests := filepath.Join(folder, "node", "tests")
	require.NoError(t, os.MkdirAll(tests, 0o755))
	for _, file := range suites[types] {
		require.NoError(t, os.WriteFile(filepath.Join(tests, file), nil, 0o600))
	}
	return folder
}

func TestArguments(t *testing.T) {
	folder := checkout(t)
	s, err := parse([]string{"-checkout", folder})
	require.NoError(t, err)
	require.Equal(t, settings{checkout: folder, suite: "standalone", pkg: glissade, timeout: time.Hour, testTimeout: 30 * time.Second}, s)
	s, err = parse([]string{"-checkout", folder, "-suite", "cluster", "-run", "^ping", "-package", "glide", "-json", "a", "-timeout", "1m", "-test-timeout", "1s"})
	require.NoError(t, err)
	require.Equal(t, settings{checkout: folder, suite: "cluster", run: "^ping", pkg: glide, json: "a", timeout: time.Minute, testTimeout: time.Second}, s)
}

func TestMistakesInArgumentsAreNamed(t *testing.T) {
	folder := checkout(t)
	for _, test := range []struct{ arguments, message string }{
		{"", "-checkout is missing"},
		{"-checkout " + t.TempDir(), "has no such tests"},
		{"-checkout " + folder + " ping", `"ping" is no flag`},
		{"-checkout " + folder + " -suite all", `-suite is one of cluster, pubsub, standalone, types, not "all"`},
		{"-checkout " + folder + " -package redis", `-package is glissade or glide, not "redis"`},
		{"-checkout " + folder + " -suite types -run ping", "not of -suite types"},
		{"-checkout " + folder + " -timeout 0s", "must be more than 0"},
	} {
		_, err := parse(strings.Fields(test.arguments))
		require.ErrorContains(t, err, test.message, test.arguments)
	}
}

func TestOrdersOfServers(t *testing.T) {
	for _, test := range []struct {
		arguments string
		order     order
	}{
		{"start -r 0 -n 1", order{shards: 1}},
		{"start -r 4 -n 3 --cluster-mode", order{cluster: true, shards: 3, replicas: 4}},
		{"stop --cluster-folder group2 --keep-folder", order{shards: 3, replicas: 1, stop: "group2"}},
	} {
		o, err := parseOrder(strings.Fields(test.arguments))
		require.NoError(t, err)
		require.Equal(t, test.order, o, test.arguments)
	}
	for arguments, message := range map[string]string{
		"--tls start -r 1 -n 1":           "there are no servers with --tls here",
		"start --load-module /tmp/one.so": "there are no servers with --load-module here",
		"start -r":                        "-r has no value",
		"start -n three":                  `-n "three"`,
	} {
		_, err := parseOrder(strings.Fields(arguments))
		require.ErrorContains(t, err, message)
	}
}

func TestTypeErrorsAreCountedByMessage(t *testing.T) {
	const output = `A.test.ts(10,5): error TS2305: Module has no exported member 'A'.
B.ts(3,1): error TS2345: Argument is not assignable.
  Types of property 'a' are incompatible.
    Type (1,2): error of no kind.
A.test.ts(12,5): error TS2345: Argument is not assignable.
`
	require.Equal(t, []typeMessage{
		{Message: "TS2345: Argument is not assignable.", Count: 2, Places: []string{"B.ts:3", "A.test.ts:12"}},
		{Message: "TS2305: Module has no exported member 'A'.", Count: 1, Places: []string{"A.test.ts:10"}},
	}, parseTypeErrors([]byte(output)))
	require.Empty(t, parseTypeErrors(nil))
}
