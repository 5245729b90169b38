//go:build !js

package bridge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/glissade-io/glissade/options"
)

// fileConfig is a configuration file: JSON with these fields and no others.
type fileConfig struct {
	Targets                   []fileTarget   `json:"targets"`
	Origins                   []string       `json:"origins"`
	AllowNoOrigin             bool           `json:"allowNoOrigin"`
	Tokens                    []string       `json:"tokens"`
	SignedTokens              *fileSigned    `json:"signedTokens"`
	TicketLifetime            duration       `json:"ticketLifetime"`
	MaxMessageBytes           int64          `json:"maxMessageBytes"`
	MaxConnections            int            `json:"maxConnections"`
	MaxConnectionsPerIP       int            `json:"maxConnectionsPerIP"`
	MaxSockets                int            `json:"maxSockets"`
	MaxSocketsPerIP           int            `json:"maxSocketsPerIP"`
	MaxConnectionsPerToken    int            `json:"maxConnectionsPerToken"`
	MaxConnectsPerSecond      int            `json:"maxConnectsPerSecond"`
	MaxConnectsPerSecondPerIP int            `json:"maxConnectsPerSecondPerIP"`
	MaxBytesPerSecondToServer int64          `json:"maxBytesPerSecondToServer"`
	MaxBytesPerSecondToClient int64          `json:"maxBytesPerSecondToClient"`
	IdleTimeout               duration       `json:"idleTimeout"`
	MaxLifetime               duration       `json:"maxLifetime"`
	TrustedProxies            []netip.Prefix `json:"trustedProxies"`
	ForwardedHeader           string         `json:"forwardedHeader"`
	DialTimeout               duration       `json:"dialTimeout"`
	WriteTimeout              duration       `json:"writeTimeout"`
	MessageTimeout            duration       `json:"messageTimeout"`
	PingInterval              duration       `json:"pingInterval"`
	DrainTimeout              duration       `json:"drainTimeout"`
}

type fileTarget struct {
	Name     string       `json:"name"`
	Address  string       `json:"address"`
	TLS      *fileTLS     `json:"tls"`
	Login    *fileLogin   `json:"login"`
	Users    []fileLogin  `json:"users"`
	Commands []string     `json:"commands"`
	Cluster  *fileCluster `json:"cluster"`
}

// fileLogin names the file of the password, relative to the folder of the configuration
// file.
type fileLogin struct {
	Username     string `json:"username"`
	PasswordFile string `json:"passwordFile"`
}

// fileCluster names the file of the password, relative to the folder of the
// configuration file.
type fileCluster struct {
	Seeds        []string       `json:"seeds"`
	Username     string         `json:"username"`
	PasswordFile string         `json:"passwordFile"`
	Networks     []netip.Prefix `json:"networks"`
	Ports        []PortRange    `json:"ports"`
}

// fileSigned names the files of keys, relative to the folder of the configuration file.
// Secrets stand one a line, as they are.
type fileSigned struct {
	Algorithm      string   `json:"algorithm"`
	SecretsFile    string   `json:"secretsFile"`
	PublicKeysFile string   `json:"publicKeysFile"`
	KeySetURL      string   `json:"keySetURL"`
	Issuer         string   `json:"issuer"`
	Audience       string   `json:"audience"`
	ClockSkew      duration `json:"clockSkew"`
}

// fileTLS names PEM files, relative to the folder of the configuration file.
type fileTLS struct {
	Insecure              bool   `json:"insecure"`
	ServerName            string `json:"serverName"`
	RootCertificatesFile  string `json:"rootCertificatesFile"`
	ClientCertificateFile string `json:"clientCertificateFile"`
	ClientKeyFile         string `json:"clientKeyFile"`
}

// duration is a time.Duration written as "5s" or "250ms".
type duration time.Duration

// MarshalText implements encoding.TextMarshaler.
func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf(`%q is no duration such as "5s" or "250ms"`, text)
	}
	*d = duration(parsed)
	return nil
}

// LoadConfig reads a configuration file; the README lists its fields. Unknown
// fields are errors, so that a misspelt limit is not a missing one.
func LoadConfig(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, fmt.Errorf("bridge: configuration: %w", err)
	}
	config, err := ParseConfig(text, filepath.Dir(path))
	if err != nil {
		return Config{}, fmt.Errorf("bridge: configuration %s: %w", path, err)
	}
	return config, nil
}

// ParseConfig reads what stands in a configuration file. The files that it names are
// relative to a folder.
func ParseConfig(text []byte, folder string) (Config, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var file fileConfig
	if err := decoder.Decode(&file); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			err = fmt.Errorf("near byte %d: %w", syntax.Offset, err)
		}
		return Config{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Config{}, fmt.Errorf("something follows the object at byte %d; remove it", decoder.InputOffset())
	}
	config := file.plain()
	var err error
	if file.SignedTokens != nil {
		if config.SignedTokens, err = file.SignedTokens.load(folder); err != nil {
			return Config{}, fmt.Errorf("signedTokens.%w", err)
		}
	}
	for i, t := range file.Targets {
		target, err := t.load(folder)
		if err != nil {
			return Config{}, fmt.Errorf("targets[%d].%w", i, err)
		}
		config.Targets = append(config.Targets, target)
	}
	return config, nil
}

