//go:build !js

package bridge

import (
	"encoding/json"
	"fmt"
	"io"
	"net/netip"

	"github.com/glissade-io/glissade/transport/ws/bridge/internal/safelog"
)

// The types of the configuration show themselves without tokens, passwords and keys,
// in every verb of package fmt, as JSON and in log/slog.

// withoutSecrets returns c without what is not needed once the bridge is made.
func (c Config) withoutSecrets() Config {
	c.Tokens, c.SignedTokens, c.Targets = nil, nil, nil
	return c
}

// hidden stands where a secret is set.
const hidden = "(hidden)"

func hiddenIf(set bool) string {
	if set {
		return hidden
	}
	return ""
}

// shownConfig is what a Config shows of itself.
type shownConfig struct {
	Targets                                                                 []shownTarget
	Origins                                                                 []string
	AllowNoOrigin                                                           bool
	Tokens                                                                  string
	SignedTokens                                                            *shownSigned `json:",omitempty"`
	MaxMessage                                                              int64
	MaxConnections, MaxConnectionsPerIP, MaxSockets, MaxSocketsPerIP        int
	MaxConnectionsPerToken, MaxConnectsPerSecond, MaxConnectsPerSecondPerIP int
	MaxBytesPerSecondToServer, MaxBytesPerSecondToClient                    int64
	TrustedProxies                                                          []netip.Prefix
	ForwardedHeader                                                         string
	DialTimeout, WriteTimeout, MessageTimeout, PingInterval, DrainTimeout   duration
	IdleTimeout, MaxLifetime, TicketLifetime                                duration
}

type shownTarget struct {
	Name, Address string
	TLS           *shownTLS     `json:",omitempty"`
	Login         *shownLogin   `json:",omitempty"`
	Users         []shownLogin  `json:",omitempty"`
	Commands      []string      `json:",omitempty"`
	Cluster       *shownCluster `json:",omitempty"`
}

type shownSigned struct {
	Algorithm, Issuer, Audience, KeySetURL string
	Secrets                                string
	PublicKeys                             int // their bytes
	ClockSkew                              duration
}

type shownTLS struct {
	Insecure                                       bool
	ServerName                                     string
	RootCertificates, ClientCertificate, ClientKey string
}

type shownLogin struct{ Username, Password string }

type shownCluster struct {
	Seeds              []string
	Username, Password string
	Networks           []netip.Prefix
	Ports              []PortRange
}

func (c Config) shown() shownConfig {
	s := shownConfig{
		AllowNoOrigin: c.AllowNoOrigin, MaxMessage: c.MaxMessage,
		MaxConnections: c.MaxConnections, MaxConnectionsPerIP: c.MaxConnectionsPerIP,
		MaxSockets: c.MaxSockets, MaxSocketsPerIP: c.MaxSocketsPerIP,
		DialTimeout: duration(c.DialTimeout), WriteTimeout: duration(c.WriteTimeout), MessageTimeout: duration(c.MessageTimeout),
		PingInterval: duration(c.PingInterval), DrainTimeout: duration(c.DrainTimeout),
		MaxConnectionsPerToken: c.MaxConnectionsPerToken, MaxConnectsPerSecond: c.MaxConnectsPerSecond, MaxConnectsPerSecondPerIP: c.MaxConnectsPerSecondPerIP,
		MaxBytesPerSecondToServer: c.MaxBytesPerSecondToServer, MaxBytesPerSecondToClient: c.MaxBytesPerSecondToClient,
		TrustedProxies: c.TrustedProxies, ForwardedHeader: c.ForwardedHeader,
		IdleTimeout: duration(c.IdleTimeout), MaxLifetime: duration(c.MaxLifetime), TicketLifetime: duration(c.TicketLifetime),
	}
	for _, origin := range c.Origins {
		s.Origins = append(s.Origins, safelog.Redact(origin))
	}
	for _, target := range c.Targets {
		s.Targets = append(s.Targets, target.shown())
	}
	if len(c.Tokens) > 0 {
		s.Tokens = fmt.Sprintf("%d %s", len(c.Tokens), hidden)
	}
	if c.SignedTokens != nil {
		signed := c.SignedTokens.shown()
		s.SignedTokens = &signed
	}
	return s
}

