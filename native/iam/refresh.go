package iam

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/glissade-io/glissade/internal/callback"
	"github.com/glissade-io/glissade/models"
)

const (
	// attempts is how often the making of a token is tried.
	attempts = 8
	// firstPause is how long to wait behind the first attempt, twice as long behind each
	// other, and mostPause in the end; a fifth more or less by chance.
	firstPause = 100 * time.Millisecond
	mostPause  = 3 * time.Second
	// attemptTimeout bounds an attempt where nothing else does, so that AWS credentials for
	// which somebody waits in vain are asked for again.
	attemptTimeout = 10 * time.Second
)

// obtain returns a good token, which is made if there is none.
func (p *Provider) obtain(ctx context.Context) (token, error) {
	if t, good := p.good(); good {
		return t, nil
	}
	if err := p.acquire(ctx); err != nil {
		return token{}, err
	}
	defer p.release()
	if t, good := p.good(); good { // Somebody else has made one meanwhile.
		return t, nil
	}
	return p.sign(ctx)
}

// renew makes a token, whatever there is, and tells the clients.
func (p *Provider) renew(ctx context.Context) (token, error) {
	if err := p.acquire(ctx); err != nil {
		return token{}, err
	}
	defer p.release()
	t, err := p.sign(ctx)
	if err != nil {
		return token{}, err
	}
	p.mu.Lock()
	clients := slices.Collect(maps.Keys(p.clients))
	p.mu.Unlock()
	for _, c := range clients {
		c.changed()
	}
	return t, nil
}

func (p *Provider) acquire(ctx context.Context) error {
	select {
	case p.making <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *Provider) release() { <-p.making }

// sign makes a token, as often as it takes but for the number of attempts.
func (p *Provider) sign(ctx context.Context) (token, error) {
	for attempt := 1; ; attempt++ {
		t, err := p.try(ctx)
		if err == nil {
			p.mu.Lock()
			p.current = t
			p.mu.Unlock()
			return t, nil
		}
		err = fmt.Errorf("no IAM token for the cluster %q: %w", p.cluster.ClusterName, err)
		if attempt == attempts || ctx.Err() != nil {
			return token{}, err
		}
		wait := pause(attempt)
		p.report(models.ClientEvent{Kind: models.CredentialsRetried, Err: err, Attempt: attempt, Wait: wait})
		if !sleep(ctx, wait) {
			return token{}, err
		}
	}
}

// try makes a token. The time is that on the wall, so that a machine which was asleep knows
// that a token has expired.
func (p *Provider) try(ctx context.Context) (token, error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	var credentials aws.Credentials
	var err error
	if panicked := callback.Call("the provider of AWS credentials", func() { credentials, err = p.aws.Retrieve(ctx) }); panicked != nil {
		return token{}, panicked
	}
	if err != nil {
		return token{}, err
	}
	return sign(ctx, credentials, p.username, &p.cluster, time.Now().Round(0))
}

func pause(attempt int) time.Duration {
	whole := min(firstPause<<(attempt-1), mostPause)
	return whole*4/5 + rand.N(whole*2/5)
}

func sleep(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// NotifyCredentials has changed called with each new token, until stop is called:
// core.CredentialsNotifier. Tokens are made at the interval as long as somebody is to be told.
func (p *Provider) NotifyCredentials(changed func()) (stop func()) {
	c := &client{changed}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clients[c] = struct{}{}
	if p.endRefresh == nil {
		var ctx context.Context
		ctx, p.endRefresh = context.WithCancel(context.Background())
		go p.refresh(ctx)
	}
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.clients, c)
		if len(p.clients) == 0 {
			p.endRefresh()
			p.endRefresh = nil
		}
	})
}

// refresh makes a token at each interval, until its context ends. Where that fails the last
// one stays, with which a connection is made as long as it is good.
func (p *Provider) refresh(ctx context.Context) {
	ticker := time.NewTicker(p.cluster.RefreshInterval)
	defer ticker.Stop()
	var reported time.Time
	expiring := time.NewTimer(p.checkExpiry(&reported))
	defer expiring.Stop()
	for {
		select {
		case <-ticker.C:
			if _, err := p.renew(ctx); err != nil && ctx.Err() == nil {
				p.report(models.ClientEvent{Kind: models.CredentialsKept, Err: err, Attempt: attempts, Expires: p.expires()})
			}
		case <-expiring.C:
			expiring.Reset(p.checkExpiry(&reported))
		case <-ctx.Done():
			return
		}
	}
}

// checkExpiry reports, once for each token, that the current one is no longer given to
// connections, and returns when to look again.
func (p *Provider) checkExpiry(reported *time.Time) time.Duration {
	expires := p.expires()
	if left := time.Until(expires.Add(-margin)); left > 0 {
		return left
	}
	if !expires.Equal(*reported) {
		*reported = expires
		p.report(models.ClientEvent{Kind: models.CredentialsExpiring, Expires: expires})
	}
	return margin
}

func (p *Provider) expires() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.current.expires
}
