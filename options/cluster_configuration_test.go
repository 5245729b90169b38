package options_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestClusterDefaultsFillInWhatWasLeftOut(t *testing.T) {
	with := options.ClusterClientConfiguration{}.WithDefaults()
	require.Equal(t, options.ClientConfiguration{}.WithDefaults(), with.ClientConfiguration())
	require.Equal(t, options.PeriodicChecks{Interval: time.Minute}, with.PeriodicChecks)
	require.NoError(t, with.Validate())
	require.Equal(t, with, with.WithDefaults())

	configuration := options.ClusterClientConfiguration{
		Addresses: []options.NodeAddress{{Host: "h", Port: 1}}, RequestTimeout: 1, InflightRequestsLimit: 2,
		PeriodicChecks: options.PeriodicChecks{Interval: 3}, ConnectAll: true, RefreshTopologyFromInitialNodes: true,
	}
	with = configuration.WithDefaults()
	require.Equal(t, configuration.Addresses, with.Addresses)
	require.Equal(t, time.Duration(1), with.RequestTimeout)
	require.Equal(t, 2, with.InflightRequestsLimit)
	require.Equal(t, configuration.PeriodicChecks, with.PeriodicChecks)
	require.True(t, with.ConnectAll && with.RefreshTopologyFromInitialNodes)

	off := options.ClusterClientConfiguration{PeriodicChecks: options.PeriodicChecks{Disabled: true}}.WithDefaults()
	require.True(t, off.PeriodicChecks.Disabled)
	require.NoError(t, off.Validate())
}

func TestClusterSettingsThatCannotWorkAreNamed(t *testing.T) {
	for _, c := range []struct {
		field         string
		configuration options.ClusterClientConfiguration
	}{
		{"PeriodicChecks.Interval", options.ClusterClientConfiguration{PeriodicChecks: options.PeriodicChecks{Interval: -1}}},
		{"ConnectAll", options.ClusterClientConfiguration{LazyConnect: true, ConnectAll: true}},
		// What is checked as for other clients:
		{"Addresses[1].Port", options.ClusterClientConfiguration{Addresses: []options.NodeAddress{{}, {Port: 70000}}}},
		{"Credentials", options.ClusterClientConfiguration{Credentials: &options.ServerCredentials{Password: "p", IAM: &options.IAMConfiguration{}}}},
		{"RequestTimeout", options.ClusterClientConfiguration{RequestTimeout: -1}},
		{"DatabaseID", options.ClusterClientConfiguration{DatabaseID: -1}},
		{"ClientName", options.ClusterClientConfiguration{ClientName: "a b"}},
		{"Protocol", options.ClusterClientConfiguration{Protocol: "RESP4"}},
		{"InflightRequestsLimit", options.ClusterClientConfiguration{InflightRequestsLimit: -1}},
		{"LibraryName", options.ClusterClientConfiguration{LibraryName: "a(b)"}},
		{"ClientInfoTag", options.ClusterClientConfiguration{ClientInfoTag: "a b"}},
		{"ReadFrom", options.ClusterClientConfiguration{ReadFrom: "x"}},
		{"ClientAZ", options.ClusterClientConfiguration{ReadFrom: options.AZAffinity}},
		{"ReconnectStrategy.Factor", options.ClusterClientConfiguration{ReconnectStrategy: options.BackoffStrategy{Factor: -1}}},
		{"Advanced.TLS", options.ClusterClientConfiguration{Advanced: options.AdvancedClientConfiguration{TLS: options.TLSConfiguration{Insecure: true}}}},
	} {
		var invalid *failure.ConfigurationError
		require.ErrorAs(t, c.configuration.Validate(), &invalid, c.field)
		require.Equal(t, c.field, invalid.Field)
	}
}

// Settings of single servers that make no sense in a cluster: it has no sentinels, nodes
// that are all replicas configuration no slots, and a topology of its own.
var notInClusters = []string{"Sentinel", "ReadOnly", "NodeDiscoveryMode"}

func TestClustersHaveTheSettingsOfOtherClients(t *testing.T) {
	cluster := reflect.New(reflect.TypeFor[options.ClusterClientConfiguration]()).Elem()
	for _, field := range reflect.VisibleFields(reflect.TypeFor[options.ClientConfiguration]()) {
		setting := cluster.FieldByName(field.Name)
		require.NotEqual(t, setting.IsValid(), slices.Contains(notInClusters, field.Name), field.Name)
		if setting.IsValid() {
			fill(setting)
			converted := cluster.Interface().(options.ClusterClientConfiguration).ClientConfiguration()
			require.Equal(t, setting.Interface(), reflect.ValueOf(converted).FieldByName(field.Name).Interface(), field.Name)
		}
	}
}

// fill sets a setting to something else than its zero value.
func fill(setting reflect.Value) {
	switch setting.Kind() {
	case reflect.String:
		setting.SetString("x")
	case reflect.Bool:
		setting.SetBool(true)
	case reflect.Int, reflect.Int64:
		setting.SetInt(1)
	case reflect.Slice:
		setting.Set(reflect.MakeSlice(setting.Type(), 1, 1))
	case reflect.Pointer:
		setting.Set(reflect.New(setting.Type().Elem()))
	case reflect.Struct:
		fill(setting.Field(0))
	}
}
