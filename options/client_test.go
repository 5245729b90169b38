package options_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestZeroConfigurationHasTheDefaults(t *testing.T) {
	var c options.ClientConfiguration
	require.NoError(t, c.Validate())
	jitter := 20
	require.Equal(t, options.ClientConfiguration{
		Addresses:             []options.NodeAddress{{Host: "localhost", Port: 6379}},
		RequestTimeout:        250 * time.Millisecond,
		InflightRequestsLimit: 1000,
		ReconnectStrategy: options.BackoffStrategy{
			NumberOfRetries: 5, Factor: 100 * time.Millisecond, ExponentBase: 2, JitterPercent: &jitter,
		},
		Advanced: options.AdvancedClientConfiguration{
			ConnectionTimeout:            2 * time.Second,
			PubSubReconciliationInterval: 3 * time.Second,
			Dedicated:                    options.DedicatedConfiguration{MaxConnections: 128, MaxIdle: 4, IdleTimeout: 30 * time.Second},
		},
	}, c.WithDefaults())
}

func TestWithDefaultsKeepsWhatIsGivenAndTouchesNoCaller(t *testing.T) {
	jitter := 0
	c := options.ClientConfiguration{
		Addresses:             []options.NodeAddress{{Host: "h"}, {Port: 7}, {Socket: "/s"}},
		RequestTimeout:        time.Second,
		InflightRequestsLimit: 1,
		ReconnectStrategy:     options.BackoffStrategy{NumberOfRetries: 1, Factor: 2, ExponentBase: 3, JitterPercent: &jitter},
		Advanced: options.AdvancedClientConfiguration{
			ConnectionTimeout: 9, PubSubReconciliationInterval: 8, Dedicated: options.DedicatedConfiguration{MaxConnections: 1, MaxIdle: -1, IdleTimeout: 5},
		},
	}
	got := c.WithDefaults()
	require.Equal(t, []options.NodeAddress{{Host: "h", Port: 6379}, {Host: "localhost", Port: 7}, {Socket: "/s"}}, got.Addresses)
	require.Equal(t, []options.NodeAddress{{Host: "h"}, {Port: 7}, {Socket: "/s"}}, c.Addresses)
	got.Addresses = c.Addresses
	require.Equal(t, c, got)
}

