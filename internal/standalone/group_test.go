package standalone

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func TestThePrimaryIsFoundByItsRole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "slave"}, "b": {role: "master"}, "c": stopped("")}
		g := connected(t, config(n, "a", "b", "c"))
		reply, err := do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, "master", reply)
		require.Equal(t, 1, n["b"].count())
		require.EqualValues(t, 2, g.Server().Protocol)
		require.NotZero(t, g.Stats().Replies)

		n["c"].become(func(s *server) { s.role = "slave"; s.Accept() })
		time.Sleep(time.Minute)
		require.Equal(t, 2, len(g.snapshot.Load().replicas), "one that could not be reached is connected to later")
	})
}

func TestWhatIsNoReplicationIsRefused(t *testing.T) {
	tests := map[string]struct {
		network
		addresses []string
		want      string
	}{
		"two primaries":      {network{"a": {role: "master"}, "b": {role: "master"}}, []string{"a", "b"}, "more than one server is a primary: "},
		"no primary":         {network{"a": {role: "slave"}, "b": {role: "slave"}}, []string{"a", "b"}, "none of the servers that can be reached is a primary"},
		"a replica":          {network{"a": {role: "slave"}}, []string{"a"}, "give the primary's address too, or set ReadOnly; if it is part of a cluster use NewClusterClient"},
		"nothing":            {network{"a": stopped(""), "b": stopped("")}, []string{"a", "b"}, "no server could be connected to"},
		"a single nothing":   {network{"a": stopped("")}, []string{"a"}, "refused"},
		"the primary is out": {network{"a": stopped(""), "b": {role: "slave"}}, []string{"a", "b"}, "refused"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := New(config(test.network, test.addresses...))
				defer g.Close()
				err := g.Connect(t.Context())
				require.ErrorContains(t, err, test.want)
				var connection *failure.ConnectionError
				require.ErrorAs(t, err, &connection)
				require.Equal(t, failure.NotSent, connection.Delivery)
			})
		})
	}
}

func TestWritesGoToTheNewPrimary(t *testing.T) {
	promote := func(n network) {
		n["b"].become(func(s *server) { s.role = "master" })
	}
	for name, failover := range map[string]func(n network){
		"after a crash": func(n network) {
			n["a"].Stop()
			time.Sleep(time.Millisecond) // else the command may be written before the connection is seen to be lost
			promote(n)
		},
		"after a crash, later": func(n network) {
			n["a"].Stop()
			time.Sleep(time.Millisecond)
			time.AfterFunc(400*time.Millisecond, func() { promote(n) })
		},
		"when the old one has become a replica": func(n network) {
			n["a"].become(func(s *server) { s.role = "slave" })
			promote(n)
		},
		"when it has become one that ends its connections": func(n network) {
			n["a"].become(func(s *server) { s.role = "slave"; s.Reset() })
			time.Sleep(time.Millisecond)
			promote(n)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := network{"a": {role: "master"}, "b": {role: "slave"}, "c": {role: "slave"}}
				c := config(n, "a", "b", "c")
				var primaries []string
				c.Events = func(e models.ConnectionEvent) {
					if e.Kind == models.PrimaryChanged {
						primaries = append(primaries, e.Address)
					}
				}
				g := connected(t, c)
				_, err := do(t, g, write())
				require.NoError(t, err)
				failover(n)
				for range 3 {
					reply, err := do(t, g, write())
					require.NoError(t, err)
					require.Equal(t, "master", reply)
				}
				require.Equal(t, 3, n["b"].count())
				synctest.Wait()
				require.Equal(t, []string{"a", "b"}, primaries)

				// The old one comes back as it was, and is not believed.
				n["a"].become(func(s *server) { s.role = "master"; s.Accept() })
				time.Sleep(time.Minute)
				_, err = do(t, g, write())
				require.NoError(t, err)
				require.Equal(t, 4, n["b"].count())
			})
		})
	}
}

