// Package deploy checks the files in deploy/: by the programs that read them, where these
// are there, and by what the files refer to.
package deploy

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

const root = "../.."

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "deploy", path))
	require.NoError(t, err)
	return string(text)
}

// program returns where a program is, or skips.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not there; the file is checked by what it refers to alone", name)
	}
	return path
}

func run(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	output, err := exec.Command(name, arguments...).CombinedOutput()
	require.NoError(t, err, string(output))
	return string(output)
}

var (
	building sync.Once
	built    string
)

func TestMain(m *testing.M) {
	status := m.Run()
	if built != "" {
		_ = os.RemoveAll(filepath.Dir(built))
	}
	os.Exit(status)
}

// build returns the path of the bridge's program, which is built once for all tests.
func build(t *testing.T) string {
	t.Helper()
	building.Do(func() {
		folder, err := os.MkdirTemp("", "bridge")
		require.NoError(t, err)
		path := filepath.Join(folder, "glissade-bridge")
		run(t, "go", "build", "-o", path, "github.com/glissade-io/glissade/transport/ws/bridge/cmd/glissade-bridge")
		built = path
	})
	require.NotEmpty(t, built)
	return built
}

// requireLonger fails unless a time, "20s" or "20" seconds, is longer than the bridge takes
// to end by itself.
func requireLonger(t *testing.T, text string) {
	t.Helper()
	limit, err := time.ParseDuration(strings.TrimSuffix(text, "s") + "s")
	require.NoError(t, err)
	drain := regexp.MustCompile(`(?m)-drain-timeout.*\n(?:.*\n)??.*default (\d+s)`).FindStringSubmatch(run(t, build(t), "-help"))
	require.Len(t, drain, 2)
	needed, err := time.ParseDuration(drain[1])
	require.NoError(t, err)
	require.Greater(t, limit, needed, "or what it forwards is cut off")
}

// requireFlags fails if the bridge does not know one of the flags in a command line.
func requireFlags(t *testing.T, help string, words []string) {
	t.Helper()
	for _, word := range words {
		if strings.HasPrefix(word, "-") {
			name, _, _ := strings.Cut(word, "=")
			require.Regexp(t, `(?m)^  `+regexp.QuoteMeta(name)+`\b`, help)
		}
	}
}

