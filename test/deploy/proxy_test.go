package deploy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// statements reads a file in nginx's language into lines such as
// "server / location /v1/ / proxy_pass http://bridge". It fails where a statement has no end
// or a block is not closed.
func statements(t *testing.T, text string) []string {
	t.Helper()
	var found, blocks, words []string
	token := regexp.MustCompile(`#[^\n]*|"[^"]*"|[{};]|[^\s{};"]+`)
	for _, word := range token.FindAllString(text, -1) {
		switch {
		case word[0] == '#':
		case word == "{":
			require.NotEmpty(t, words, "a block without a name")
			blocks, words = append(blocks, strings.Join(words, " ")), nil
		case word == "}":
			require.Empty(t, words, "a statement without its semicolon")
			require.NotEmpty(t, blocks, "a block is closed that is not open")
			blocks = blocks[:len(blocks)-1]
		case word == ";":
			require.NotEmpty(t, words, "a statement without words")
			found, words = append(found, strings.Join(append(blocks[:len(blocks):len(blocks)], strings.Join(words, " ")), " / ")), nil
		default:
			words = append(words, word)
		}
	}
	require.Empty(t, words)
	require.Empty(t, blocks, "a block is not closed")
	return found
}

// nginx has what the bridge needs of a proxy, each statement where it holds.
func TestNginxSaysWhatTheBridgeNeeds(t *testing.T) {
	found := statements(t, read(t, "nginx.conf"))
	require.Contains(t, found, "upstream bridge / server bridge:8080")
	for _, line := range []string{
		"proxy_pass http://bridge", "proxy_http_version 1.1", "proxy_set_header Upgrade $http_upgrade", "proxy_set_header Connection upgrade",
		"proxy_set_header Host $host", "proxy_set_header X-Forwarded-For $remote_addr", `proxy_set_header Forwarded ""`, "proxy_buffering off", "access_log off",
	} {
		require.Contains(t, found, "server / location /v1/ / "+line)
	}
	var config struct{ PingInterval string }
	interval := 30 * time.Second // the default
	require.NoError(t, json.Unmarshal([]byte(read(t, "bridge.json")), &config))
	if config.PingInterval != "" {
		var err error
		interval, err = time.ParseDuration(config.PingInterval)
		require.NoError(t, err)
	}
	for _, line := range found {
		if patience, ok := strings.CutPrefix(line, "server / location /v1/ / proxy_read_timeout "); ok {
			limit, err := time.ParseDuration(patience)
			require.NoError(t, err)
			require.Greater(t, limit, interval, "quiet connections are kept")
			return
		}
	}
	t.Fatal("proxy_read_timeout is missing")
}

// What nginx forwards, where it is there, is what the bridge believes.
func TestNginxInFrontOfABridge(t *testing.T) {
	nginx := program(t, "nginx")
	folder := t.TempDir()
	behind, address := serveProxied(t)
	writeCertificate(t, folder)
	part := strings.NewReplacer("bridge:8080", behind, "listen 443", "listen "+address,
		"/etc/nginx/certificates/app.example", filepath.Join(folder, "site")).Replace(read(t, "nginx.conf"))
	config := filepath.Join(folder, "nginx.conf")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `daemon off; master_process off; pid %[1]s/pid; error_log stderr;
events {}
http {
	access_log off; client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
%[2]s}
`, folder, part), 0o600))
	run(t, nginx, "-t", "-q", "-p", folder, "-c", config)
	requireCounted(t, exec.Command(nginx, "-p", folder, "-c", config), "wss://"+address)
}

// The same of Caddy.
func TestCaddyInFrontOfABridge(t *testing.T) {
	caddy := program(t, "caddy")
	folder := t.TempDir()
	behind, address := serveProxied(t)
	config := filepath.Join(folder, "Caddyfile")
	site := strings.NewReplacer("\n:8080 {", "\nhttp://"+address+" {", "bridge:8080", behind).Replace(read(t, "Caddyfile"))
	require.NoError(t, os.WriteFile(config, []byte("{\n\tadmin off\n}\n"+site), 0o600))
	command := exec.Command(caddy, "run", "--adapter", "caddyfile", "--config", config)
	command.Env = append(os.Environ(), "HOME="+folder, "XDG_DATA_HOME="+folder, "XDG_CONFIG_HOME="+folder)
	requireCounted(t, command, "ws://"+address)
}

// serveProxied returns the address of a bridge that trusts proxies of this machine, and a
// free one for the proxy.
func serveProxied(t *testing.T) (behind, address string) {
	t.Helper()
	b, err := bridge.New(bridge.Config{
		Targets:       []bridge.Target{{Name: "cache", Address: fakeserver.ServeTCP(t, func(c net.Conn) { _, _ = io.Copy(c, c) })}},
		AllowNoOrigin: true, MaxConnectionsPerIP: 2, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
	})
	require.NoError(t, err)
	server := httptest.NewServer(b)
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		server.Close()
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return server.Listener.Addr().String(), listener.Addr().String()
}

// requireCounted starts a proxy, and connects through it more often than one client may,
// saying each time that it is another.
func requireCounted(t *testing.T, proxy *exec.Cmd, url string) {
	t.Helper()
	require.NoError(t, proxy.Start())
	defer func() {
		_ = proxy.Process.Kill()
		_ = proxy.Wait()
	}()
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} // the certificate is this test's
	defer transport.CloseIdleConnections()
	_, address, _ := strings.Cut(url, "://")
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}, time.Minute, 10*time.Millisecond)
	for i := range 4 {
		page, err := (&ws.Dialer{
			URL: url, Target: "cache", Multiplex: i%2 == 1,
			Platform: ws.Platform{HTTPClient: &http.Client{Transport: transport}, Header: http.Header{
				"X-Forwarded-For": {fmt.Sprintf("192.0.2.%d", i)}, "Forwarded": {fmt.Sprintf("for=192.0.2.%d", i)},
			}},
		}).Dial(t.Context(), "")
		require.NoError(t, err)
		defer page.Close()
		_, _ = page.Write([]byte("hello"))
		answer := make([]byte, 5)
		_, err = io.ReadFull(page, answer)
		if i >= 2 {
			require.ErrorContains(t, err, "4429", "a client is counted by its own address, whatever it says")
			continue
		}
		require.NoError(t, err)
		require.Equal(t, "hello", string(answer))
	}
}

// writeCertificate writes the certificate of a site, and its key.
func writeCertificate(t *testing.T, folder string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	for name, block := range map[string]*pem.Block{"site.pem": {Type: "CERTIFICATE", Bytes: certificate}, "site.key": {Type: "PRIVATE KEY", Bytes: secret}} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600))
	}
}
