// Package secrets holds the tests that no configuration shows a secret, however it is
// printed.
package secrets

import (
	"bytes"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"net/http"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/standalone"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/transport/tcp"
	"github.com/glissade-io/glissade/transport/ws"
)

// configurations are those of all kinds, that is what a program hands over and may log.
var configurations = []any{
	new(options.ClientConfiguration), new(options.ClusterClientConfiguration), new(options.SentinelConfiguration),
	new(options.ServerCredentials), new(options.IAMConfiguration), new(options.TLSConfiguration), new(options.AdvancedClientConfiguration),
	new(options.SubscriptionConfiguration), new(core.Credentials),
	new(options.CallOptions), new(options.BatchOptions), new(options.ClusterBatchOptions), new(options.MigrateOptions),
	new(ws.Dialer), new(ws.Platform), new(ws.Destination), new(tcp.Dialer),
	new(mux.Handshake), new(mux.Config), new(node.Config), new(standalone.Config), new(cluster.Config),
}

// secret are the fields that no text may show; known are the other ones that hold text.
// A new field has to be put into one of them.
var (
	secret = []string{
		"ServerCredentials.Password", "Credentials.Password", "MigrateOptions.Password", "Handshake.Password",
		"TLSConfiguration.ClientKey", "Dialer.Token", "Dialer.URL", "Platform.Header", "SubscriptionConfiguration.Context",
	}
	known = []string{
		"NodeAddress.Host", "NodeAddress.Socket", "ServerCredentials.Username", "Credentials.Username", "MigrateOptions.Username", "Handshake.Username",
		"IAMConfiguration.ClusterName", "IAMConfiguration.Service", "IAMConfiguration.Region",
		"ClientConfiguration.ClientName", "ClientConfiguration.Protocol", "ClientConfiguration.LibraryName", "ClientConfiguration.ClientInfoTag",
		"ClientConfiguration.ReadFrom", "ClientConfiguration.ClientAZ", "ClientConfiguration.NodeDiscoveryMode",
		"CacheConfiguration.EvictionPolicy", "CacheConfiguration.Invalidation", "CacheConfiguration.Prefixes", "CallOptions.Cache", "Tracking.Arguments",
		"ClientCertificateFiles.Certificate", "ClientCertificateFiles.Key",
		"ClusterClientConfiguration.ClientName", "ClusterClientConfiguration.Protocol", "ClusterClientConfiguration.LibraryName", "ClusterClientConfiguration.ClientInfoTag",
		"ClusterClientConfiguration.ReadFrom", "ClusterClientConfiguration.ClientAZ",
		"CompressionConfiguration.Backend",
		"SubscriptionConfiguration.Channels", "SubscriptionQueue.WhenFull",
		"SentinelConfiguration.PrimaryName", "TLSConfiguration.RootCertificates", "TLSConfiguration.ServerName", "TLSConfiguration.ClientCertificate",
		"Dialer.Target", "Destination.Target", "Destination.Address",
		"Handshake.ClientName", "Handshake.LibraryName", "Handshake.LibraryVersion",
		"Config.Address", "Config.Addresses", "Config.Seeds", "Config.ReadFrom", "Config.Zone", "Config.Mode", "Sentinel.Addresses", "Sentinel.PrimaryName",
	}
)

const marker = "hunter2"

// fill gives every field of a configuration a value, those with a secret the marker.
func fill(t *testing.T, v reflect.Value, field string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.Type().Elem().PkgPath() == "net" || strings.HasPrefix(v.Type().Elem().PkgPath(), "crypto/") || strings.HasPrefix(v.Type().Elem().PkgPath(), "net/") {
			return // of the standard library, and printed as an address
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), field)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				fill(t, v.Field(i), v.Type().Name()+"."+f.Name)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(textFor(t, field)))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, v.Index(0), field)
	case reflect.Map:
		if v.Type() != reflect.TypeFor[http.Header]() {
			v.Set(reflect.MakeMap(v.Type()))
			value := reflect.New(v.Type().Elem()).Elem()
			fill(t, value, field)
			v.SetMapIndex(reflect.Zero(v.Type().Key()), value)
			return
		}
		v.Set(reflect.ValueOf(http.Header{"Authorization": {textFor(t, field)}}))
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(textFor(t, field)))
		}
	case reflect.Func:
		if strings.HasPrefix(field, "SubscriptionConfiguration.") {
			v.Set(reflect.MakeFunc(v.Type(), func([]reflect.Value) []reflect.Value { return nil }))
		}
	case reflect.String:
		v.SetString(textFor(t, field))
	}
}

func textFor(t *testing.T, field string) string {
	switch {
	case field == "Dialer.URL":
		return "wss://" + marker + ":" + marker + "@bridge.example/path?token=" + marker
	case slices.Contains(secret, field):
		return marker
	}
	require.Contains(t, known, field, "is it a secret? put it into one of the lists, and have its type print no secret")
	return "known"
}

// wrapped is a configuration in a program's own.
type wrapped[T any] struct {
	Value   T
	Pointer *T
	Any     any
	Map     map[string]T
}