func TestTheUnit(t *testing.T) {
	unit := read(t, "glissade-bridge.service")
	bridge := build(t)
	command := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/glissade-bridge (.*)$`).FindStringSubmatch(unit)
	require.Len(t, command, 2)
	requireFlags(t, run(t, bridge, "-help"), strings.Fields(command[1]))
	require.Contains(t, unit, "ExecReload=/bin/kill -HUP $MAINPID\n")
	stop := regexp.MustCompile(`(?m)^TimeoutStopSec=(\d+)$`).FindStringSubmatch(unit)
	require.Len(t, stop, 2)
	requireLonger(t, stop[1])

	analyze := program(t, "systemd-analyze")
	path := filepath.Join(t.TempDir(), "glissade-bridge.service")
	require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(unit, "/usr/local/bin/glissade-bridge", bridge)), 0o600))
	require.Empty(t, run(t, analyze, "verify", path))
	run(t, analyze, "security", "--offline=yes", "--threshold=20", "--no-pager", path)
}

// compose is what the tests look at of compose.yaml.
type compose struct {
	Name     string
	Services map[string]struct {
		Image       string
		Build       struct{ Context, Dockerfile, Target string }
		Command     []string
		Environment map[string]string
		Volumes     []string
		Networks    []string
		Secrets     []any
		Ports       []string
		DependsOn   []string `yaml:"depends_on"`
		ReadOnly    bool     `yaml:"read_only"`
		CapDrop     []string `yaml:"cap_drop"`
		SecurityOpt []string `yaml:"security_opt"`
		MemLimit    string   `yaml:"mem_limit"`
		Restart     string
		StopGrace   string `yaml:"stop_grace_period"`
		Ulimits     struct{ Nofile int }
	}
	Networks map[string]struct {
		Internal bool
		IPAM     struct {
			Config []struct{ Subnet string }
		}
	}
	Secrets map[string]struct{ File string }
}

func TestTheComposeFile(t *testing.T) {
	var file compose
	decoder := yaml.NewDecoder(strings.NewReader(read(t, "compose.yaml")))
	decoder.KnownFields(true) // what is spelt wrong would do nothing
	require.NoError(t, decoder.Decode(&file))
	help := run(t, build(t), "-help")
	dockerfile := read(t, "Dockerfile")
	for name, service := range file.Services {
		for _, network := range service.Networks {
			require.Contains(t, file.Networks, network, name)
		}
		for _, other := range service.DependsOn {
			require.Contains(t, file.Services, other, name)
		}
		for _, secret := range service.Secrets {
			source, short := secret.(string)
			if !short {
				source = secret.(map[string]any)["source"].(string)
			}
			require.Contains(t, file.Secrets, source, name)
		}
		for _, volume := range service.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			require.FileExists(t, filepath.Join(root, "deploy", from), name)
		}
		for _, port := range service.Ports {
			require.True(t, strings.HasPrefix(port, "127.0.0.1:"), "%s is published beyond this machine", name)
		}
		if service.Image == "" {
			require.Equal(t, "..", service.Build.Context)
			require.FileExists(t, filepath.Join(root, service.Build.Dockerfile))
			require.Contains(t, dockerfile, " AS "+service.Build.Target+"\n")
		}
	}
	bridge := file.Services["bridge"]
	requireFlags(t, help, bridge.Command)
	for variable := range bridge.Environment {
		flag := "-" + strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, "GLISSADE_BRIDGE_"), "_", "-"))
		requireFlags(t, help, []string{flag})
	}
	require.True(t, bridge.ReadOnly)
	require.Equal(t, []string{"ALL"}, bridge.CapDrop)
	require.True(t, file.Networks["inside"].Internal)
	require.Equal(t, []string{"inside"}, file.Services["valkey"].Networks, "nobody but the bridge reaches the server")

	var config struct {
		Targets        []struct{ Address string }
		TrustedProxies []string
		MaxConnections int
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, "bridge.json")), &config))
	for _, target := range config.Targets {
		host, _, _ := strings.Cut(target.Address, ":")
		require.Contains(t, file.Services, host)
	}
	require.Equal(t, []string{file.Networks["inside"].IPAM.Config[0].Subnet}, config.TrustedProxies)

	require.Greater(t, bridge.Ulimits.Nofile, 2*config.MaxConnections, "a connection takes two files")
	requireLonger(t, bridge.StopGrace)

	docker := program(t, "docker")
	if exec.Command(docker, "compose", "version").Run() != nil {
		t.Skip("docker compose is not there; the file is checked by what it refers to alone")
	}
	run(t, docker, "compose", "-f", filepath.Join(root, "deploy", "compose.yaml"), "config", "--quiet")
}

func TestTheDockerfile(t *testing.T) {
	text := read(t, "Dockerfile")
	stages := map[string]bool{}
	last := ""
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 4 && words[0] == "FROM":
			stages[words[3]] = true
			last = words[1]
		case len(words) == 4 && words[0] == "COPY":
			stage, isFrom := strings.CutPrefix(words[1], "--from=")
			require.True(t, isFrom && stages[stage], line)
		case len(words) == 3 && words[0] == "COPY":
			_, err := os.Stat(filepath.Join(root, words[1]))
			require.NoError(t, err, line)
		}
	}
	require.Equal(t, "scratch", last)
	require.Regexp(t, `(?m)^RUN CGO_ENABLED=0 go build .* -o /out/glissade-bridge `, text, "nothing in an empty image could load what is not static")
	require.Regexp(t, `(?m)^USER [1-9]\d*:[1-9]\d*$`, text)
	work, err := os.ReadFile(filepath.Join(root, "go.work"))
	require.NoError(t, err)
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(work))
	require.Contains(t, text, "FROM golang:"+version[1]+" AS build\n")
	for _, path := range regexp.MustCompile(`\./(?:transport|wasm)/[a-z/-]+`).FindAllString(text, -1) {
		require.DirExists(t, filepath.Join(root, path))
	}
}
