package projects

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

// settings are those of a client without a bridge, with more time than the default.
const settings = `requestTimeout: 60_000, advancedConfiguration: { connectionTimeout: 60_000 }`

// conversation has a client write and read what takes several reads, and close.
const conversation = `
	const value = "hello".repeat(500_000);
	await client.set("greeting", value);
	const answer = (await client.get("greeting")) === value ? "hello" : "something else";
	client.close();
`

// The package without a bridge where there are sockets of other makes than Node's.
func TestOtherRuntimes(t *testing.T) {
	need(t, "node")
	npm := need(t, "npm")
	servers.Require(t, servers.Valkey91)
	needRegistry(t, npm)
	host, port, err := net.SplitHostPort(servers.Start(t, servers.Valkey91, servers.Options{}).Addr())
	require.NoError(t, err)
	archive := pack(t, npm, dist(t))
	program := `import { GlideClient } from "glissade";
		const client = await GlideClient.createClient({ addresses: [{ host: "` + host + `", port: ` + port + ` }], ` + settings + ` });` +
		conversation + `console.log(answer);`

	for name, arguments := range map[string][]string{"deno": {"run", "-A", "index.mjs"}, "bun": {"run", "index.mjs"}} {
		t.Run(name, func(t *testing.T) {
			folder := install(t, npm, archive, map[string]string{name: "*"}, map[string]string{"index.mjs": program})
			output, err := runIn(t, folder, executable(t, folder, name), arguments...)
			require.NoError(t, err)
			require.Equal(t, "hello\n", output)
		})
	}
	t.Run("workerd", func(t *testing.T) {
		folder := install(t, npm, archive, map[string]string{"workerd": "*"}, map[string]string{"worker.mjs": worker})
		address := "127.0.0.1:" + strconv.Itoa(freePort(t))
		write(t, folder, "config.capnp", strings.Replace(workerdConfiguration, "ADDRESS", address, 1))
		command := exec.Command(executable(t, folder, "workerd"), "serve", "config.capnp")
		command.Dir = folder
		var output strings.Builder
		command.Stdout, command.Stderr = &output, &output
		require.NoError(t, command.Start())
		ended := make(chan error, 1)
		go func() { ended <- command.Wait() }()
		defer func() {
			_ = command.Process.Kill()
			<-ended
		}()
		for range 3 { // each makes a client of its own, in the same program
			require.Equal(t, "hello", get(t, "http://"+address+"/?"+url.Values{"host": {host}, "port": {port}}.Encode(), &output))
		}
		require.Contains(t, get(t, "http://"+address+"/?host=127.0.0.1&port=1", &output), "ConnectionError: connection to 127.0.0.1:1: dial failed")
	})
}

// worker answers a request with what a client says that it makes.
const worker = `
import { connect } from "cloudflare:sockets";
import { GlideClient, init } from "index.js";
import wasmModule from "valkey.wasm";

export default {
	async fetch(request) {
		const { searchParams } = new URL(request.url);
		try {
			await init({ wasmModule, connect });
			const client = await GlideClient.createClient({ addresses: [{ host: searchParams.get("host"), port: Number(searchParams.get("port")) }], ` + settings + ` });` +
	conversation + `
			return new Response(answer);
		} catch (error) {
			return new Response(String(error));
		}
	},
};
`

const workerdConfiguration = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
	services = [
		(name = "main", worker = .worker),
		(name = "internet", network = (allow = ["private", "public", "local"])),
	],
	sockets = [(name = "http", address = "ADDRESS", http = (), service = "main")],
);
const worker :Workerd.Worker = (
	modules = [
		(name = "worker.mjs", esModule = embed "worker.mjs"),
		(name = "index.js", esModule = embed "node_modules/glissade/index.js"),
		(name = "asked.js", esModule = embed "node_modules/glissade/asked.js"),
		(name = "tcp.js", esModule = embed "node_modules/glissade/tcp.js"),
		(name = "valkey.wasm", wasm = embed "node_modules/glissade/valkey.wasm"),
	],
	compatibilityDate = "2025-09-01",
);
`

// executable returns the program of a package that npm has installed for this system.
func executable(t *testing.T, folder, name string) string {
	t.Helper()
	for _, pattern := range []string{"@deno/*/" + name, "@oven/*/bin/" + name, "@cloudflare/*/bin/" + name, name + "/bin/" + name + ".exe"} {
		found, err := filepath.Glob(filepath.Join(folder, "node_modules", pattern))
		require.NoError(t, err)
		if len(found) > 0 {
			return found[0]
		}
	}
	if os.Getenv("CI") != "true" {
		t.Skipf("npm has no %s for this system", name)
	}
	require.FailNow(t, "npm has installed no "+name)
	return ""
}

// get returns what a server answers, once it does.
func get(t *testing.T, address string, log *strings.Builder) string {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		response, err := http.Get(address)
		if err != nil {
			require.True(t, time.Now().Before(deadline), "%v\n%s", err, log)
			continue
		}
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return string(text)
	}
}
