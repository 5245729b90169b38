//go:build !js

package bridge_test

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/ws"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

func TestTLSOnBothSides(t *testing.T) {
	// An HTTPS server stands in for a server with TLS: it answers in plain HTTP/1.
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	address := server.Listener.Addr().String()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})

	b, err := bridge.New(bridge.Config{
		Targets: []bridge.Target{
			{Name: "secure", Address: address, TLS: &options.TLSConfiguration{RootCertificates: authority}},
			{Name: "untrusted", Address: address, TLS: &options.TLSConfiguration{}},
		},
	})
	require.NoError(t, err)
	public := httptest.NewTLSServer(b)
	defer public.Close()
	defer b.Close()
	dialer := func(target string) *ws.Dialer {
		return &ws.Dialer{URL: public.URL, Target: target, Platform: ws.Platform{
			HTTPClient: public.Client(), Header: http.Header{"Origin": {public.URL}}, // the bridge's own, over https
		}}
	}

	s, err := dialer("secure").Dial(t.Context(), "")
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
	require.NoError(t, err)
	answer := make([]byte, 64)
	n, err := s.Read(answer)
	require.NoError(t, err)
	require.Contains(t, string(answer[:n]), "HTTP/1.1 404")

	untrusted, err := dialer("untrusted").Dial(t.Context(), "")
	require.NoError(t, err)
	defer untrusted.Close()
	requireClosed(t, untrusted, ws.CloseDialFailed, "certificate")
}
