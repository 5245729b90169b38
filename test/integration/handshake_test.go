package integration

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// A server that is full says so and closes the connection.
func TestAFullServerIsTheReasonOfTheError(t *testing.T) {
	for _, version := range servers.Versions() {
		server := servers.Start(t, version, servers.Options{Arguments: []string{"--maxclients", "2"}})
		for range 2 {
			connect(t, server)
		}
		for _, protocol := range []options.Protocol{options.ProtocolDefault, options.ProtocolRESP2, options.ProtocolRESP3} {
			for _, lazy := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/lazy %v", version, protocol, lazy), func(t *testing.T) {
					for range 20 {
						c := configuration(server)
						c.Protocol, c.LazyConnect, c.ClientName = protocol, lazy, "full"
						client, err := native.NewClient(t.Context(), c)
						if lazy {
							require.NoError(t, err)
							_, err = client.Incr(t.Context(), "key")
							client.Close()
						}
						require.ErrorIs(t, err, &failure.ServerError{Code: "ERR", Message: "max number of clients reached"})
						require.NotErrorIs(t, err, context.DeadlineExceeded)
						require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
					}
				})
			}
		}
	}
}

// A user without the permission to give the connection a name does without.
func TestAUserWhoMayNotNameTheConnection(t *testing.T) {
	for _, version := range servers.Versions() {
		server := servers.Start(t, version, servers.Options{Users: []string{
			"nameless on >secret ~* +@all -client", "least on >secret ~* +get +set +ping",
		}})
		for _, protocol := range []options.Protocol{options.ProtocolDefault, options.ProtocolRESP2} {
			for _, user := range []string{"nameless", "least"} {
				t.Run(fmt.Sprintf("%s/%s/%s", version, protocol, user), func(t *testing.T) {
					client, err := native.NewClient(t.Context(), func() options.ClientConfiguration {
						c := configuration(server)
						c.Protocol, c.ClientName = protocol, "named"
						c.Credentials = &options.ServerCredentials{Username: user, Password: "secret"}
						return c
					}())
					require.NoError(t, err)
					defer client.Close()
					_, err = client.Set(t.Context(), "key", "value")
					require.NoError(t, err)
				})
			}
		}
	}
}

func TestTLSWhereThereIsNoneAndTheOtherWayRound(t *testing.T) {
	for _, version := range servers.Versions() {
		secured := servers.Start(t, version, servers.Options{TLS: servers.TLS})
		plain := servers.Start(t, version, servers.Options{})
		for _, protocol := range protocols {
			t.Run(fmt.Sprintf("%s/%s", version, protocol), func(t *testing.T) {
				c := configuration(secured)
				c.Protocol = protocol
				_, err := native.NewClient(t.Context(), c)
				require.ErrorContains(t, err, "set UseTLS")
				require.Equal(t, failure.NotSent, failure.DeliveryOf(err))

				c = configuration(plain)
				c.Protocol, c.UseTLS, c.Advanced.TLS.Insecure = protocol, true, true
				c.Advanced.ConnectionTimeout = 700 * time.Millisecond
				_, err = native.NewClient(t.Context(), c)
				require.ErrorContains(t, err, "turn UseTLS off")
				require.NotErrorIs(t, err, context.DeadlineExceeded)
				require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
			})
		}
	}
}

// nested is a script that returns tables inside each other.
const nested = `local t = {} for i = 1, tonumber(ARGV[1]) do t = {t} end return t`

func TestAReplyThatIsTooDeepFailsAlone(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		c := configuration(f.server)
		c.Protocol = f.protocol
		client, err := native.NewClient(ctx, c) // many goroutines use it, which no verified one allows
		require.NoError(t, err)
		defer client.Close()
		_, err = client.CustomCommand(ctx, []string{"EVAL", nested, "0", "100"})
		require.NoError(t, err)
		const callers, each = 20, 10
		errs := make([]error, callers*each)
		var running sync.WaitGroup
		for i := range callers {
			running.Go(func() {
				for j := range each {
					_, errs[i*each+j] = client.Incr(ctx, "counter")
				}
			})
		}
		for range 10 {
			_, err := client.CustomCommand(ctx, []string{"EVAL", nested, "0", "130"})
			var beyond *resp.ProtocolError
			require.ErrorAs(t, err, &beyond)
			require.Equal(t, failure.Answered, failure.DeliveryOf(err))
			require.ErrorContains(t, err, "raise Advanced.ReplyLimits.MaxDepth")
		}
		running.Wait()
		for _, err := range errs {
			require.NoError(t, err)
		}
		got, err := client.Get(ctx, "counter")
		require.NoError(t, err)
		require.Equal(t, strconv.Itoa(callers*each), got.Value())
	})
}

// Of a batch only the command fails whose reply is beyond a limit; of a transaction all
// are part of one reply.
func TestAReplyBeyondALimitInABatch(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		client := connect(t, f.server, func(c *options.ClientConfiguration) {
			c.Protocol, c.Advanced.ReplyLimits.MaxBulkLength = f.protocol, 1000
		})
		_, err := client.Set(ctx, "large", strings.Repeat("v", 1001))
		require.NoError(t, err)
		for _, atomic := range []bool{false, true} {
			b := batch.New(atomic)
			before, large, after := b.Incr("counter"), b.Get("large"), b.Incr("counter")
			results, err := client.Exec(ctx, b, false)
			if atomic {
				require.ErrorContains(t, err, "raise Advanced.ReplyLimits.MaxBulkLength")
				require.Equal(t, failure.Answered, failure.DeliveryOf(err))
				continue
			}
			require.NoError(t, err)
			require.Len(t, results, 3)
			first, err := before.Result()
			require.NoError(t, err)
			second, err := after.Result()
			require.NoError(t, err)
			require.EqualValues(t, []int64{1, 2}, []int64{first, second})
			_, err = large.Result()
			require.Equal(t, err, results[1])
			var connection *failure.ConnectionError
			require.ErrorAs(t, err, &connection)
			require.Equal(t, "GET", connection.Command)
			require.ErrorContains(t, err, "raise Advanced.ReplyLimits.MaxBulkLength")
		}
	})
}