func TestValidateNamesTheField(t *testing.T) {
	pem := []byte("pem")
	percent := func(n int) *int { return &n }
	tests := map[string]options.ClientConfiguration{
		"Addresses[1].Port":                 {Addresses: []options.NodeAddress{{}, {Port: 65536}}},
		"Addresses[0].Port":                 {Addresses: []options.NodeAddress{{Port: -1}}},
		"Addresses[0].Host":                 {Addresses: []options.NodeAddress{{Host: "h:1"}}},
		"Addresses[2].Host":                 {Addresses: []options.NodeAddress{{}, {}, {Host: "[::1]"}}},
		"Addresses[0].Socket":               {Addresses: []options.NodeAddress{{Host: "h", Socket: "/s"}}},
		"Addresses[3].Socket":               {Addresses: []options.NodeAddress{{}, {}, {}, {Socket: "/a\x00b"}}},
		"Credentials":                       {Credentials: &options.ServerCredentials{Password: "p", IAM: &options.IAMConfiguration{}}},
		"Credentials.Username":              iam("", options.IAMConfiguration{ClusterName: "c", Region: "r", Service: options.MemoryDB}),
		"Credentials.IAM.ClusterName":       iam("u", options.IAMConfiguration{Region: "r", Service: options.MemoryDB}),
		"Credentials.IAM.Region":            iam("u", options.IAMConfiguration{ClusterName: "c", Service: options.MemoryDB}),
		"Credentials.IAM.Service":           iam("u", options.IAMConfiguration{ClusterName: "c", Region: "r"}),
		"Credentials.IAM.RefreshInterval":   iam("u", options.IAMConfiguration{ClusterName: "c", Region: "r", Service: options.MemoryDB, RefreshInterval: 12 * time.Hour}),
		"ReadFrom":                          {ReadFrom: "nearest"},
		"ClientAZ":                          {ReadFrom: options.AZAffinity},
		"NodeDiscoveryMode":                 {NodeDiscoveryMode: "dynamic"},
		"Addresses":                         {Addresses: []options.NodeAddress{{}}, Sentinel: &options.SentinelConfiguration{}},
		"Sentinel.Addresses":                {Sentinel: &options.SentinelConfiguration{PrimaryName: "p"}},
		"Sentinel.Addresses[0].Host":        {Sentinel: &options.SentinelConfiguration{Addresses: []options.NodeAddress{{Host: "h:1"}}, PrimaryName: "p"}},
		"Sentinel.PrimaryName":              {Sentinel: &options.SentinelConfiguration{Addresses: []options.NodeAddress{{}}}},
		"Sentinel.Credentials.IAM":          {Sentinel: &options.SentinelConfiguration{Addresses: []options.NodeAddress{{}}, PrimaryName: "p", Credentials: &options.ServerCredentials{IAM: &options.IAMConfiguration{}}}},
		"Advanced.Dedicated.MaxConnections": {Advanced: options.AdvancedClientConfiguration{Dedicated: options.DedicatedConfiguration{MaxConnections: -1}}},
		"Advanced.Dedicated.MaxIdle":        {Advanced: options.AdvancedClientConfiguration{Dedicated: options.DedicatedConfiguration{MaxIdle: -2}}},
		"Advanced.Dedicated.IdleTimeout":    {Advanced: options.AdvancedClientConfiguration{Dedicated: options.DedicatedConfiguration{IdleTimeout: -1}}},
		"RequestTimeout":                    {RequestTimeout: -1},
		"DatabaseID":                        {DatabaseID: -1},
		"ClientName":                        {ClientName: "a b"},
		"LibraryName":                       {LibraryName: "a\n"},
		"ClientInfoTag":                     {ClientInfoTag: "a)"},
		"Protocol":                          {Protocol: "RESP4"},
		"InflightRequestsLimit":             {InflightRequestsLimit: -1},
		"ReconnectStrategy.NumberOfRetries": {ReconnectStrategy: options.BackoffStrategy{NumberOfRetries: -1}},
		"ReconnectStrategy.Factor":          {ReconnectStrategy: options.BackoffStrategy{Factor: -1}},
		"ReconnectStrategy.ExponentBase":    {ReconnectStrategy: options.BackoffStrategy{ExponentBase: -1}},
		"ReconnectStrategy.JitterPercent":   {ReconnectStrategy: options.BackoffStrategy{JitterPercent: percent(101)}},
		"Advanced.ConnectionTimeout":        {Advanced: options.AdvancedClientConfiguration{ConnectionTimeout: -1}},
		"Advanced.TLS":                      {Advanced: options.AdvancedClientConfiguration{TLS: options.TLSConfiguration{Insecure: true}}},
		"Advanced.TLS.RootCertificates":     tls(options.TLSConfiguration{RootCertificates: []byte{}}),
		"Advanced.TLS.ClientCertificate":    tls(options.TLSConfiguration{ClientKey: pem}),
		"Advanced.TLS.ClientKey":            tls(options.TLSConfiguration{ClientCertificate: pem}),
		"Advanced.ReplyLimits":              {Advanced: options.AdvancedClientConfiguration{ReplyLimits: options.ReplyLimits{MaxDepth: -1}}},
	}
	for field, c := range tests {
		var err *failure.ConfigurationError
		require.ErrorAs(t, c.Validate(), &err, field)
		require.Equal(t, field, err.Field)
		require.Contains(t, err.Message, ";", "the message of %s names no remedy", field)
	}
	require.NoError(t, tls(options.TLSConfiguration{RootCertificates: pem, ClientCertificate: pem, ClientKey: pem}).Validate())
}

// A file that nobody has written yet must not pass for none.
func TestWhatIsSetMustNotBeEmpty(t *testing.T) {
	pem := []byte("pem")
	for _, empty := range []string{"", " ", "\n", "\t \r\n"} {
		blank := []byte(empty)
		for field, settings := range map[string]options.TLSConfiguration{
			"RootCertificates":  {RootCertificates: blank},
			"ClientCertificate": {ClientCertificate: blank, ClientKey: blank},
			"ClientKey":         {ClientCertificate: pem, ClientKey: blank},
		} {
			var err *failure.ConfigurationError
			require.ErrorAs(t, tls(settings).Validate(), &err, field)
			require.Equal(t, "Advanced.TLS."+field, err.Field)
			require.Contains(t, err.Message, "is empty; give")
			require.ErrorAs(t, settings.Validate(), &err)
			require.Equal(t, "TLS."+field, err.Field)
			require.ErrorAs(t, options.ClusterClientConfiguration{
				UseTLS: true, Advanced: options.AdvancedClientConfiguration{TLS: settings},
			}.Validate(), &err)
		}
		require.Error(t, tls(options.TLSConfiguration{ClientCertificate: blank}).Validate())
		require.Error(t, tls(options.TLSConfiguration{ClientKey: blank}).Validate())
		require.Error(t, tls(options.TLSConfiguration{ClientKey: pem, ClientCertificate: blank}).Validate())
	}
}

// A password may be empty, as that of a user without one is.
func TestPasswordsMayBeEmpty(t *testing.T) {
	for _, credentials := range []*options.ServerCredentials{nil, {}, {Username: "u"}, {Password: " "}} {
		require.NoError(t, options.ClientConfiguration{Credentials: credentials}.Validate())
		require.NoError(t, options.ClientConfiguration{Sentinel: &options.SentinelConfiguration{
			Addresses: []options.NodeAddress{{}}, PrimaryName: "p", Credentials: credentials,
		}}.Validate())
	}
}

func TestServerlessCachesAreElastiCaches(t *testing.T) {
	require.NoError(t, iam("u", options.IAMConfiguration{ClusterName: "c", Region: "r", Service: options.ElastiCache, Serverless: true}).Validate())
	require.ErrorContains(t, iam("u", options.IAMConfiguration{ClusterName: "c", Region: "r", Service: options.MemoryDB, Serverless: true}).Validate(),
		"IAM.Serverless: is for ElastiCache")
}