// plain returns what needs no other files.
func (file fileConfig) plain() Config {
	return Config{
		Origins:                   file.Origins,
		AllowNoOrigin:             file.AllowNoOrigin,
		Tokens:                    file.Tokens,
		TicketLifetime:            time.Duration(file.TicketLifetime),
		MaxMessage:                file.MaxMessageBytes,
		MaxConnections:            file.MaxConnections,
		MaxConnectionsPerIP:       file.MaxConnectionsPerIP,
		MaxSockets:                file.MaxSockets,
		MaxSocketsPerIP:           file.MaxSocketsPerIP,
		MaxConnectionsPerToken:    file.MaxConnectionsPerToken,
		MaxConnectsPerSecond:      file.MaxConnectsPerSecond,
		MaxConnectsPerSecondPerIP: file.MaxConnectsPerSecondPerIP,
		MaxBytesPerSecondToServer: file.MaxBytesPerSecondToServer,
		MaxBytesPerSecondToClient: file.MaxBytesPerSecondToClient,
		IdleTimeout:               time.Duration(file.IdleTimeout),
		MaxLifetime:               time.Duration(file.MaxLifetime),
		TrustedProxies:            file.TrustedProxies,
		ForwardedHeader:           file.ForwardedHeader,
		DialTimeout:               time.Duration(file.DialTimeout),
		WriteTimeout:              time.Duration(file.WriteTimeout),
		MessageTimeout:            time.Duration(file.MessageTimeout),
		PingInterval:              time.Duration(file.PingInterval),
		DrainTimeout:              time.Duration(file.DrainTimeout),
	}
}

func (t fileTarget) load(folder string) (Target, error) {
	target := Target{Name: t.Name, Address: t.Address, Commands: t.Commands}
	var err error
	if t.TLS != nil {
		if target.TLS, err = t.TLS.load(folder); err != nil {
			return Target{}, fmt.Errorf("tls.%w", err)
		}
	}
	if t.Login != nil {
		login, err := t.Login.load(folder)
		if err != nil {
			return Target{}, fmt.Errorf("login.%w", err)
		}
		target.Login = &login
	}
	for i, user := range t.Users {
		login, err := user.load(folder)
		if err != nil {
			return Target{}, fmt.Errorf("users[%d].%w", i, err)
		}
		target.Users = append(target.Users, login)
	}
	if t.Cluster != nil {
		if target.Cluster, err = t.Cluster.load(folder); err != nil {
			return Target{}, fmt.Errorf("cluster.%w", err)
		}
	}
	return target, nil
}

func (t *fileSigned) load(folder string) (*SignedTokens, error) {
	signed := &SignedTokens{
		Algorithm: t.Algorithm, KeySetURL: t.KeySetURL,
		Issuer: t.Issuer, Audience: t.Audience, ClockSkew: time.Duration(t.ClockSkew),
	}
	if t.PublicKeysFile != "" {
		text, err := readIn(folder, t.PublicKeysFile)
		if err != nil {
			return nil, fmt.Errorf("publicKeysFile: %w", err)
		}
		signed.PublicKeys = text
	}
	if t.SecretsFile != "" {
		text, err := readIn(folder, t.SecretsFile)
		if err != nil {
			return nil, fmt.Errorf("secretsFile: %w", err)
		}
		for line := range bytes.Lines(text) {
			if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
				signed.Secrets = append(signed.Secrets, line)
			}
		}
	}
	return signed, nil
}

func (t *fileTLS) load(folder string) (*options.TLSConfiguration, error) {
	settings := &options.TLSConfiguration{Insecure: t.Insecure, ServerName: t.ServerName}
	for _, entry := range []struct {
		field, file string
		text        *[]byte
	}{
		{"rootCertificatesFile", t.RootCertificatesFile, &settings.RootCertificates},
		{"clientCertificateFile", t.ClientCertificateFile, &settings.ClientCertificate},
		{"clientKeyFile", t.ClientKeyFile, &settings.ClientKey},
	} {
		if entry.file == "" {
			continue
		}
		text, err := readIn(folder, entry.file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.field, err)
		}
		*entry.text = text
	}
	return settings, nil
}

func (c *fileCluster) load(folder string) (*Cluster, error) {
	cluster := &Cluster{Seeds: c.Seeds, Username: c.Username, Networks: c.Networks, Ports: c.Ports}
	if c.PasswordFile == "" {
		return cluster, nil
	}
	var err error
	cluster.Password, err = readPassword(folder, c.PasswordFile)
	return cluster, err
}

func (l fileLogin) load(folder string) (Credentials, error) {
	if l.PasswordFile == "" {
		return Credentials{}, errors.New("passwordFile: is missing; name the file with the password of the user")
	}
	password, err := readPassword(folder, l.PasswordFile)
	return Credentials{l.Username, password}, err
}

func readPassword(folder, path string) (string, error) {
	text, err := readIn(folder, path)
	if err != nil {
		return "", fmt.Errorf("passwordFile: %w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

func readIn(folder, path string) ([]byte, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	text, err := os.ReadFile(path)
	if err == nil && len(bytes.TrimSpace(text)) == 0 {
		// Nothing would stand for what was meant: no certificate, no password.
		return nil, fmt.Errorf("%s is empty; leave the field out if none is meant", path)
	}
	return text, err
}
