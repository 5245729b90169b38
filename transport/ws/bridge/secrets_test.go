//go:build !js

package bridge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
)

const (
	secretToken    = "token-0123456789abcdef"
	secretPassword = "password-0123456789"
	secretKey      = "key-0123456789"
	secretLogin    = "login-0123456789"
	secretSigning  = "signing-0123456789abcdef01234567"
)

func secretConfig() Config {
	return Config{
		Targets: []Target{{
			Name: "shop", Address: "127.0.0.1:6379",
			TLS:     &options.TLSConfiguration{ServerName: "db.example", ClientKey: []byte(secretKey), ClientCertificate: []byte("certificate")},
			Login:   &Credentials{"page", secretLogin},
			Users:   []Credentials{{"alice", secretLogin}},
			Cluster: &Cluster{Username: "bridge", Password: secretPassword, Seeds: []string{"127.0.0.1:6380"}, Ports: []PortRange{{7000, 7005}}, Networks: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}},
		}},
		Origins: []string{"https://app.example"},
		Tokens:  []string{secretToken},
		SignedTokens: &SignedTokens{
			Algorithm: "HS256", Issuer: "i", Audience: "a", Secrets: [][]byte{[]byte(secretSigning)},
		},
	}
}

func TestConfigurationsShowNoSecrets(t *testing.T) {
	config := secretConfig()
	target, cluster := config.Targets[0], *config.Targets[0].Cluster
	clean := secretConfig()
	clean.Targets[0].TLS = nil
	b, err := New(clean)
	require.NoError(t, err)
	defer b.Close()
	for _, value := range []any{
		config, &config,
		[]Config{config},
		map[string]Config{"a": config},
		struct{ C Config }{config},
		struct{ C *Config }{&config},
		target, &target, config.Targets,
		target.Login, *target.Login, target.Users,
		[]*Target{&target},
		cluster, &cluster,
		config.SignedTokens, *config.SignedTokens,
		[]any{cluster},
		b,
		struct{ B *Bridge }{b},
		b.now.Load().config,
	} {
		var shown []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10v"} {
			shown = append(shown, fmt.Sprintf(verb, value))
		}
		shown = append(shown, fmt.Sprint(value), fmt.Errorf("with %w and %v", errors.New("x"), value).Error())
		if _, isBridge := value.(*Bridge); !isBridge {
			if text, err := json.Marshal(value); err == nil {
				shown = append(shown, string(text))
			}
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value, slog.Group("g", "value", value))
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value, slog.Group("g", "value", value))
		for _, text := range append(shown, log.String()) {
			for _, secret := range []string{secretToken, secretPassword, secretKey, secretSigning, secretLogin} {
				require.NotContains(t, text, secret)
				require.NotContains(t, text, fmt.Sprintf("%x", secret))
				require.NotContains(t, text, fmt.Sprint([]byte(secret)))
				require.NotContains(t, text, string(must(json.Marshal([]byte(secret)))))
			}
		}
	}
	shown := fmt.Sprintf("%+v", config)
	for _, part := range []string{"shop", "127.0.0.1:6380", "db.example", "https://app.example", "7000-7005", "10.0.0.0/8", `"Password":"(hidden)"`, `"ClientKey":"(hidden)"`, "1 (hidden)"} {
		require.Contains(t, shown, part)
	}
}

func must(text []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return text
}

func TestErrorsShowNoPasswordsOfURLs(t *testing.T) {
	for _, config := range []Config{
		{Targets: []Target{{Address: "redis://user:" + secretPassword + "@host:6379/0"}}},
		{Targets: []Target{{Address: "user:" + secretPassword + "@host"}}},
		{Targets: []Target{{Name: "a", Address: "h:1", Cluster: &Cluster{Seeds: []string{"redis://:" + secretPassword + "@host"}}}}},
		{Origins: []string{"https://user:" + secretPassword + "@app.example"}},
		{Origins: []string{"https://app.example?token=" + secretPassword}},
	} {
		_, err := New(config)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "password")
	}
	require.NotContains(t, quoted("redis://user:"+secretPassword+"@host:6379"), "password")
	var ports PortRange
	require.NotContains(t, ports.UnmarshalText([]byte("redis://:"+secretPassword+"@h")).Error(), "password")
}