func TestCredentialsThatUseIAM(t *testing.T) {
	require.True(t, (&options.ServerCredentials{Username: "u", IAM: &options.IAMConfiguration{}}).UsesIAM())
	for _, credentials := range []*options.ServerCredentials{nil, {}, {Password: "p"}} {
		require.False(t, credentials.UsesIAM())
		require.NoError(t, credentials.Validate())
	}
	require.ErrorContains(t, (&options.ServerCredentials{IAM: &options.IAMConfiguration{}}).Validate(), "ServerCredentials.Username: is empty")
}

func TestTokensAreNotMadeWithoutPause(t *testing.T) {
	every := func(interval time.Duration) error {
		return iam("u", options.IAMConfiguration{ClusterName: "c", Region: "r", Service: options.MemoryDB, RefreshInterval: interval}).Validate()
	}
	for _, interval := range []time.Duration{-1, 1, time.Second - 1, 12 * time.Hour} {
		require.ErrorContains(t, every(interval), "IAM.RefreshInterval: is out of range; give 1 s or more", interval)
	}
	for _, interval := range []time.Duration{0, time.Second, 12*time.Hour - 1} {
		require.NoError(t, every(interval), interval)
	}
}

func TestValidateRefusesWhatContradicts(t *testing.T) {
	require.ErrorContains(t, options.ClientConfiguration{
		ReadOnly: true, ReadFrom: options.AZAffinity, ClientAZ: "az1",
	}.Validate(), "ReadFrom: is AZAffinity together with ReadOnly")
	require.ErrorContains(t, options.ClientConfiguration{ReadFrom: options.AZAffinityAllNodes}.Validate(), "ClientAZ: is missing; ReadFrom AZAffinityAllNodes")
	require.ErrorContains(t, options.ClientConfiguration{
		ReadOnly: true, NodeDiscoveryMode: options.NodeDiscoveryModeDiscoverAll,
	}.Validate(), "NodeDiscoveryMode: is discoverAll together with ReadOnly")
	require.NoError(t, options.ClientConfiguration{ReadOnly: true, NodeDiscoveryMode: options.NodeDiscoveryModeStatic}.Validate())
	require.ErrorContains(t, options.ClientConfiguration{
		NodeDiscoveryMode: options.NodeDiscoveryModeStatic,
		Sentinel:          &options.SentinelConfiguration{Addresses: []options.NodeAddress{{}}, PrimaryName: "p"},
	}.Validate(), "NodeDiscoveryMode: is static together with Sentinel")
	require.ErrorContains(t, options.ClientConfiguration{Credentials: &options.ServerCredentials{
		Username: "u", Password: "p", IAM: &options.IAMConfiguration{},
	}}.Validate(), "both Password and IAM")
	require.ErrorContains(t, options.CallOptions{Timeout: -1}.Validate(), "CallOptions.Timeout: is negative")
	require.NoError(t, options.ClientConfiguration{ReadOnly: true, ReadFrom: options.PreferReplica}.Validate())
	require.NoError(t, iam("u", options.IAMConfiguration{ClusterName: "c", Region: "r", Service: options.ElastiCache}).Validate())
}

func TestSentinelsHaveADefaultPort(t *testing.T) {
	c := options.ClientConfiguration{Sentinel: &options.SentinelConfiguration{
		Addresses: []options.NodeAddress{{Host: "s"}, {Socket: "/s"}}, PrimaryName: "p",
	}}
	with := c.WithDefaults()
	require.Empty(t, with.Addresses)
	require.Equal(t, []options.NodeAddress{{Host: "s", Port: 26379}, {Socket: "/s"}}, with.Sentinel.Addresses)
	require.Zero(t, c.Sentinel.Addresses[0].Port, "the caller's is left as it is")
}

func iam(user string, i options.IAMConfiguration) options.ClientConfiguration {
	return options.ClientConfiguration{Credentials: &options.ServerCredentials{Username: user, IAM: &i}}
}

func tls(t options.TLSConfiguration) options.ClientConfiguration {
	return options.ClientConfiguration{UseTLS: true, Advanced: options.AdvancedClientConfiguration{TLS: t}}
}

func TestNodeAddressString(t *testing.T) {
	require.Equal(t, "localhost:6379", options.NodeAddress{}.String())
	require.Equal(t, "h:1", options.NodeAddress{Host: "h", Port: 1}.String())
	require.Equal(t, "[::1]:6379", options.NodeAddress{Host: "::1"}.String())
	require.Equal(t, "unix:/s", options.NodeAddress{Socket: "/s"}.String())
}

func TestMessagesNeverHoldThePassword(t *testing.T) {
	c := options.ClientConfiguration{Credentials: &options.ServerCredentials{Password: "s3cr3t"}, DatabaseID: -1}
	require.False(t, strings.Contains(c.Validate().Error(), "s3cr3t"))
}
