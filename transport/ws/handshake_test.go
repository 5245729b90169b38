//go:build !js

package ws_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/internal/websocket"
)

// redirecting returns a server that answers every handshake with a redirect to another
// host, and how many requests that has got.
func redirecting(t *testing.T, to string) (*httptest.Server, *atomic.Int64) {
	var followed atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		followed.Add(1)
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(other.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "c", Value: "v"})
		http.Redirect(w, r, strings.Replace(other.URL, "127.0.0.1", "user:hunter2@localhost", 1)+"/v1/connect?token=hunter2", http.StatusTemporaryRedirect)
	}))
	t.Cleanup(server.Close)
	return server, &followed
}

// The token in the headers of a handshake is for the bridge, and for no host that it
// names, in clear or not.
func TestRedirectsAreErrors(t *testing.T) {
	bridge := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if conn, err := websocket.Accept(w, r, ws.Subprotocol); err == nil {
			_ = conn.CloseNow()
		}
	}))
	defer bridge.Close()
	server, followed := redirecting(t, bridge.URL)
	asked := false
	following := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		asked = true
		return nil
	}}
	defer following.CloseIdleConnections()
	for name, client := range map[string]*http.Client{"none": nil, "one that follows": following} {
		dialer := &ws.Dialer{URL: server.URL, Token: "correct-horse", Platform: ws.Platform{
			HTTPClient: client, Header: http.Header{"Authorization": {"Basic eHl6"}},
		}}
		_, err := dialer.Dial(t.Context(), "valkey:6379")
		require.ErrorContains(t, err, "it redirects to http://localhost:", name)
		require.ErrorContains(t, err, "give the URL of the bridge itself")
		require.NotContains(t, err.Error(), "hunter2")
		require.NotContains(t, err.Error(), "correct-horse")
	}
	require.Zero(t, followed.Load())
	require.NotNil(t, following.CheckRedirect, "the caller's client is as it was")
	require.False(t, asked)
}

func TestFromTLSToNoneIsNotFollowed(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("asked in clear") }))
	defer other.Close()
	secure := httptest.NewTLSServer(http.RedirectHandler(other.URL, http.StatusFound))
	defer secure.Close()
	dialer := &ws.Dialer{URL: secure.URL, Token: "correct-horse", Platform: ws.Platform{HTTPClient: secure.Client()}}
	_, err := dialer.Dial(t.Context(), "valkey:6379")
	require.ErrorContains(t, err, "it redirects to http://127.0.0.1")
}

func TestErrorsShowNoSecretsOfURLs(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	host := closed.Addr().String()
	require.NoError(t, closed.Close())
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	served := serve(t, "", func(context.Context, *websocket.Conn) {})
	closing := serve(t, ws.Subprotocol, func(_ context.Context, conn *websocket.Conn) { _ = conn.Close(4401, "no") })
	proxied := &http.Client{Transport: &http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
		return nil, errors.New(`invalid proxy address "http://user:hunter2@proxy": no`)
	}}}
	for name, dialer := range map[string]*ws.Dialer{
		"nobody there":    {URL: "ws://" + host},
		"not found":       {URL: refusing.URL, Platform: ws.Platform{HTTPClient: refusing.Client()}},
		"no bridge":       served,
		"closes":          closing,
		"port that is no": {URL: "ws://127.0.0.1:x1"},
		"proxy":           {URL: "ws://" + host, Platform: ws.Platform{HTTPClient: proxied}},
	} {
		scheme, rest, _ := strings.Cut(dialer.URL, "://")
		dialer.URL = scheme + "://user:hunter2@" + rest + "/v1/connect?token=hunter2"
		dialer.Token = "hunter2-hunter2"
		s, err := dialer.Dial(t.Context(), "valkey:6379")
		if err == nil {
			_, err = s.Read(make([]byte, 1))
			require.NoError(t, s.Close())
		}
		require.Error(t, err, name)
		for ; err != nil; err = errors.Unwrap(err) {
			require.NotContains(t, err.Error(), "hunter2", name)
		}
	}
}

// A bridge that is none cannot fill the memory, or have its text in a terminal.
func TestAnswersToHandshakesAreBounded(t *testing.T) {
	for name, answer := range map[string]string{
		"endless header": "HTTP/1.1 101 Switching Protocols\r\n" + strings.Repeat("X-A: "+strings.Repeat("a", 1<<10)+"\r\n", 1<<10),
		"hostile header": "HTTP/1.1 101 Switching Protocols\r\nConnection: \x1b[31m" + strings.Repeat("a", 8<<10) + "\r\n\r\n",
		"no HTTP":        "+PONG\x1b[31m" + strings.Repeat("a", 8<<10) + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			address := fakeserver.ServeTCP(t, func(c net.Conn) {
				_, _ = io.WriteString(c, answer)
				_, _ = io.Copy(io.Discard, c)
			})
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			_, err := (&ws.Dialer{URL: "ws://" + address}).Dial(ctx, "valkey:6379")
			require.Error(t, err)
			require.NoError(t, ctx.Err(), "it was not waited for")
			require.NotContains(t, err.Error(), "\x1b")
			require.Less(t, len(err.Error()), 1<<10)
		})
	}
}
