package core

import (
	"context"
	"time"

	"github.com/glissade-io/glissade/internal/page"
)

// authenticateAgain is after how long a dedicated connection asks a server again that has
// refused the client's new credentials.
const authenticateAgain = time.Second

// lockToSend takes the lock for a command that is about to be sent. Where the client's
// credentials have changed since, the connection authenticates with the new ones first, behind
// the commands under way, unless one of them blocks, or it is between MULTI and EXEC. Where
// that fails it goes on as it is.
func (d *Dedicated) lockToSend(ctx context.Context) {
	d.mu.Lock()
	for !page.Only {
		switch {
		case d.authenticating != nil:
			d.awaitAuthentication(ctx)
		case d.mayAuthenticate() && d.conn.OutOfDate() && !time.Now().Before(d.authenticateAt):
			d.authenticate(ctx)
		default:
			return
		}
		if ctx.Err() != nil {
			return // The command says so.
		}
	}
}

// mayAuthenticate reports whether nothing speaks against AUTH. A holder who has changed the
// user knows whose connection it is to be. The lock is held.
func (d *Dedicated) mayAuthenticate() bool {
	return d.ended == nil && d.blocking == 0 && !d.state.queuing && !d.state.userChanged
}

// awaitAuthentication waits for another caller who has the connection authenticate. The lock
// is held, but not meanwhile.
func (d *Dedicated) awaitAuthentication(ctx context.Context) {
	done := d.authenticating
	d.mu.Unlock()
	defer d.mu.Lock()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// authenticate has the connection authenticate. The lock is held, but not meanwhile.
func (d *Dedicated) authenticate(ctx context.Context) {
	done := make(chan struct{})
	d.authenticating = done
	d.mu.Unlock()
	err := d.conn.Authenticate(ctx, d.timeout)
	d.mu.Lock()
	d.authenticating = nil
	if err != nil {
		d.authenticateAt = time.Now().Add(authenticateAgain)
	}
	close(done)
}
