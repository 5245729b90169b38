package deploy

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws"
)

// The configuration, the secrets and the server's users of compose.yaml do together what
// they are for; only the server's address and the paths are those of the test.
func TestTheConfiguration(t *testing.T) {
	folder := t.TempDir()
	script := filepath.Join(folder, "make")
	require.NoError(t, os.WriteFile(script, []byte(read(t, "secrets/make")), 0o700))
	run(t, "sh", script)
	require.Error(t, exec.Command("sh", script).Run(), "it overwrites nothing")

	users, err := os.ReadFile(filepath.Join(folder, "users.acl"))
	require.NoError(t, err)
	nobody, rest, _ := strings.Cut(strings.TrimSpace(string(users)), "\n")
	require.Equal(t, "user default off", nobody)
	user, isUser := strings.CutPrefix(rest, "user ")
	require.True(t, isUser)
	server := servers.Start(t, servers.Valkey91, servers.Options{Users: []string{user}})
	config := strings.NewReplacer("valkey:6379", server.Addr(), "/run/secrets", folder).Replace(read(t, "bridge.json"))
	path := filepath.Join(folder, "bridge.json")
	require.NoError(t, os.WriteFile(path, []byte(config), 0o600))
	command := exec.Command(build(t), "-config", path, "-listen", "127.0.0.1:0")
	log, err := command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	}()
	var line struct{ Msg, Address, Error string }
	for lines := bufio.NewScanner(log); line.Msg != "serving" && lines.Scan(); {
		line.Error = ""
		require.NoError(t, json.Unmarshal(lines.Bytes(), &line))
		require.Empty(t, line.Error)
	}

	token, err := os.ReadFile(filepath.Join(folder, "tokens"))
	require.NoError(t, err)
	page, err := (&ws.Dialer{
		URL: "ws://" + line.Address, Target: "cache", Token: strings.TrimSpace(string(token)),
		Platform: ws.Platform{Header: http.Header{"Origin": {"http://localhost:8080"}}},
	}).Dial(t.Context(), "")
	require.NoError(t, err)
	defer page.Close()
	replies := resp.NewReader(page, resp.Limits{})
	for _, test := range []struct {
		words []string
		want  string
	}{
		{[]string{"ACL", "WHOAMI"}, "$4\r\npage"},
		{[]string{"ACL", "LIST"}, "-NOPERM"},
		{[]string{"SET", "greeting", "hello"}, "+OK"},
		{[]string{"GET", "greeting"}, "$5\r\nhello"},
		{[]string{"INFO", "server"}, "$"},
		{[]string{"FLUSHALL"}, "-NOPERM"},
		{[]string{"AUTH", "default", ""}, "-ERR unknown command 'refused by the bridge"},
	} {
		_, err := page.Write(resp.AppendCommand(nil, test.words...))
		require.NoError(t, err)
		frame, err := replies.Next()
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(frame), test.want), "%v: %q", test.words, frame)
	}
}
