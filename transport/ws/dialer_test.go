package ws

import (
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestEndpoint(t *testing.T) {
	for _, test := range []struct{ url, target, address, want string }{
		{"wss://bridge.example", "", "valkey:6379", "wss://bridge.example/v1/connect?address=valkey:6379"},
		{"https://bridge.example/", "", "[::1]:6379", "wss://bridge.example/v1/connect?address=[::1]:6379"},
		{"HTTP://127.0.0.1:8080", "", "unix:/run/a b.sock", "ws://127.0.0.1:8080/v1/connect?address=unix:/run/a%20b.sock"},
		{"ws://host/other/path?tenant=1", "", "a&b=c#d:1", "ws://host/other/path?tenant=1&address=a%26b%3Dc%23d:1"},
		{"ws://host?tenant=1", "", "h:1", "ws://host/v1/connect?tenant=1&address=h:1"},
		{"ws://host", "the cache+ü", "ignored:1", "ws://host/v1/connect?target=the%20cache%2B%C3%BC"},
	} {
		d := &Dialer{URL: test.url, Target: test.target}
		to, err := d.destination(test.address)
		require.NoError(t, err)
		require.Equal(t, test.want, d.endpoint(to))
	}
	require.Equal(t, "wss://bridge.example/v1/connect", (&Dialer{URL: "wss://bridge.example"}).endpoint(Destination{}))
	for _, url := range []string{"", "bridge.example", "ftp://host", "ws://", "ws:///path", "ws://host#part", "ws://ho st", "/v1/connect"} {
		_, err := (&Dialer{URL: url}).destination("h:1")
		var wrong *failure.ConfigurationError
		require.ErrorAs(t, err, &wrong, "%q", url)
		require.Equal(t, "Dialer.URL", wrong.Field)
		require.Equal(t, err, (&Dialer{URL: url}).Validate())
	}
	require.NoError(t, (&Dialer{URL: "ws://host"}).Validate())
	_, err := (&Dialer{URL: "ws://host"}).destination("")
	require.ErrorContains(t, err, "Dialer.Target")
}

func TestTokenTravelsInASubprotocol(t *testing.T) {
	require.Equal(t, []string{"valkey.v1"}, (&Dialer{}).subprotocols(Subprotocol))
	require.Equal(t, []string{"valkey-mux.v1", "valkey.v1"}, (&Dialer{}).subprotocols(MultiplexSubprotocol))
	offered := (&Dialer{Token: "sécret/+="}).subprotocols(Subprotocol)
	require.Len(t, offered, 2)
	encoded, ok := strings.CutPrefix(offered[1], "bearer.")
	require.True(t, ok)
	token, err := base64.RawURLEncoding.DecodeString(encoded)
	require.NoError(t, err)
	require.Equal(t, "sécret/+=", string(token))
}

func TestCloseErrorsRead(t *testing.T) {
	for want, err := range map[string]*CloseError{
		"ws: the bridge refused: 4403 target not allowed (ws://b)":          {URL: "ws://b", Code: CloseForbidden, Reason: "target not allowed"},
		"ws: the bridge closed the stream: 1001 (ws://b)":                   {URL: "ws://b", Code: CloseGoingAway},
		"ws: the connection to the bridge failed: 1006: EOF (ws://b)":       {URL: "ws://b", Code: CloseAbnormal, Cause: io.EOF},
		"ws: the bridge closed the stream: 4408 read faster (wss://b/path)": {URL: "wss://b/path", Code: CloseSlowConsumer, Reason: "read faster"},
	} {
		require.EqualError(t, err, want)
	}
	require.Equal(t, io.EOF, closeFrameError("", CloseNormal, ""))
	require.Equal(t, io.EOF, closeFrameError("", closeNoStatus, ""))
}

func TestDestinations(t *testing.T) {
	d := &Dialer{URL: "wss://bridge.example?a=b", Target: "unused", Resolve: func(address string) (Destination, error) {
		switch address {
		case "shop:1":
			return Destination{Target: "shop", Address: "10.0.0.1:1"}, nil
		case "any:1":
			return Destination{Target: "shop"}, nil
		case "wrong:1":
			return Destination{}, errors.New("no such node")
		default:
			return Destination{Address: address}, nil
		}
	}}
	require.NoError(t, d.Validate(), "asks for no address")
	for address, want := range map[string]string{
		"shop:1":  "?a=b&target=shop&address=10.0.0.1:1",
		"any:1":   "?a=b&target=shop",
		"other:1": "?a=b&address=other:1",
	} {
		to, err := d.destination(address)
		require.NoError(t, err)
		require.Equal(t, "wss://bridge.example/v1/connect"+want, d.endpoint(to))
	}
	_, err := d.destination("wrong:1")
	require.ErrorContains(t, err, "no such node")
}

func TestSettingsThatCannotWork(t *testing.T) {
	for field, d := range map[string]*Dialer{
		"Dialer":       nil,
		"Dialer.Token": {URL: "ws://host", Token: " \n"},
		"Dialer.URL":   {URL: "ws://user:hun/ter2@host"},
	} {
		var wrong *failure.ConfigurationError
		require.ErrorAs(t, d.Validate(), &wrong)
		require.Equal(t, field, wrong.Field)
		require.NotContains(t, wrong.Error(), "ter2")
		_, err := d.Dial(t.Context(), "h:1")
		require.Equal(t, d.Validate(), err)
	}
	require.NoError(t, (&Dialer{URL: "ws://user:password@host?a=b"}).Validate())
	require.Error(t, (&Dialer{URL: "ws://user:password@"}).Validate())
}

func TestURLsAreShownWithoutSecrets(t *testing.T) {
	for url, want := range map[string]string{
		"wss://bridge.example":                     "wss://bridge.example",
		"ws://user:hunter2@host:80/path?token=hun": "ws://host:80/path",
		"ws://host?a@b":                            "ws://host",
	} {
		require.Equal(t, want, redactedURL(url))
	}
	for text, want := range map[string]string{
		`invalid proxy address "http://u:hunter2@p:1": parse "http://u:hunter2@p:1": no`: `invalid proxy address "http://…@p:1": parse "http://…@p:1": no`,
		"dial tcp 127.0.0.1:1: connection refused":                                       "dial tcp 127.0.0.1:1: connection refused",
		"Get \"wss://u:p@h/x?token=hunter2\": \x1b[31m":                                  `Get "wss://…@h/x?…": \x1b[31m`,
		"user:hunter2@proxy (why?)":                                                      "…@proxy (why?)",
	} {
		require.Equal(t, want, redactSecrets(text))
	}
	require.EqualError(t, &CloseError{URL: "ws://b", Code: CloseForbidden, Reason: "\x1b[31m\r\n"},
		`ws: the bridge refused: 4403 \x1b[31m\r\n (ws://b)`)
}
