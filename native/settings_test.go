package native_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
)

func TestSettingsOfNothingAreRefused(t *testing.T) {
	for _, test := range []struct {
		field    string
		settings []native.Option
	}{
		{"settings[0]", []native.Option{nil}},
		{"WithDialer", []native.Option{native.WithDialer(nil)}},
		{"dialer", []native.Option{native.WithDialer((*tcp.Dialer)(nil))}},
		{"dialer", []native.Option{native.WithDialer(stream.DialerFunc(nil))}},
		{"WithLogger", []native.Option{native.WithLogger(nil)}},
		{"With", []native.Option{native.With(core.WithPanicHandler(func(*failure.PanicError) {}), nil)}},
		{"WithAddressResolver", []native.Option{native.With(core.WithAddressResolver(nil))}},
		{"WithPasswordProvider", []native.Option{native.With(core.WithPasswordProvider(nil)), native.WithLogger(slog.New(slog.DiscardHandler))}},
	} {
		_, err := native.NewClient(t.Context(), options.ClientConfiguration{LazyConnect: true}, test.settings...)
		var wrong *failure.ConfigurationError
		require.ErrorAs(t, err, &wrong, test.field)
		require.Equal(t, test.field, wrong.Field)
		require.Contains(t, wrong.Message, "nil; ")
		_, clusterErr := native.NewClusterClient(t.Context(), options.ClusterClientConfiguration{LazyConnect: true}, test.settings...)
		require.Equal(t, err, clusterErr)
	}
	native.LogConnectionEvent(nil, core.ConnectionEvent{})
}

// Certificates are looked at before anything is dialled, even if nothing is yet.
func TestCertificatesAreCheckedAtOnce(t *testing.T) {
	for field, settings := range map[string]options.TLSConfiguration{
		"Advanced.TLS.ClientCertificate": {ClientCertificate: []byte{}, ClientKey: []byte{}},
		"TLS.RootCertificates":           {RootCertificates: []byte("/path/of/a/file.pem")},
		"TLS.ClientCertificate":          {ClientCertificate: []byte("no PEM"), ClientKey: []byte("no PEM")},
	} {
		_, err := native.NewClient(t.Context(), options.ClientConfiguration{
			UseTLS: true, LazyConnect: true, Advanced: options.AdvancedClientConfiguration{TLS: settings},
		})
		var wrong *failure.ConfigurationError
		require.ErrorAs(t, err, &wrong, field)
		require.Equal(t, field, wrong.Field)
	}
}

// records keeps what is logged.
type records struct {
	slog.Handler
	messages chan slog.Record
}

func (r records) Handle(_ context.Context, record slog.Record) error {
	r.messages <- record
	return nil
}

// Panics that the client outlives are logged, by slog.Default unless told otherwise.
func TestPanicsAreLogged(t *testing.T) {
	before := slog.Default()
	defer slog.SetDefault(before)
	for name, setting := range map[string]func(*slog.Logger) native.Option{
		"the program's logger": native.WithLogger,
		"the default": func(logger *slog.Logger) native.Option {
			slog.SetDefault(logger)
			return native.With()
		},
	} {
		logged := records{slog.DiscardHandler, make(chan slog.Record, 16)}
		_, err := native.NewClient(t.Context(), options.ClientConfiguration{}, setting(slog.New(enabled{logged})),
			native.WithDialer(stream.DialerFunc(func(context.Context, string) (stream.Stream, error) { panic(errors.New("boom")) })))
		require.ErrorContains(t, err, "the dialer panicked: boom", name)
		record := <-logged.messages
		require.Equal(t, slog.LevelError, record.Level, name)
		attributes := map[string]string{}
		record.Attrs(func(a slog.Attr) bool {
			attributes[a.Key] = a.Value.String()
			return true
		})
		require.Equal(t, "the dialer panicked: boom", attributes["error"])
		require.Contains(t, attributes["stack"], "native_test")
	}
}

// enabled takes records of every level, which slog.DiscardHandler does not.
type enabled struct{ records }

func (enabled) Enabled(context.Context, slog.Level) bool { return true }

