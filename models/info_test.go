package models_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
)

func TestParseInfo(t *testing.T) {
	info := models.ParseInfo("# Server\r\nredis_version:7.2.4\r\nexecutable:C:\\server\r\nempty:\r\n\r\nnonsense\r\n" +
		"# Keyspace\r\ndb0:keys=5,expires=1,avg_ttl=0\r\n\r\n# Errorstats\r\n")
	require.Equal(t, models.Info{
		{Name: "Server", Fields: []models.InfoField{
			{Name: "redis_version", Value: "7.2.4"}, {Name: "executable", Value: `C:\server`}, {Name: "empty", Value: ""},
		}},
		{Name: "Keyspace", Fields: []models.InfoField{{Name: "db0", Value: "keys=5,expires=1,avg_ttl=0"}}},
		{Name: "Errorstats"},
	}, info)

	value, found := info.Get("server", "redis_version")
	require.True(t, found)
	require.Equal(t, "7.2.4", value)
	_, found = info.Get("Server", "db0")
	require.False(t, found)
	_, found = info.Get("Nowhere", "db0")
	require.False(t, found)

	require.Equal(t, []models.InfoField{{Name: "keys", Value: "5"}, {Name: "expires", Value: "1"}, {Name: "avg_ttl", Value: "0"}},
		info[1].Fields[0].Properties())
	require.Empty(t, info[0].Fields[0].Properties())
}

func TestParseInfoWithoutHeadings(t *testing.T) {
	info := models.ParseInfo("cluster_state:ok\r\ncluster_known_nodes:6\r\n")
	value, found := info.Get("", "cluster_known_nodes")
	require.True(t, found)
	require.Equal(t, "6", value)
	require.Empty(t, models.ParseInfo(""))
}

// Names of commands and of errors may hold colons, values of other fields may too.
func TestParseInfoTakesNamesAsTheyAre(t *testing.T) {
	info := models.ParseInfo("# Errorstats\r\nerrorstat_MY:CO DE\\x:count=3\r\n# Commandstats\r\ncmdstat_mod:x|get\\y:calls=1,usec=2\r\n" +
		"# Latencystats\r\nlatency_percentiles_usec_a:b:p50=1.003\r\n# Server\r\nconfig_file:C:\\a b:c.conf\r\n" +
		"availability_zone:a z:=\\,b\r\nlistener1:name=unix,bind=/a b,c=d/s,mode=0\r\n")
	for _, want := range [][3]string{
		{"errorstats", `errorstat_MY:CO DE\x`, "count=3"},
		{"commandstats", `cmdstat_mod:x|get\y`, "calls=1,usec=2"},
		{"latencystats", "latency_percentiles_usec_a:b", "p50=1.003"},
		{"server", "config_file", `C:\a b:c.conf`},
		{"server", "availability_zone", `a z:=\,b`},
	} {
		value, found := info.Get(want[0], want[1])
		require.True(t, found, want[1])
		require.Equal(t, want[2], value)
	}
	listener := models.InfoField{Name: "listener1", Value: "name=unix,bind=/a b,c/s"}
	require.Equal(t, []models.InfoField{{Name: "name", Value: "unix"}, {Name: "bind", Value: "/a b,c/s"}}, listener.Properties())
}