// What a primary has that was down while another was followed is old, or nothing: it
// is not written to even while the right one cannot be reached.
func TestAPrimaryThatWasReplacedIsNotBelievedUntilItIsAReplica(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		g := connected(t, config(n, "a", "b"))
		n["a"].Stop()
		time.Sleep(time.Second) // until that is known
		n["b"].become(func(s *server) { s.role = "master" })
		_, err := do(t, g, write())
		require.NoError(t, err)

		n["a"].Accept()
		time.Sleep(time.Minute)
		n["b"].Stop()
		time.Sleep(time.Second)
		_, err = do(t, g, write())
		require.ErrorContains(t, err, "was replaced by b")
		require.Equal(t, failure.NotSent, failure.DeliveryOf(err))
		require.Equal(t, 0, n["a"].count())
		n["b"].Accept()
		time.Sleep(time.Minute) // until it is dialled
		_, err = do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, 2, n["b"].count())

		n["a"].become(func(s *server) { s.role = "slave"; s.Reset() })
		time.Sleep(time.Minute)
		n["a"].become(func(s *server) { s.role = "master" })
		n["b"].Stop()
		time.Sleep(time.Second)
		_, err = do(t, g, write())
		require.NoError(t, err, "it was promoted")
		require.Equal(t, 1, n["a"].count())

		n["b"].become(func(s *server) { s.replicas = 1; s.Accept() })
		time.Sleep(time.Minute)
		n["a"].Stop()
		time.Sleep(time.Second) // until that is known
		_, err = do(t, g, write())
		require.NoError(t, err, "others follow it")
	})
}

func TestOfTwoNewPrimariesTheOneThatIsFollowedIsRight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}, "c": {role: "slave"}}
		g := connected(t, config(n, "a", "b", "c"))
		n["b"].become(func(s *server) { s.role = "master" })
		n["c"].become(func(s *server) { s.role, s.replicas = "master", 1 })
		n["a"].Stop()
		time.Sleep(time.Millisecond)
		_, err := do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, 1, n["c"].count())
	})
}

func TestWithoutAPrimaryWritesWaitInTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		g := connected(t, config(n, "a", "b"))
		n["a"].Stop()
		synctest.Wait()
		began := time.Now()
		_, err := do(t, g, write())
		var timeout *failure.TimeoutError
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, failure.NotSent, timeout.Delivery)
		require.Equal(t, time.Second, timeout.After)
		require.Equal(t, time.Second, time.Since(began))
		require.ErrorContains(t, err, "none of the servers that can be reached is a primary")

		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		err = g.Do(ctx, new(mux.Call), write())
		require.ErrorAs(t, err, &timeout)
		require.Equal(t, 1100*time.Millisecond, time.Since(began))

		go func() {
			time.Sleep(time.Millisecond)
			g.Close()
		}()
		var closing *failure.ClosingError
		_, err = do(t, g, write())
		require.ErrorAs(t, err, &closing)
	})
}

func TestASingleServerIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}}
		g := connected(t, config(n, "a"))
		n["a"].Stop()
		time.Sleep(time.Millisecond)
		time.AfterFunc(300*time.Millisecond, n["a"].Accept)
		_, err := do(t, g, write())
		require.NoError(t, err)
	})
}

func TestANameThatStandsForAnotherServerIsDialledAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old, promoted := &server{role: "master"}, &server{role: "master"}
		n := network{"name": old}
		g := connected(t, config(n, "name"))
		old.become(func(s *server) { s.role = "slave" })
		n["name"] = promoted
		_, err := do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, 1, promoted.count())
	})
}

func TestALazyGroupConnectsWhenItIsUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "slave"}, "b": {role: "master"}}
		g := New(config(n, "a", "b"))
		defer g.Close()
		synctest.Wait()
		require.Zero(t, len(n["b"].Conns()))
		reply, err := do(t, g, write())
		require.NoError(t, err)
		require.Equal(t, "master", reply)

		single := New(config(network{"a": stopped("")}, "a"))
		defer single.Close()
		began := time.Now()
		_, err = do(t, single, write())
		require.ErrorIs(t, err, fakeserver.ErrRefused, "a server that was never there may be none")
		require.Zero(t, time.Since(began))
	})
}

func TestSubmissionsFollowToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := network{"a": {role: "master"}, "b": {role: "slave"}}
		g := connected(t, config(n, "a", "b"))
		outcomes := make(chan string, 1)
		submit := func(r Request) string {
			g.Submit(r, func(frames []byte, err error) {
				if err != nil {
					outcomes <- err.Error()
					return
				}
				outcomes <- string(frames)
			})
			return <-outcomes
		}
		master := string(resp.AppendBulk(nil, "master"))
		require.Equal(t, master, submit(write()))
		n["a"].become(func(s *server) { s.role = "slave" })
		n["b"].become(func(s *server) { s.role = "master" })
		require.Equal(t, master, submit(write()))
		n["b"].Stop()
		time.Sleep(time.Millisecond)
		require.Contains(t, submit(write()), "no primary is known")
		require.Contains(t, submit(read()), "no primary is known")
		n["b"].Accept()
		time.Sleep(time.Minute)
		g.SubmitDedicated(write(), func(frames []byte, _ error) { outcomes <- string(frames) })
		require.Equal(t, master, <-outcomes)
		g.Close()
		require.Contains(t, submit(write()), "the client is closed")
	})
}
