package core

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/retry"
)

// renewal has live connections authenticate again when a provider's credentials have
// changed, as often as it takes.
type renewal struct {
	changed chan struct{} // holds a token when they have
	stop    func()        // of the provider
	life    context.Context
	end     context.CancelFunc
}

// renewalBackoff is how soon servers are asked again that have refused new credentials.
var renewalBackoff = retry.Backoff{First: 200 * time.Millisecond, Max: 20 * time.Second}

// startRenewal has the client's connections follow its provider, if it has one.
func (c *Connections) startRenewal() error {
	if page.Only || c.provider == nil {
		return nil
	}
	return c.provider.startRenewal(c)
}

// startRenewal begins, if the provider says when its credentials have changed, and has it
// report to who listens.
func (p *containedProvider) startRenewal(c *Connections) error {
	endReports, err := p.report(p.settings.notify)
	if err != nil {
		return err
	}
	if endReports != nil {
		c.endReports = sync.OnceFunc(endReports)
	}
	r := &renewal{changed: make(chan struct{}, 1)}
	stop, err := p.notify(func() {
		c.session.RenewCredentials() // A connection that is being made is not used, and made again.
		select {
		case r.changed <- struct{}{}:
		default:
		}
	})
	if stop == nil {
		return err
	}
	r.stop = sync.OnceFunc(stop)
	r.life, r.end = context.WithCancel(context.Background())
	c.renewal = r
	go c.renew(r)
	return nil
}

// endRenewal has the provider's credentials be of no concern to the client any more.
func (c *Connections) endRenewal() {
	if page.Only {
		return
	}
	if r := c.renewal; r != nil {
		r.end()
		r.stop()
	}
	if c.endReports != nil {
		c.endReports()
	}
}

// renew runs until the client is closed.
func (c *Connections) renew(r *renewal) {
	var again <-chan time.Time
	for retries := 0; ; {
		select {
		case <-r.changed:
			retries = 0
		case <-again:
			retries++
		case <-r.life.Done():
			return
		}
		again = nil
		if c.reauthenticate(r.life) != nil {
			again = time.After(renewalBackoff.Pause(retries))
		}
	}
}

// reauthenticate has the connections to all servers authenticate with the credentials as
// they are now. Servers that are not used any more fail nothing.
func (c *Connections) reauthenticate(ctx context.Context) error {
	var nodes []*node.Node
	c.servers.Each(func(n *node.Node) { nodes = append(nodes, n) })
	failures := make([]error, len(nodes))
	var running sync.WaitGroup
	for i, n := range nodes {
		running.Go(func() {
			n.RetryNow()
			if failures[i] = n.Reauthenticate(ctx); failures[i] == nil {
				c.listening.HandOver(n)
			}
			if _, isClosed := failures[i].(*failure.ClosingError); isClosed {
				failures[i] = nil
			}
		})
	}
	running.Wait()
	return errors.Join(failures...)
}

// RefreshIAMToken has a token made now, in place of waiting until the next is due, and the
// client's connections authenticate with it. It needs a provider that makes tokens, as
// package native/iam has one, or that is another [CredentialsRefresher].
//
// Reply: OK. Errors: *failure.ConfigurationError if the client has no such provider; its own
// error if it makes no token; *failure.ServerError if a server refuses it, whose connection
// then keeps the credentials that it has.
func (c *Connections) RefreshIAMToken(ctx context.Context) (string, error) {
	if c.provider == nil {
		return "", errNoTokens
	}
	if err := c.provider.refresh(ctx); err != nil {
		return "", err
	}
	if c.renewal == nil { // else the provider has said so
		c.session.RenewCredentials()
	}
	if err := refusedOnly(c.reauthenticate(ctx)); err != nil {
		return "", err
	}
	return "OK", nil
}

// refusedOnly returns the server's own words, where a connection was not made because of them.
func refusedOnly(err error) error {
	if refused, isRefused := errtype.As[*failure.ServerError](err); isRefused {
		return refused
	}
	return err
}
