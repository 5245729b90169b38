// Package bridge tests the command glissade-bridge against real browsers and servers.
package bridge

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/browser"
	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws"
)

// startBridge builds and starts the command and returns its address.
func startBridge(t *testing.T, arguments ...string) string {
	t.Helper()
	return start(t, arguments, "serving")[0]
}

// startMeasured is [startBridge] for one whose metrics are asked for, at the second address.
func startMeasured(t *testing.T, arguments ...string) (address, metrics string) {
	t.Helper()
	both := start(t, append([]string{"-metrics-listen", "127.0.0.1:0"}, arguments...), "serving", "serving metrics")
	return both[0], both[1]
}

// start builds and starts the command, and returns the address in each of these lines of
// its log.
func start(t *testing.T, arguments []string, lines ...string) []string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "glissade-bridge")
	output, err := exec.Command("go", "build", "-o", program, "github.com/glissade-io/glissade/transport/ws/bridge/cmd/glissade-bridge").CombinedOutput()
	require.NoError(t, err, string(output))
	command := exec.Command(program, append([]string{"-listen", "127.0.0.1:0", "-drain-timeout", "1s"}, arguments...)...)
	log, err := command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	ended := make(chan struct{})
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-ended
		_ = command.Wait()
	})
	type line struct{ Msg, Address string }
	logged := make(chan line, len(lines))
	go func() {
		defer close(ended)
		for text := bufio.NewScanner(log); text.Scan(); {
			var l line
			if json.Unmarshal(text.Bytes(), &l) == nil && slices.Contains(lines, l.Msg) {
				logged <- l
			}
		}
	}()
	addresses := make([]string, len(lines))
	for range lines {
		select {
		case l := <-logged:
			addresses[slices.Index(lines, l.Msg)] = l.Address
		case <-ended:
			require.Fail(t, "the bridge does not serve")
		}
	}
	return addresses
}

// askServer has a page read the value of a key through the bridge that serves it, and
// returns the value or how the WebSocket was closed.
const askServer = `new Promise(done => {
	const socket = new WebSocket("ws://" + location.host + "/v1/connect?target=cache", ["valkey.v1"])
	socket.binaryType = "arraybuffer"
	socket.onopen = () => socket.send(new TextEncoder().encode("*2\r\n$3\r\nGET\r\n$4\r\nname\r\n"))
	socket.onmessage = event => done(new TextDecoder().decode(event.data))
	socket.onclose = event => done("closed " + event.code + " " + event.reason)
})`

// A page whose own name leads to the bridge is of the bridge's own origin, as far as the
// browser is concerned. Only where the bridge is reached by no name does that count.
func TestPagesWhoseNameLeadsToTheBridge(t *testing.T) {
	path, err := browser.Executable(t.Context())
	if err != nil {
		browser.Open(t) // skips or fails, and says why
	}
	server := servers.Start(t, servers.Valkey91, servers.Options{})
	conn, err := net.Dial("tcp", server.Addr())
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write([]byte("SET name kept\r\n"))
	require.NoError(t, err)
	_, err = conn.Read(make([]byte, 5))
	require.NoError(t, err)
	address := startBridge(t, "-target", "cache="+server.Addr())
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)

	allocator, cancel := chromedp.NewExecAllocator(t.Context(), append(browser.Flags(path, t.TempDir()),
		chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1, MAP *.test. 127.0.0.1, MAP bridge 127.0.0.1"))...)
	defer cancel()
	page, cancelPage := chromedp.NewContext(allocator)
	defer cancelPage()
	for host, want := range map[string]string{
		"127.0.0.1":           "kept",
		"localhost":           "kept",
		"evil.test":           "closed 4403",
		"evil.test.":          "closed 4403",
		"127.0.0.1.evil.test": "closed 4403",
		"localhost.evil.test": "closed 4403",
		"app.localhost":       "closed 4403",
		"bridge":              "closed 4403",
	} {
		require.NoError(t, chromedp.Do(page, chromedp.Navigate("http://"+host+":"+port+"/healthz")), host)
		got, err := chromedp.Run(page, chromedp.Evaluate[string](askServer, chromedp.EvalAwaitPromise))
		require.NoError(t, err, host)
		require.Contains(t, got, want, host)
	}
}

// A page that may configure a server has it announce another service of the machine.
func TestPagesThatConfigureWhatAClusterAnnounces(t *testing.T) {
	var reached atomic.Int32
	internal, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	service := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) })}
	service.ConnState = func(net.Conn, http.ConnState) { reached.Add(1) }
	go service.Serve(internal)
	defer service.Close()
	_, port, err := net.SplitHostPort(internal.Addr().String())
	require.NoError(t, err)
	for _, version := range servers.Versions() {
		t.Run(string(version), func(t *testing.T) {
			cluster := servers.StartCluster(t, version, servers.ClusterOptions{})
			seed := cluster.Nodes[0].Addr()
			dialer := &ws.Dialer{
				URL: "ws://" + startBridge(t, "-cluster", "cache="+seed, "-allow-no-origin"),
				Resolve: func(address string) (ws.Destination, error) {
					return ws.Destination{Target: "cache", Address: address}, nil
				},
			}
			page, err := dialer.Dial(t.Context(), "")
			require.NoError(t, err)
			defer page.Close()
			for _, command := range []string{"CONFIG SET cluster-announce-ip 127.0.0.1\r\n", "CONFIG SET cluster-announce-port " + port + "\r\n"} {
				_, err = page.Write([]byte(command))
				require.NoError(t, err)
				answer := make([]byte, 5)
				_, err = page.Read(answer)
				require.NoError(t, err)
				require.Equal(t, "+OK\r\n", string(answer))
			}
			for _, address := range []string{internal.Addr().String(), cluster.Nodes[1].Addr()} {
				node, err := dialer.Dial(t.Context(), address)
				require.NoError(t, err)
				defer node.Close()
				_, err = node.Read(make([]byte, 1))
				var closed *ws.CloseError
				require.ErrorAs(t, err, &closed)
				require.Equal(t, ws.CloseForbidden, closed.Code, "%s: %v", address, closed)
				require.Contains(t, closed.Reason, "outside the networks and ports", address)
			}
			require.Zero(t, reached.Load())
			own, err := dialer.Dial(t.Context(), seed)
			require.NoError(t, err)
			defer own.Close()
			_, err = own.Write([]byte("PING\r\n"))
			require.NoError(t, err)
			_, err = own.Read(make([]byte, 1))
			require.NoError(t, err)
		})
	}
}
