//go:build !js

package bridge

import (
	"context"
	"time"
)

// cutTime is how long Shutdown waits for connections that it has cut. They end within
// microseconds, unless a handler of the logger or of the server in front blocks.
const cutTime = 250 * time.Millisecond

// Shutdown ends the bridge gracefully: new connections get status 503, and each
// open one is closed with code 1001 once the server has answered what the client
// sent and nothing flows, after Config.DrainTimeout at the latest. When ctx ends
// first, the rest is cut and ctx's error returned, a quarter of a second later at
// most: neither clients nor servers can hold it up. It leaves the http.Server alone,
// which has connections of its own that are no WebSockets yet: end that afterwards,
// by its Shutdown with a short deadline and then its Close.
func (b *Bridge) Shutdown(ctx context.Context) error {
	b.beginDraining()
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.sessions.Wait()
		b.end()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	b.kill()
	cut := time.NewTimer(cutTime)
	defer cut.Stop()
	select {
	case <-done:
	case <-cut.C:
	}
	return ctx.Err()
}

// Close ends every connection at once and waits for them.
func (b *Bridge) Close() error {
	b.beginDraining()
	b.kill()
	b.sessions.Wait()
	b.end()
	return nil
}

// end stops what is still under way.
func (b *Bridge) end() {
	b.reloading.Lock() // what Reload opens is closed too
	defer b.reloading.Unlock()
	b.kill()
	b.now.Load().close()
	b.asking.Wait()
	b.lines.Close()
}

func (b *Bridge) beginDraining() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.isDraining() {
		close(b.draining)
	}
}