func TestConfigurationsShowNoSecret(t *testing.T) {
	for _, configuration := range configurations {
		t.Run(reflect.TypeOf(configuration).Elem().String(), func(t *testing.T) {
			v := reflect.ValueOf(configuration)
			fill(t, v.Elem(), "")
			if dialer, ok := configuration.(*tcp.Dialer); ok {
				dialer.Config = &tls.Config{Certificates: []tls.Certificate{{PrivateKey: ed25519.PrivateKey(marker)}}}
			}
			all := map[string]any{"by pointer": configuration}
			if v.Type() != reflect.TypeFor[*tcp.Dialer]() { // which is not to be copied
				all["by value"] = v.Elem().Interface()
			}
			for name, value := range all {
				for format, text := range texts(value) {
					requireNoSecret(t, text, "%s, %s", name, format)
				}
			}
		})
	}
}

func TestWhatHoldsAConfigurationShowsNoSecret(t *testing.T) {
	credentials := options.ServerCredentials{Username: "user", Password: marker}
	encrypted := options.TLSConfiguration{ClientKey: []byte(marker)}
	dialer := ws.Dialer{URL: "wss://bridge.example", Token: marker, Platform: ws.Platform{Header: http.Header{"Cookie": {marker}}}}
	client := options.ClientConfiguration{Credentials: &credentials, Advanced: options.AdvancedClientConfiguration{TLS: encrypted}}
	for _, value := range []any{holding(credentials), holding(encrypted), holding(dialer), holding(client), []any{credentials, &dialer}, [1]options.TLSConfiguration{encrypted}} {
		for format, text := range texts(value) {
			requireNoSecret(t, text, "%T, %s", value, format)
		}
	}
	text := fmt.Sprintf("%+v", client)
	require.Contains(t, text, "Credentials:{Username:user Password:(redacted) IAM:<nil>}")
	require.Contains(t, text, "ClientKey:(redacted)")
	require.Contains(t, fmt.Sprintf("%+v", dialer), "{URL:wss://bridge.example Token:(redacted) Target: Platform:{Header:Cookie}}")
}

func holding[T any](value T) wrapped[T] {
	return wrapped[T]{value, &value, value, map[string]T{"a": value}}
}

// texts are all the ways in which a value becomes text.
func texts(value any) map[string]string {
	all := map[string]string{"Sprint": fmt.Sprint(value), "Errorf": fmt.Errorf("failed with %v", value).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X"} {
		all[verb] = fmt.Sprintf(verb, value)
	}
	if encoded, err := json.Marshal(value); err == nil {
		all["JSON"] = string(encoded)
	}
	var logged bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		logger := slog.New(handler)
		logger.Info("message", "configuration", value)
		logger.Info("message", slog.Group("group", "configuration", value))
	}
	all["slog"] = logged.String()
	return all
}

func requireNoSecret(t *testing.T, text, message string, arguments ...any) {
	t.Helper()
	asNumbers := strings.Trim(fmt.Sprint([]byte(marker)), "[]")
	asBytes := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", []byte(marker)), "[]byte{"), "}")
	for _, form := range []string{
		marker, asNumbers, asBytes, base64.StdEncoding.EncodeToString([]byte(marker)),
		fmt.Sprintf("%x", marker), fmt.Sprintf("%X", marker),
	} {
		require.NotContains(t, text, form, fmt.Sprintf(message, arguments...))
	}
}

// A field anywhere whose name sounds like a secret's belongs to what is tested here.
func TestFieldsThatSoundLikeSecretsAreKnown(t *testing.T) {
	sounds := regexp.MustCompile(`(?i)password|secret|token|credential|privatekey|clientkey|bearer`)
	innocent := []string{
		"ClientConfiguration.Credentials", "ClusterClientConfiguration.Credentials", "SentinelConfiguration.Credentials", // which are tested
		"ACLUser.Passwords",     // digests, which the server tells its administrators
		"CommandArgument.Token", // a word of a command's syntax
	}
	var unknown []string
	for _, folder := range []string{"core", "batch", "options", "models", "native", "modules", "transport/tcp", "transport/ws"} {
		err := filepath.WalkDir(filepath.Join("..", "..", folder), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() && entry.Name() == "bridge" {
				return fs.SkipDir // another program, with its own
			}
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err == nil {
				unknown = append(unknown, fieldsOf(file, func(field string) bool {
					_, name, _ := strings.Cut(field, ".")
					return sounds.MatchString(name) && !slices.Contains(secret, field) && !slices.Contains(innocent, field)
				})...)
			}
			return err
		})
		require.NoError(t, err)
	}
	require.Empty(t, unknown)
}

// fieldsOf returns the exported fields of a file's exported structs, as "Type.Field".
func fieldsOf(file *ast.File, wanted func(field string) bool) (fields []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || !spec.Name.IsExported() {
			return true
		}
		if of, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range of.Fields.List {
				for _, name := range field.Names {
					if full := spec.Name.Name + "." + name.Name; name.IsExported() && wanted(full) {
						fields = append(fields, full)
					}
				}
			}
		}
		return true
	})
	return fields
}