func (t SignedTokens) shown() shownSigned {
	s := shownSigned{
		Algorithm: t.Algorithm, Issuer: t.Issuer, Audience: t.Audience, KeySetURL: safelog.Redact(t.KeySetURL),
		PublicKeys: len(t.PublicKeys), ClockSkew: duration(t.ClockSkew),
	}
	if len(t.Secrets) > 0 {
		s.Secrets = fmt.Sprintf("%d %s", len(t.Secrets), hidden)
	}
	return s
}

func (t Target) shown() shownTarget {
	s := shownTarget{Name: t.Name, Address: safelog.Redact(t.Address), Commands: t.Commands}
	if t.TLS != nil {
		s.TLS = &shownTLS{
			Insecure: t.TLS.Insecure, ServerName: t.TLS.ServerName,
			RootCertificates:  hiddenIf(len(t.TLS.RootCertificates) > 0),
			ClientCertificate: hiddenIf(len(t.TLS.ClientCertificate) > 0),
			ClientKey:         hiddenIf(len(t.TLS.ClientKey) > 0),
		}
	}
	if t.Login != nil {
		login := t.Login.shown()
		s.Login = &login
	}
	for _, user := range t.Users {
		s.Users = append(s.Users, user.shown())
	}
	if t.Cluster != nil {
		cluster := t.Cluster.shown()
		s.Cluster = &cluster
	}
	return s
}

func (c Credentials) shown() shownLogin { return shownLogin{c.Username, hiddenIf(c.Password != "")} }

func (c Cluster) shown() shownCluster {
	s := shownCluster{Username: c.Username, Password: hiddenIf(c.Password != ""), Networks: c.Networks, Ports: c.Ports}
	for _, seed := range c.Seeds {
		s.Seeds = append(s.Seeds, safelog.Redact(seed))
	}
	return s
}

// Format implements fmt.Formatter: whatever the verb, c without its secrets.
func (c Config) Format(to fmt.State, _ rune) { format(to, "Config", c.shown()) }

// MarshalJSON returns c without its secrets, for logs; it cannot be read back.
func (c Config) MarshalJSON() ([]byte, error) { return json.Marshal(c.shown()) }

// Format implements fmt.Formatter: whatever the verb, t without its secrets.
func (t Target) Format(to fmt.State, _ rune) { format(to, "Target", t.shown()) }

// MarshalJSON returns t without its secrets, for logs; it cannot be read back.
func (t Target) MarshalJSON() ([]byte, error) { return json.Marshal(t.shown()) }

// Format implements fmt.Formatter: whatever the verb, c without its secrets.
func (c Cluster) Format(to fmt.State, _ rune) { format(to, "Cluster", c.shown()) }

// MarshalJSON returns c without its secrets, for logs; it cannot be read back.
func (c Cluster) MarshalJSON() ([]byte, error) { return json.Marshal(c.shown()) }

// Format implements fmt.Formatter: whatever the verb, t without its secrets.
func (t SignedTokens) Format(to fmt.State, _ rune) { format(to, "SignedTokens", t.shown()) }

// MarshalJSON returns t without its secrets, for logs; it cannot be read back.
func (t SignedTokens) MarshalJSON() ([]byte, error) { return json.Marshal(t.shown()) }

// Format implements fmt.Formatter: whatever the verb, c without its secrets.
func (c Credentials) Format(to fmt.State, _ rune) { format(to, "Credentials", c.shown()) }

// MarshalJSON returns c without its secrets, for logs; it cannot be read back.
func (c Credentials) MarshalJSON() ([]byte, error) { return json.Marshal(c.shown()) }

// Format implements fmt.Formatter: a bridge shows its type alone.
func (b *Bridge) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, "bridge.Bridge") }

// format writes what is shown as JSON, which is short and reaches what pointers point to.
func format(to io.Writer, name string, shown any) {
	text, err := json.Marshal(shown)
	if err != nil {
		text = []byte(err.Error())
	}
	_, _ = fmt.Fprintf(to, "bridge.%s%s", name, text)
}
