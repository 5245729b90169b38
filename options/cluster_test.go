package options_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

func TestOptionsOfServersAndClustersThatCannotWork(t *testing.T) {
	for _, test := range []struct {
		field   string
		options interface{ Validate() error }
	}{
		{"FlushMode", options.FlushMode("")},
		{"FailoverOptions.Timeout", options.FailoverOptions{Timeout: -time.Second}},
		{"FailoverOptions.Timeout", options.FailoverOptions{Target: &options.FailoverTarget{Host: "h", Port: 1, Force: true}}},
		{"FailoverOptions.Target.Host", options.FailoverOptions{Target: &options.FailoverTarget{Port: 1}}},
		{"FailoverOptions.Target.Port", options.FailoverOptions{Target: &options.FailoverTarget{Host: "h", Port: 65536}}},
		{"ShutdownOptions.Save", options.ShutdownOptions{Save: "PERHAPS"}},
		{"CommandLogType", options.CommandLogType("")},
		{"ClusterFailoverMode", options.ClusterFailoverMode("")},
		{"ClusterResetMode", options.ClusterResetMode("")},
		{"ClusterMeetOptions.BusPort", options.ClusterMeetOptions{BusPort: -1}},
		{"ClusterSetSlotOptions.Timeout", options.ClusterSetSlotOptions{Timeout: pointer(-time.Second)}},
		{"SlotStatsByRange", options.SlotStatsByRange{End: 16384}},
		{"SlotStatsByRange", options.SlotStatsByRange{Start: -1}},
		{"SlotStatsByMetric.Metric", options.SlotStatsByMetric{}},
		{"SlotStatsByMetric.Limit", options.SlotStatsByMetric{Metric: options.SlotNetworkBytesIn, Limit: -1}},
		{"ClusterScanOptions.Count", options.ClusterScanOptions{Count: -1}},
		{"ClusterKeyspaceScanOptions.Count", options.ClusterKeyspaceScanOptions{Count: -1}},
		{"ClusterScanOptions.Slot", options.ClusterScanOptions{Slot: pointer(int64(16384))}},
	} {
		var err *failure.ConfigurationError
		require.ErrorAs(t, test.options.Validate(), &err, test.field)
		require.Equal(t, test.field, err.Field)
	}
}

func TestOptionsOfServersAndClustersThatWork(t *testing.T) {
	for _, valid := range []interface{ Validate() error }{
		options.Sync,
		options.Async,
		options.LolwutOptions{},
		options.FailoverOptions{},
		options.FailoverOptions{Target: &options.FailoverTarget{Host: "h", Port: 65535, Force: true}, Timeout: 1},
		options.ShutdownOptions{},
		options.ShutdownOptions{Save: options.SaveBeforeShutdown},
		options.SlowCommands,
		options.ForceFailover,
		options.SoftReset,
		options.ClusterMeetOptions{},
		options.ClusterSetSlotOptions{},
		options.SlotStatsByRange{},
		options.SlotStatsByMetric{Metric: options.SlotNetworkBytesOut, OrderBy: options.Descending},
		options.ClusterScanOptions{},
		options.ClusterKeyspaceScanOptions{AllowNonCoveredSlots: true},
		options.ClusterScanOptions{Slot: pointer(int64(0))},
	} {
		require.NoError(t, valid.Validate(), "%#v", valid)
	}
}
