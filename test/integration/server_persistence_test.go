package integration

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

func TestPersistence(t *testing.T) {
	eachVersion(t, func(t *testing.T, version servers.Version) {
		server := servers.Start(t, version, servers.Options{})
		for _, protocol := range protocols {
			t.Run(string(protocol), func(t *testing.T) {
				ctx := t.Context()
				client := connect(t, server, func(c *options.ClientConfiguration) { c.Protocol = protocol })
				idle := func() {
					awaitInfo(t, server, "persistence", "rdb_bgsave_in_progress", "0")
					awaitInfo(t, server, "persistence", "aof_rewrite_in_progress", "0")
				}
				expect(t, "OK")(client.Set(ctx, "key", "value"))
				expect(t, "OK")(client.Save(ctx))
				require.Equal(t, "0", infoField(t, server, "persistence", "rdb_changes_since_last_save"))
				saved, err := client.LastSave(ctx)
				require.NoError(t, err)
				require.WithinDuration(t, time.Now(), time.Unix(saved, 0), time.Minute)

				expect(t, "Background saving started")(client.BgSave(ctx))
				idle()
				expect(t, "Background saving started")(client.BgSaveSchedule(ctx))
				idle()
				expect(t, "Background append only file rewriting started")(client.BgRewriteAOF(ctx))
				idle()
			})
		}
	})
}

func TestSavingTakesLong(t *testing.T) {
	eachVersionAndProtocol(t, func(t *testing.T, version servers.Version, speaking protocolChange) {
		ctx := t.Context()
		server := servers.Start(t, version, servers.Options{})
		client := connect(t, server, speaking)
		expect(t, "OK")(client.Set(ctx, "key", "value"))
		expect(t, "OK")(client.ConfigSet(ctx, []models.ConfigParameter{{Name: "rdb-key-save-delay", Value: "60000000"}}))
		expect(t, "Background saving started")(client.BgSave(ctx))
		expectError[string](t, "ERR")(client.BgSave(ctx))
		expectError[string](t, "ERR")(client.BgSaveSchedule(ctx))
		expectError[string](t, "ERR")(client.Save(ctx))
		expect(t, "Background append only file rewriting scheduled")(client.BgRewriteAOF(ctx))
		if !version.AtLeast("8.1") {
			return // BGSAVE CANCEL came with 8.1.
		}
		expect(t, "Background saving cancelled")(client.BgSaveCancel(ctx))
		awaitInfo(t, server, "persistence", "rdb_bgsave_in_progress", "0")
		expectError[string](t, "ERR")(client.BgSaveCancel(ctx))
	})
}
