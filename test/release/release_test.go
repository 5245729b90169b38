// Package release plays a release of the project to somebody who has nothing of it: the
// modules come from a proxy made of the working tree, and nothing else tells the go
// command where they are.
package release

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/test/servers"
)

// user is somebody's module outside of the project.
type user struct {
	t           *testing.T
	folder      string
	environment []string
}

// newUser returns an empty module, whose go command gets the project from the proxy.
func newUser(t *testing.T) *user {
	t.Helper()
	u := &user{t: t, folder: t.TempDir()}
	proxy := t.TempDir()
	command := exec.Command("go", "run", "./tools/release", "proxy", proxy)
	command.Dir = "../.."
	command.Stderr = os.Stderr
	printed, err := command.Output()
	require.NoError(t, err)
	u.environment = strings.Split(strings.TrimSpace(string(printed)), "\n")
	u.run("go", "mod", "init", "example.com/user")
	return u
}

// run runs a program in the module and returns what it prints.
func (u *user) run(name string, arguments ...string) string {
	u.t.Helper()
	command := exec.Command(name, arguments...)
	command.Dir = u.folder
	command.Env = append(os.Environ(), u.environment...)
	var printed, complaints bytes.Buffer
	command.Stdout, command.Stderr = &printed, &complaints
	require.NoError(u.t, command.Run(), "%s %v: %s", name, arguments, complaints.String())
	return printed.String()
}

func (u *user) write(name, content string) {
	u.t.Helper()
	require.NoError(u.t, os.WriteFile(filepath.Join(u.folder, name), []byte(content), 0o644))
}

// required returns the modules that go.mod names, without their versions.
func (u *user) required() []string {
	u.t.Helper()
	var paths []string
	for line := range strings.Lines(u.run("go", "list", "-m", "-f", "{{if not .Main}}{{.Path}}{{end}}", "all")) {
		if path := strings.TrimSpace(line); path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

const module = "github.com/glissade-io/glissade"

func TestAProgramGetsTheClient(t *testing.T) {
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	u := newUser(t)
	u.run("go", "get", module+"@v"+core.Version)
	u.write("main.go", `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/glissade-io/glissade"
)

func main() {
	ctx := context.Background()
	client, err := glissade.Connect(ctx, os.Args[1])
	if err != nil {
		panic(err)
	}
	defer client.Close()
	if _, err := client.Set(ctx, "greeting", "hello"); err != nil {
		panic(err)
	}
	value, err := client.Get(ctx, "greeting")
	if err != nil {
		panic(err)
	}
	fmt.Println(value.Value())
}
`)
	u.run("go", "mod", "tidy")
	u.run("go", "build", "-o", "program", ".")
	const patient = "?request_timeout=60s&connection_timeout=60s" // The machine may be busy.
	require.Equal(t, "hello\n", u.run("./program", "valkey://"+server.Addr()+patient))
	for _, path := range u.required() {
		require.Contains(t, []string{
			module, "github.com/stretchr/testify", "go.uber.org/goleak", "go.yaml.in/yaml/v3", // of the module's own tests
			"github.com/klauspost/compress", "github.com/pierrec/lz4/v4", // of compression/, which it does not link: see test/layers
		}, path, "a program learns of nothing else")
	}
}

func TestAProgramGetsTheWebSocketTransport(t *testing.T) {
	u := newUser(t)
	u.run("go", "get", module+"/transport/ws@v"+core.Version)
	u.write("main.go", `package main

import (
	"fmt"

	"github.com/glissade-io/glissade/transport/ws"
)

func main() { fmt.Printf("%T\n", ws.Dialer{}) }
`)
	u.run("go", "mod", "tidy")
	require.Equal(t, "ws.Dialer\n", u.run("go", "run", "."))
}

func TestAProgramGetsTheServersForItsTests(t *testing.T) {
	u := newUser(t)
	u.run("go", "get", module+"/glissadetest@v"+core.Version)
	u.write("main.go", "package main\n\nfunc main() {}\n")
	u.write("main_test.go", `package main

import (
	"testing"

	"github.com/glissade-io/glissade/glissadetest"
)

func TestGreeting(t *testing.T) {
	client := glissadetest.NewServer(t).Client(t)
	if _, err := client.Set(t.Context(), "greeting", "hello"); err != nil {
		t.Error(err)
	}
}
`)
	u.run("go", "mod", "tidy")
	u.run("go", "test", "./...")
	require.NotContains(t, u.run("go", "list", "-deps", "-test", "./..."), "testify")
}

func TestTheBridgeIsInstalled(t *testing.T) {
	u := newUser(t)
	bin := t.TempDir()
	u.environment = append(u.environment, "GOBIN="+bin)
	u.run("go", "install", module+"/transport/ws/bridge/cmd/glissade-bridge@v"+core.Version)
	installed, err := os.ReadDir(bin)
	require.NoError(t, err)
	require.Len(t, installed, 1)
	command := exec.Command(filepath.Join(bin, installed[0].Name()), "-help")
	help, _ := command.CombinedOutput() // Of -help the status does not matter.
	require.Contains(t, string(help), "-target")
}
