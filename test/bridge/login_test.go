package bridge

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws"
)

// page is a client of the bridge that speaks RESP by hand.
type page struct {
	t *testing.T
	stream.Stream
	replies *resp.Reader
}

func dialPage(t *testing.T, dialer *ws.Dialer) *page {
	t.Helper()
	opened, err := dialer.Dial(t.Context(), "")
	require.NoError(t, err)
	t.Cleanup(func() { opened.Close() })
	return &page{t, opened, resp.NewReader(opened, resp.Limits{})}
}

// ask sends a command and returns its reply as it came.
func (p *page) ask(words ...string) string {
	p.t.Helper()
	_, err := p.Write(resp.AppendCommand(nil, words...))
	require.NoError(p.t, err)
	return p.reply()
}

func (p *page) reply() string {
	p.t.Helper()
	frame, err := p.replies.Next()
	require.NoError(p.t, err)
	return string(frame)
}

func (p *page) requireUser(name string) {
	p.t.Helper()
	require.Contains(p.t, p.ask("ACL", "WHOAMI"), "\r\n"+name+"\r\n")
}

// writeConfig writes files into a folder, and returns the path of the configuration.
func writeConfig(t *testing.T, config string, files ...string) string {
	t.Helper()
	folder := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		require.NoError(t, os.WriteFile(filepath.Join(folder, files[i]), []byte(files[i+1]), 0o600))
	}
	path := filepath.Join(folder, "bridge.json")
	require.NoError(t, os.WriteFile(path, []byte(config), 0o600))
	return path
}

const wordsOfTheBridge = "refused by the bridge"

// A page whom the bridge has logged in stays who it is, whatever it sends, also as one
// stream of a WebSocket.
func TestWhomTheBridgeHasLoggedInStaysThatUser(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := servers.Start(t, version, servers.Options{
				Password: "admin-password",
				Users:    []string{"page on >page-password ~* &* +@all"},
			})
			config := writeConfig(t, fmt.Sprintf(`{"targets": [{"name": "cache", "address": %q, "login": {"username": "page", "passwordFile": "p"}}]}`, server.Addr()),
				"p", "page-password\n")
			address := startBridge(t, "-allow-no-origin", "-config", config)
			for _, multiplex := range []bool{false, true} {
				requireUserStays(t, dialPage(t, &ws.Dialer{URL: "ws://" + address, Target: "cache", Multiplex: multiplex}))
			}
		})
	}
}

// requireUserStays tries to become another user than "page".
func requireUserStays(t *testing.T, p *page) {
	t.Helper()
	p.requireUser("page")
	for _, command := range [][]string{
		{"AUTH", "admin-password"},
		{"AUTH", "default", "admin-password"},
		{"auth", "default", "admin-password"},
		{"HELLO", "3", "AUTH", "default", "admin-password"},
		{"HELLO", "2", "SETNAME", "x", "auth", "default", "admin-password"},
		{"HELLO", "3", "AUTH\x00", "default", "admin-password"},
		{"HELLO", "3", "AUTH"},
		{"RESET"},
		{"reset"},
		{"AUTH", strings.Repeat("x", 100_000)},
	} {
		answer := p.ask(command...)
		require.Contains(t, answer, "-ERR unknown command", command)
		require.Contains(t, answer, wordsOfTheBridge, command)
		require.NotContains(t, answer, "admin-password")
		p.requireUser("page")
	}

	require.Equal(t, "+OK\r\n", p.ask("MULTI"))
	require.Contains(t, p.ask("AUTH", "default", "admin-password"), wordsOfTheBridge)
	require.Equal(t, "+QUEUED\r\n", p.ask("ACL", "WHOAMI"))
	require.Contains(t, p.ask("EXEC"), "-EXECABORT")
	p.requireUser("page")

	require.Contains(t, p.ask("EVAL", "return server.call('AUTH','default','admin-password')", "0"), "-", "the server refuses that by itself")
	p.requireUser("page")

	// All else is as ever, HELLO too.
	require.True(t, strings.HasPrefix(p.ask("HELLO", "3", "SETNAME", "me"), "%"))
	require.Contains(t, p.ask("CLIENT", "GETNAME"), "me")
	value := strings.Repeat("*2\r\n$4\r\nAUTH\r\n$1\r\nx\r\n", 5000)
	require.Equal(t, "+OK\r\n", p.ask("SET", "key", value))
	require.Contains(t, p.ask("GET", "key"), value)

	// In one message, and in messages of a byte each.
	all := resp.AppendCommand(resp.AppendCommand(resp.AppendCommand(nil, "ECHO", "1"), "AUTH", "default", "admin-password"), "ACL", "WHOAMI")
	for _, size := range []int{len(all), 1} {
		for piece := range slices.Chunk(all, size) {
			_, err := p.Write(piece)
			require.NoError(t, err)
		}
		require.Contains(t, p.reply(), "1")
		require.Contains(t, p.reply(), wordsOfTheBridge)
		require.Contains(t, p.reply(), "page")
	}

	_, err := p.Write([]byte("AUTH default admin-password\r\n"))
	require.NoError(t, err)
	_, err = io.ReadAll(p)
	var closed *ws.CloseError
	require.ErrorAs(t, err, &closed)
	require.Equal(t, ws.CloseForbidden, closed.Code)
	require.Contains(t, closed.Reason, "inline")
}

