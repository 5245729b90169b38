package nodes

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/logger"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// What no log may hold: a key, a value, a channel, a message, a pattern, an argument of a
// script, a password.
const (
	plantedKey      = "planted-key-of-nobody"
	plantedValue    = "planted-value-of-nobody"
	plantedChannel  = "planted-channel-of-nobody"
	plantedMessage  = "planted-message-of-nobody"
	plantedPassword = "planted-password-of-nobody"
)

func requireNothingPlanted(t *testing.T, log string) {
	t.Helper()
	for _, planted := range []string{plantedKey, plantedValue, plantedChannel, plantedMessage, plantedPassword, "planted"} {
		require.NotContains(t, log, planted)
	}
}

// levelOf returns the level of a line.
func levelOf(line string) string {
	_, rest, _ := strings.Cut(line, "level=")
	level, _, _ := strings.Cut(rest, " ")
	return level
}

// requireLogged waits until each message was logged at its level, by whom it concerns.
func (s *environment) requireLogged(log *record, levels map[string]string) {
	s.Helper()
	for message, level := range levels {
		log.await(s, message)
		for _, line := range log.lines(message) {
			require.Equal(s, level, levelOf(line), line)
		}
	}
}

// Everything that a client of a cluster logs comes up, and none of it tells what was
// written where.
func TestTheLogOfAClusterTellsWhatHappened(t *testing.T) {
	onAllServers(t, func(s *environment) {
		cluster := servers.StartCluster(s.T, s.version, servers.ClusterOptions{
			Options: servers.Options{Password: plantedPassword},
		})
		var log record
		var addresses []string
		for _, node := range cluster.Nodes {
			addresses = append(addresses, node.Addr())
		}
		client, err := native.NewClusterClient(s.Context(), options.ClusterClientConfiguration{
			Addresses: s.parse(addresses), Protocol: s.protocol, RequestTimeout: patience,
			Credentials: &options.ServerCredentials{Password: plantedPassword},
			// It bounds how long servers that are gone are asked for the topology.
			Advanced: options.AdvancedClientConfiguration{ConnectionTimeout: 3 * time.Second},
		}, native.WithLogger(log.logger()))
		require.NoError(s, err)
		s.Cleanup(client.Close)
		ctx := s.Context()
		_, err = client.Set(ctx, plantedKey, plantedValue)
		require.NoError(s, err)
		subscription, err := client.Subscribe(ctx, []string{plantedChannel})
		require.NoError(s, err)
		defer subscription.Close()
		require.Empty(s, log.lines("request retried"), "nothing has gone wrong yet")
		require.Empty(s, log.lines("request redirected"))

		// The slot moves: ASK and MOVED.
		from, to := s.owners(cluster)
		migration, err := cluster.BeginMigration(ctx, int(slot.OfString(plantedKey)), to)
		require.NoError(s, err)
		require.NoError(s, migration.MoveKeys(ctx, plantedKey))
		_, err = client.Get(ctx, plantedKey)
		require.NoError(s, err)
		pipeline := batch.NewPipeline()
		got := pipeline.Get(plantedKey)
		pipeline.Set(plantedKey, plantedValue)
		_, err = client.Exec(ctx, pipeline, true)
		require.NoError(s, err)
		value, err := got.Result()
		require.NoError(s, err)
		require.Equal(s, plantedValue, value.Value())
		require.NoError(s, migration.End(ctx))
		_, err = client.Get(ctx, plantedKey)
		require.NoError(s, err)
		s.requireLogged(&log, map[string]string{"request redirected": "DEBUG", "topology changed": "INFO", "connected": "INFO"})
		require.Contains(s, log.lines("request redirected")[0], "address="+from.Addr()+" target="+to.Addr()+" command=GET requests=1 attempt=1 code=ASK")

		// Connections break, under idempotent commands, while a script says what it likes.
		idempotent := client.With(options.CallOptions{Idempotent: true})
		stop := repeating(func() error {
			_, err := idempotent.Set(context.Background(), plantedKey, plantedValue)
			return err
		})
		require.Eventually(s, func() bool {
			for _, node := range cluster.Nodes {
				s.command(node.Server, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
				s.command(node.Server, "CLIENT", "KILL", "TYPE", "pubsub")
			}
			return len(log.lines("request retried")) > 0 && len(log.lines("subscription gap")) > 0
		}, patience, 10*time.Millisecond)
		_, failures := stop()
		require.Empty(s, failures)
		brief := client.With(options.CallOptions{Timeout: 100 * time.Millisecond})
		_, err = brief.CustomCommand(ctx, []string{"EVAL", "return redis.error_reply('LOADING " + plantedValue + "')", "1", plantedKey})
		require.Error(s, err)
		s.requireLogged(&log, map[string]string{"disconnected": "WARN", "request retried": "DEBUG", "subscription gap": "WARN"})
		require.Contains(s, log.lines("subscription gap")[0], "subscriptions=1 channels=1")
		for {
			_, err := subscription.Receive(ctx)
			var gap *failure.GapError
			if errors.As(err, &gap) {
				require.Contains(s, gap.Channels, plantedChannel, "its subscriber is told")
				break
			}
			require.NoError(s, err)
		}

		// A wrong password is refused, and the servers go.
		_, err = client.UpdateConnectionPassword(ctx, plantedPassword+"-of-another", true)
		require.Error(s, err)
		cluster.Close()
		_, err = brief.Get(ctx, plantedKey)
		require.Error(s, err)
		s.requireLogged(&log, map[string]string{"connect failed": "WARN", "topology unknown": "WARN"})
		requireNothingPlanted(s.T, log.String())
	})
}

// owners returns who has the slot of the planted key, and another primary.
func (s *environment) owners(cluster *servers.Cluster) (owner, other *servers.Node) {
	s.Helper()
	primaries, err := cluster.Primaries(s.Context())
	require.NoError(s, err)
	owner, err = cluster.NodeForSlot(s.Context(), int(slot.OfString(plantedKey)))
	require.NoError(s, err)
	for _, node := range primaries {
		if node != owner {
			other = node
		}
	}
	return owner, other
}

// The files of GLIDE's logger hold what clients of single servers tell.
func TestTheLogOfAReplicationIsWrittenToFiles(t *testing.T) {
	onAllServers(t, func(s *environment) {
		folder := s.TempDir()
		s.Setenv("GLIDE_LOG_DIR", folder)
		require.NoError(s, logger.SetLoggerConfig(logger.LevelDebug, "test.log"))
		defer func() { require.NoError(s, logger.SetLoggerConfig(logger.LevelOff, "")) }()
		content := func() string {
			var text strings.Builder
			files, err := filepath.Glob(filepath.Join(folder, "test.log.*"))
			require.NoError(s, err)
			for _, file := range files {
				part, err := os.ReadFile(file)
				require.NoError(s, err)
				text.Write(part)
			}
			return text.String()
		}

		replication := s.replication(2, nil)
		c := s.configuration(replication.Primary.Addr())
		c.NodeDiscoveryMode = options.NodeDiscoveryModeDiscoverAll
		client := s.connect(c, native.WithLogger(logger.Slog()))
		ctx := s.Context()
		stop := repeating(func() error {
			_, err := client.With(options.CallOptions{Idempotent: true}).Set(context.Background(), plantedKey, plantedValue)
			return err
		})
		await := func(levels map[string]string) {
			for message, level := range levels {
				require.Eventually(s, func() bool {
					return strings.Contains(content(), "level="+level+` msg="valkey: `+message+`"`)
				}, patience, 10*time.Millisecond, message)
			}
		}
		// So that a request is under way when the primary is lost, and is retried.
		_, err := replication.Primary.Command(ctx, "CLIENT", "PAUSE", "60000", "WRITE")
		require.NoError(s, err)
		require.Eventually(s, func() bool { return client.Statistics().InFlight > 0 }, patience, time.Millisecond)
		replication.Primary.Kill()
		await(map[string]string{"disconnected": "WARN", "topology unknown": "WARN"})
		require.NoError(s, replication.Promote(ctx, replication.Replicas[0]))
		await(map[string]string{"connected": "INFO", "primary changed": "INFO", "topology changed": "INFO", "request retried": "DEBUG"})
		_, failures := stop()
		require.Empty(s, failures)
		requireNothingPlanted(s.T, content())
	})
}
