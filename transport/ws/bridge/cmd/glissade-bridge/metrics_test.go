//go:build !js

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// selfSigned writes a certificate and its key and returns their files.
func selfSigned(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	require.NoError(t, err)
	keyDER, err := x509.MarshalECPrivateKey(private)
	require.NoError(t, err)
	folder := t.TempDir()
	certificate, key = filepath.Join(folder, "certificate.pem"), filepath.Join(folder, "key.pem")
	require.NoError(t, os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER}), 0o600))
	return certificate, key
}

func TestMetricsAreGuarded(t *testing.T) {
	tokens := filepath.Join(t.TempDir(), "tokens")
	require.NoError(t, os.WriteFile(tokens, []byte("# Prometheus\n0123456789abcdef\nfedcba9876543210\n"), 0o600))
	short := filepath.Join(t.TempDir(), "short")
	require.NoError(t, os.WriteFile(short, []byte("short\n"), 0o600))
	for want, arguments := range map[string][]string{
		"would show metrics to other machines": {"-metrics-listen", "0.0.0.0:9090"},
		"-metrics-listen :9090 would":          {"-metrics-listen", ":9090"},
		"-metrics-listen [::]:9090 would":      {"-metrics-listen", "[::]:9090", "-insecure-listen"},
		"-metrics-listen 10.0.0.1:9090 would":  {"-metrics-listen", "10.0.0.1:9090"},
		"set that too":                         {"-metrics-token-file", tokens},
		"has 5 bytes":                          {"-metrics-listen", "127.0.0.1:0", "-metrics-token-file", short},
	} {
		_, err := parse(arguments, io.Discard)
		require.ErrorContains(t, err, want)
	}
	for _, arguments := range [][]string{
		{"-metrics-listen", "0.0.0.0:9090", "-insecure-metrics-listen"},
		{"-metrics-listen", "0.0.0.0:9090", "-metrics-token-file", tokens},
		{"-metrics-listen", "127.0.0.1:9090"},
		{"-metrics-listen", "[::1]:9090"},
		{"-metrics-listen", "localhost:9090"},
	} {
		_, err := parse(arguments, io.Discard)
		require.NoError(t, err)
	}

	ask := func(address, host, authorization, method string) int {
		request, err := http.NewRequest(method, "http://"+address+"/metrics", nil)
		require.NoError(t, err)
		request.Host = host
		if authorization != "" {
			request.Header.Set("Authorization", authorization)
		}
		answer, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		answer.Body.Close()
		return answer.StatusCode
	}
	open := startCommand(t, "-metrics-listen", "127.0.0.1:0")
	address := open.line("serving metrics")["address"].(string)
	for host, status := range map[string]int{
		address: 200, "localhost:9090": 200, "127.0.0.1": 200, "[::1]:9090": 200, "LOCALHOST": 200,
		"evil.test:9090": 403, "evil.test": 403, "localhost.evil.test": 403, "127.0.0.1.evil.test": 403, "app.localhost": 403,
	} {
		require.Equal(t, status, ask(address, host, "", "GET"), host)
	}
	require.Equal(t, 405, ask(address, address, "", "POST"))
	for _, request := range []string{"GET /metrics", "POST /metrics", "GET /other"} {
		conn := open.connect(address, request+" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n")
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
		answer := make([]byte, 12)
		_, err := io.ReadFull(conn, answer)
		require.NoError(t, err)
		require.Equal(t, "HTTP/1.1 413", string(answer), request)
		conn.Close()
	}

	// The limit of connections holds here too.
	limited := startCommand(t, "-metrics-listen", "127.0.0.1:0", "-max-sockets-per-ip", "3")
	address = limited.line("serving metrics")["address"].(string)
	for range 3 {
		limited.connect(address, "GET /metrics HTTP/1.1\r\nX-Slow: ")
	}
	require.Eventually(t, func() bool {
		_, err := http.Get("http://" + address + "/metrics")
		return err != nil
	}, patience, 5*time.Millisecond)

	guarded := startCommand(t, "-metrics-listen", "127.0.0.1:0", "-metrics-token-file", tokens)
	address = guarded.line("serving metrics")["address"].(string)
	for authorization, status := range map[string]int{
		"Bearer 0123456789abcdef": 200, "bearer fedcba9876543210": 200,
		"": 401, "Bearer": 401, "Bearer wrong": 401, "0123456789abcdef": 401, "Basic 0123456789abcdef": 401,
	} {
		require.Equal(t, status, ask(address, "bridge.internal", authorization, "GET"), authorization)
	}
}