// Servers look commands up by the hash of the whole name and then compare it up to a zero
// byte: some names that begin with AUTH and a zero byte are AUTH to them.
func TestNamesWithAZeroByteAreNoWayAround(t *testing.T) {
	const tries = 20_000
	name := func(i int) string { return fmt.Sprintf("AUTH\x00%d", i) }
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := servers.Start(t, version, servers.Options{
				Password: "admin-password",
				Users:    []string{"page on >page-password ~* &* +@all"},
			})
			folder := writeConfig(t, fmt.Sprintf(`{"targets": [{"name": "cache", "address": %q, "login": {"username": "page", "passwordFile": "p"}}]}`, server.Addr()),
				"p", "page-password")
			p := dialPage(t, &ws.Dialer{URL: "ws://" + startBridge(t, "-allow-no-origin", "-config", folder), Target: "cache"})
			sent := make(chan error, 1)
			go func() {
				var err error
				for i := 0; i < tries && err == nil; i++ {
					_, err = p.Write(resp.AppendCommand(nil, name(i), "default", "admin-password"))
				}
				sent <- err
			}()
			for range tries {
				require.Contains(t, p.reply(), "printable ASCII")
			}
			require.NoError(t, <-sent)
			p.requireUser("page")
		})
	}
}

// Rules refuse what the server would execute, in transactions too, and the rest stays in
// order.
func TestCommandsOfATarget(t *testing.T) {
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			server := servers.Start(t, version, servers.Options{})
			config := writeConfig(t, fmt.Sprintf(`{"targets": [{"name": "cache", "address": %q,
				"commands": ["+@read", "+@connection", "+@transaction", "+set", "-keys", "+config|get"]}]}`, server.Addr()))
			address := startBridge(t, "-allow-no-origin", "-config", config)
			for _, multiplex := range []bool{false, true} {
				requireRules(t, dialPage(t, &ws.Dialer{URL: "ws://" + address, Target: "cache", Multiplex: multiplex}))
			}
		})
	}
}

// requireRules tries what the rules of the target leave out, and what they let through.
func requireRules(t *testing.T, p *page) {
	t.Helper()
	require.Equal(t, "+OK\r\n", p.ask("SET", "key", "value"))
	for _, command := range [][]string{
		{"FLUSHALL"},
		{"keys", "*"},
		{"CONFIG", "SET", "maxmemory", "1"},
		{"EVAL", "return redis.call('FLUSHALL')", "0"},
		{"DEBUG", "SLEEP", "10"},
		{"CONFIG", "SET\x001", "maxmemory", "1"},
		{"FLUSHALL\x001"},
	} {
		require.Contains(t, p.ask(command...), "-ERR unknown command 'refused by the bridge: ", command)
	}
	require.Contains(t, p.ask("CONFIG", "GET", "maxmemory"), "maxmemory")
	require.Equal(t, "$5\r\nvalue\r\n", p.ask("GET", "key"))

	require.Equal(t, "+OK\r\n", p.ask("MULTI"))
	require.Equal(t, "+QUEUED\r\n", p.ask("SET", "key", "other"))
	require.Contains(t, p.ask("FLUSHALL"), "are without flushall")
	require.Contains(t, p.ask("EXEC"), "-EXECABORT")
	require.Equal(t, "$5\r\nvalue\r\n", p.ask("GET", "key"))
}