// Files of certificates are read when the client is made, before anything is dialled.
func TestCertificateFilesAreReadAtOnce(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "client.crt")
	files := native.WithClientCertificateFiles(native.ClientCertificateFiles{Certificate: missing, Key: missing})
	for name, test := range map[string]struct {
		configuration options.ClientConfiguration
		settings      []native.Option
		field, text   string
	}{
		"no file":       {options.ClientConfiguration{UseTLS: true, LazyConnect: true}, []native.Option{files}, "ClientCertificate.Certificate", missing},
		"no TLS":        {options.ClientConfiguration{LazyConnect: true}, []native.Option{files}, "WithClientCertificateFiles", "set UseTLS"},
		"another":       {options.ClientConfiguration{LazyConnect: true}, []native.Option{files, native.WithDialer(new(tcp.Dialer))}, "WithClientCertificateFiles", "the dialer's ClientCertificate"},
		"another first": {options.ClientConfiguration{LazyConnect: true}, []native.Option{native.WithDialer(new(tcp.Dialer)), files}, "WithClientCertificateFiles", "the dialer's ClientCertificate"},
	} {
		_, err := native.NewClient(t.Context(), test.configuration, test.settings...)
		var wrong *failure.ConfigurationError
		require.ErrorAs(t, err, &wrong, name)
		require.Equal(t, test.field, wrong.Field, name)
		require.Contains(t, err.Error(), test.text, name)
		_, clusterErr := native.NewClusterClient(t.Context(), options.ClusterClientConfiguration{
			UseTLS: test.configuration.UseTLS, LazyConnect: true,
		}, test.settings...)
		require.Equal(t, err, clusterErr, name)
	}
}

// Each kind of event has its level and its attributes.
func TestClientEventsAreLogged(t *testing.T) {
	for _, test := range []struct {
		event core.ClientEvent
		want  string
	}{
		{
			core.ClientEvent{Kind: models.RequestRetried, Address: "a:1", Command: "GET", Requests: 1, Code: "LOADING", Attempt: 2, Wait: time.Second},
			`level=DEBUG msg="valkey: request retried" address=a:1 command=GET requests=1 attempt=2 wait=1s code=LOADING`,
		},
		{
			core.ClientEvent{Kind: models.RequestRedirected, Address: "a:1", Target: "b:1", Command: "GET", Requests: 1, Code: "MOVED", Attempt: 1},
			`level=DEBUG msg="valkey: request redirected" address=a:1 target=b:1 command=GET requests=1 attempt=1 code=MOVED`,
		},
		{core.ClientEvent{Kind: models.TopologyChanged, Shards: 3, Servers: 6}, `level=INFO msg="valkey: topology changed" shards=3 servers=6`},
		{core.ClientEvent{Kind: models.TopologyUnknown, Err: errors.New("boom")}, `level=WARN msg="valkey: topology unknown" error=boom`},
		{
			core.ClientEvent{Kind: models.SubscriptionGap, Address: "a:1", Subscriptions: 2, Channels: 3, Err: errors.New("boom")},
			`level=WARN msg="valkey: subscription gap" address=a:1 subscriptions=2 channels=3 error=boom`,
		},
		{
			core.ClientEvent{Kind: models.SubscriptionRefused, Address: "a:1", Subscriptions: 2, Channels: 3, Code: "NOPERM"},
			`level=WARN msg="valkey: subscription refused" address=a:1 subscriptions=2 channels=3 code=NOPERM`,
		},
		{
			core.ClientEvent{Kind: models.CompressionSkipped, Command: "SET", Reason: "already compressed", Values: 3},
			`level=DEBUG msg="valkey: compression skipped" command=SET reason="already compressed" values=3`,
		},
		{
			core.ClientEvent{Kind: models.DecompressionFailed, Command: "GET", Reason: "damaged", Values: 3, Err: errors.New("boom")},
			`level=WARN msg="valkey: decompression failed" command=GET reason=damaged values=3 error=boom`,
		},
		{
			core.ClientEvent{Kind: models.CredentialsRetried, Attempt: 2, Wait: time.Second, Err: errors.New("boom")},
			`level=DEBUG msg="valkey: credentials retried" attempt=2 wait=1s error=boom`,
		},
		{
			core.ClientEvent{Kind: models.CredentialsKept, Attempt: 8, Expires: time.Unix(0, 0).UTC(), Err: errors.New("boom")},
			`level=WARN msg="valkey: credentials kept" attempt=8 expires=1970-01-01T00:00:00.000Z error=boom`,
		},
		{
			core.ClientEvent{Kind: models.CredentialsExpiring, Expires: time.Unix(0, 0).UTC()},
			`level=WARN msg="valkey: credentials expiring" expires=1970-01-01T00:00:00.000Z`,
		},
	} {
		var text strings.Builder
		handler := slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug})
		native.LogClientEvent(slog.New(handler), test.event)
		require.Contains(t, text.String(), " "+test.want+"\n")
	}
	native.LogClientEvent(nil, core.ClientEvent{})
}
