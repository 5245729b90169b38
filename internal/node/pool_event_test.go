package node

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/models"
)

// poolLog adds events up.
type poolLog struct {
	mu                sync.Mutex
	dedicated, shared models.PoolEvent // sums
	kinds             map[models.PoolEventKind]int
	took              map[models.PoolEventKind]time.Duration // of the last
}

func (l *poolLog) listen(e models.PoolEvent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	sum := &l.dedicated
	if e.Shared {
		sum = &l.shared
	}
	sum.Idle += e.Idle
	sum.Used += e.Used
	sum.Waiting += e.Waiting
	sum.Max += e.Max
	sum.MaxIdle += e.MaxIdle
	if l.kinds == nil {
		l.kinds, l.took = map[models.PoolEventKind]int{}, map[models.PoolEventKind]time.Duration{}
	}
	l.kinds[e.Kind]++
	l.took[e.Kind] = e.Took
}

// now returns idle, used and waiting, of dedicated connections, and whether there is a shared
// one.
func (l *poolLog) now() [4]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return [4]int{l.dedicated.Idle, l.dedicated.Used, l.dedicated.Waiting, l.shared.Used}
}

// limits returns how many dedicated connections there may be, and how many idle ones.
func (l *poolLog) limits() [2]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return [2]int{l.dedicated.Max, l.dedicated.MaxIdle}
}

func (l *poolLog) count(kind models.PoolEventKind) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kinds[kind]
}

// lastTook returns how long the last event of a kind took.
func (l *poolLog) lastTook(kind models.PoolEventKind) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.took[kind]
}

func TestEventsOfThePoolAddUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newServer(t)
		f.Delay(10 * time.Millisecond)
		var log poolLog
		n := New(Config{
			Dialer: f, Address: "fake:6379", Mux: mux.Config{Handshake: mux.Handshake{Protocol: mux.RESP2}},
			Pool: PoolConfig{Max: 2, MaxIdle: 1, Events: log.listen},
		})
		require.Equal(t, [2]int{2, 1}, log.limits())
		require.NoError(t, n.Connect(t.Context()))
		synctest.Wait()
		require.Equal(t, [4]int{0, 0, 0, 1}, log.now())
		require.Equal(t, 10*time.Millisecond, log.lastTook(models.ConnectionCreated))

		first, err := n.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		second, err := n.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		require.Equal(t, [4]int{0, 2, 0, 1}, log.now())
		require.Equal(t, 3, log.count(models.ConnectionCreated))
		require.Equal(t, 10*time.Millisecond, log.lastTook(models.ConnectionAcquired))

		waited := make(chan error, 1)
		go func() {
			third, err := n.Acquire(context.Background(), "test", 0)
			if err == nil {
				third.Release(true)
			}
			waited <- err
		}()
		synctest.Wait()
		require.Equal(t, [4]int{0, 2, 1, 1}, log.now())
		time.Sleep(time.Second / 10)
		first.Release(true)
		require.NoError(t, <-waited)
		synctest.Wait()
		require.Equal(t, [4]int{1, 1, 0, 1}, log.now())
		require.Equal(t, time.Second/10, log.lastTook(models.ConnectionAcquired))
		require.Equal(t, 1, log.count(models.WaitEnded))

		first, err = n.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		_, err = n.Acquire(t.Context(), "test", 0)
		require.Error(t, err)
		require.Equal(t, 1, log.count(models.WaitTimedOut))
		time.Sleep(time.Second)
		first.Release(true)
		second.Release(true) // It is one too many to be kept.
		require.Equal(t, [4]int{1, 0, 0, 1}, log.now())
		require.Greater(t, log.lastTook(models.ConnectionReleased), time.Second)

		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, [4]int{0, 0, 0, 1}, log.now(), "idle ones are closed")

		f.Refuse()
		f.Reset()
		time.Sleep(time.Second)
		synctest.Wait()
		require.Equal(t, [4]int{0, 0, 0, 0}, log.now(), "the shared one was lost")
		f.Accept()
		require.NoError(t, n.Connect(t.Context()))
		synctest.Wait()
		require.Equal(t, [4]int{0, 0, 0, 1}, log.now())
		n.Reconnect(time.Second)
		require.NoError(t, n.Connect(t.Context()))
		require.NoError(t, n.Replace(t.Context()))
		synctest.Wait()
		require.Equal(t, [4]int{0, 0, 0, 1}, log.now(), "one takes the place of the other")

		first, err = n.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		first.Release(true)
		second, err = n.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		n.config.Session.Update(func(h *mux.Handshake) { h.DatabaseID = 1 })
		second.Release(true)
		require.Equal(t, [4]int{1, 0, 0, 1}, log.now())
		second, err = n.Acquire(t.Context(), "test", 0)
		require.NoError(t, err)
		require.Equal(t, [4]int{0, 1, 0, 1}, log.now(), "an outdated one is closed")
		second.Release(true)

		n.Close()
		n.Close()
		synctest.Wait()
		require.Equal(t, [4]int{0, 0, 0, 0}, log.now())
		require.Equal(t, [2]int{0, 0}, log.limits())
	})
}
