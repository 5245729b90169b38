//go:build !js

package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// asCommand makes the test binary be the command.
const asCommand = "GLISSADE_TEST_BRIDGE_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestServesAndDrainsOnSIGTERM(t *testing.T) {
	echo := fakeserver.ServeTCP(t, func(c net.Conn) { io.Copy(c, c) })
	command := exec.Command(os.Args[0], "-listen", "127.0.0.1:0", "-metrics-listen", "127.0.0.1:0",
		"-target", "echo="+echo, "-allow-no-origin")
	command.Env = append(os.Environ(), asCommand+"=1")
	stderr, err := command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	defer command.Process.Kill()

	log := bufio.NewScanner(stderr)
	await := func(message string) (address string) {
		for log.Scan() {
			var line struct{ Msg, Address string }
			require.NoError(t, json.Unmarshal(log.Bytes(), &line), log.Text())
			if line.Msg == message {
				return line.Address
			}
		}
		require.Fail(t, "the log ended without: "+message)
		return ""
	}
	address, metrics := await("serving"), await("serving metrics")

	stream, err := (&ws.Dialer{URL: "ws://" + address, Target: "echo"}).Dial(t.Context(), "")
	require.NoError(t, err)
	defer stream.Close()
	_, err = stream.Write([]byte("ping"))
	require.NoError(t, err)
	answer := make([]byte, 4)
	_, err = io.ReadFull(stream, answer)
	require.NoError(t, err)
	require.Equal(t, "ping", string(answer))

	response, err := http.Get("http://" + metrics + "/metrics")
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	response.Body.Close()
	require.NoError(t, err)
	require.Contains(t, string(text), "glissade_bridge_connections_active 1\n")

	require.NoError(t, command.Process.Signal(syscall.SIGTERM))
	_, err = stream.Read(answer)
	var closed *ws.CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, ws.CloseGoingAway, closed.Code)
	await("drained")
	require.NoError(t, command.Wait())
}

func TestFlags(t *testing.T) {
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	config := file("bridge.json", `{"targets": [{"name": "a", "address": "a:1"}], "origins": ["https://a"], "maxConnections": 5, "maxConnectionsPerIP": 4}`)
	tokens := file("tokens", "# for the web team\n0123456789abcdef\n\n  fedcba9876543210  \n")

	s, err := parse([]string{
		"-config", config, "-token-file", tokens, "-target", "b=b:2", "-target", "c:3", "-cluster", "d=d:4,e:5", "-origin", "https://b",
		"-max-connections", "6", "-listen", "[::1]:0",
	}, io.Discard)
	require.NoError(t, err)
	require.Equal(t, bridge.Config{
		Targets: []bridge.Target{
			{Name: "a", Address: "a:1"},
			{Name: "b", Address: "b:2"},
			{Address: "c:3"},
			{Name: "d", Address: "d:4", Cluster: &bridge.Cluster{Seeds: []string{"e:5"}}},
		},
		Origins: []string{"https://a", "https://b"}, Tokens: []string{"0123456789abcdef", "fedcba9876543210"},
		MaxConnections: 6, MaxConnectionsPerIP: 4,
	}, s.bridge)

	for want, arguments := range map[string][]string{
		"-insecure-listen":            {"-listen", "0.0.0.0:80"},
		"-listen :80 would carry":     {"-listen", ":80"},
		"-listen db.example:80 would": {"-listen", "db.example:80"},
		"set both or neither":         {"-tls-key", "key.pem"},
		"give it a name":              {"-cluster", "a:1,b:2"},
		"unexpected argument":         {"127.0.0.1:6379"},
		"holds no token":              {"-token-file", file("empty", "# none\n")},
		"-token-file: open":           {"-token-file", filepath.Join(folder, "absent")},
		`unknown field "target"`:      {"-config", file("wrong.json", `{"target": []}`)},
	} {
		_, err := parse(arguments, io.Discard)
		require.ErrorContains(t, err, want)
	}
	for _, arguments := range [][]string{
		{"-listen", "0.0.0.0:80", "-insecure-listen"},
		{"-listen", "0.0.0.0:443", "-tls-certificate", "c", "-tls-key", "k"},
		{"-listen", "localhost:80"},
	} {
		_, err := parse(arguments, io.Discard)
		require.NoError(t, err)
	}
}

func TestReadmeListsTheFlags(t *testing.T) {
	var help strings.Builder
	_, err := parse([]string{"-help"}, &help)
	require.ErrorIs(t, err, flag.ErrHelp)
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	listed := 0
	for line := range strings.Lines(help.String()) {
		if name, ok := strings.CutPrefix(line, "  -"); ok {
			require.Contains(t, string(readme), "`-"+strings.Fields(name)[0])
			listed++
		}
	}
	require.Greater(t, listed, 10, "the flags were found in the help text")
}
