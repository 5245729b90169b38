package caching

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// Whoever has the reply to a write reads what was written, though what the server says of it
// comes behind that reply.
func TestWhoWritesReadsIt(t *testing.T) {
	onAllServers(t, func(f fixture) {
		ctx := f.Context()
		writes := map[string]func(value string) error{
			"on the client":       func(v string) error { return second(f.plain.Set(ctx, "k", v)) },
			"on a client by With": func(v string) error { return second(f.cached.Set(ctx, "k", v)) },
			"of several keys": func(v string) error {
				return second(f.plain.MSet(ctx, []models.KeyValue{{Key: "j", Value: v}, {Key: "k", Value: v}}))
			},
			"by a custom command": func(v string) error { return second(f.plain.CustomCommand(ctx, []string{"getset", "k", v})) },
			"by a script": func(v string) error {
				return second(f.plain.Eval(ctx, "return redis.call('set', KEYS[1], ARGV[1])", options.ScriptOptions{Keys: []string{"k"}, Args: []string{v}}))
			},
			"by a pipeline": func(v string) error {
				b := batch.NewPipeline()
				b.Set("k", v)
				return second(f.plain.Exec(ctx, b, true))
			},
			"by a transaction": func(v string) error {
				b := batch.NewTransaction()
				b.Set("k", v)
				return second(f.cached.Exec(ctx, b, true))
			},
			"by a batch's script": func(v string) error {
				b := batch.NewPipeline()
				b.Eval("return redis.call('set', KEYS[1], ARGV[1])", options.ScriptOptions{Keys: []string{"k"}, Args: []string{v}})
				return second(f.plain.Exec(ctx, b, true))
			},
			"optimistically": func(v string) error {
				return second(f.plain.Transaction(ctx, []string{"k"}, func(ctx context.Context, d *core.Dedicated) (*batch.Batch, error) {
					b := batch.NewTransaction()
					b.Set("k", v)
					return b, nil
				}))
			},
			"on its own connection": func(v string) error {
				return onDedicated(ctx, f.plain, func(d *core.Dedicated) error { return second(d.Set(ctx, "k", v)) })
			},
			"after MULTI": func(v string) error {
				return onDedicated(ctx, f.plain, func(d *core.Dedicated) error {
					for _, words := range [][]string{{"MULTI"}, {"SET", "k", v}, {"EXEC"}} {
						if _, err := d.CustomCommand(ctx, words); err != nil {
							return err
						}
						if words[0] == "SET" {
							f.get("k") // which is what was there before
						}
					}
					return nil
				})
			},
		}
		i := 0
		for name, write := range writes {
			for range 20 {
				i++
				require.NoError(f, write(strconv.Itoa(i)), name)
				require.Equal(f, strconv.Itoa(i), f.get("k"), name)
				f.get("k")
			}
		}
		require.NotZero(f, f.hits())
	})
}

func second[T any](_ T, err error) error { return err }

func onDedicated(ctx context.Context, client *core.Client, do func(d *core.Dedicated) error) error {
	d, err := client.Dedicated(ctx)
	if err != nil {
		return err
	}
	defer d.Release()
	return do(d)
}

// Each has keys of its own, which others read all the time, so that there is always a fetch
// under way.
func TestWritersReadTheirOwnWritesAmongReaders(t *testing.T) {
	onAllServers(t, func(f fixture) {
		ctx, stop := context.WithCancel(f.Context())
		var readers, writers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for i := 0; ctx.Err() == nil; i++ {
					_, _ = f.cached.Get(ctx, "k"+strconv.Itoa(i%4))
				}
			})
		}
		for w := range 4 {
			writers.Go(func() {
				key := "k" + strconv.Itoa(w)
				for i := range 300 {
					if _, err := f.plain.Set(ctx, key, strconv.Itoa(i)); err != nil {
						f.Error(err)
					}
					value, err := f.cached.Get(ctx, key)
					if err != nil || value.Value() != strconv.Itoa(i) {
						f.Errorf("read %q after %d was written: %v", value.Value(), i, err)
					}
				}
			})
		}
		writers.Wait()
		stop()
		readers.Wait()
	})
}

func TestInvalidationsAreTold(t *testing.T) {
	for _, version := range servers.Versions() {
		server := sharedServer(t, version)
		told := make(chan models.CacheInvalidation, 100)
		f := newFixture(t, server, options.CacheConfiguration{}, native.With(core.WithCacheInvalidations(func(i models.CacheInvalidation) {
			told <- i
			panic("which is contained")
		}), core.WithPanicHandler(func(*failure.PanicError) {})))
		f.set("k", "1")
		f.isMiss("k", "1")
		f.set("k", "2")
		require.Equal(t, models.CacheInvalidation{Reason: models.InvalidatedByServer, Keys: []string{"k"}}, <-told)
		ask(t, server, "FLUSHALL")
		require.Equal(t, models.CacheInvalidation{Reason: models.InvalidatedByServer, All: true}, <-told)
		_, err := f.plain.Select(t.Context(), 0)
		require.NoError(t, err)
		require.Equal(t, models.CacheInvalidation{Reason: models.InvalidatedByClient, All: true}, <-told)
		ask(t, server, "CLIENT", "KILL", "TYPE", "normal")
		require.Equal(t, models.CacheInvalidation{Reason: models.InvalidatedByConnection, All: true}, <-told)
	}
}
