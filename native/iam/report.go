package iam

import (
	"log/slog"
	"maps"
	"slices"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native"
)

// reporter is a client that is told what becomes of the making of tokens.
type reporter struct{ report func(models.ClientEvent) }

// ReportCredentials has report called where no token could be made, and where the last one is
// about to expire, until stop is called: core.CredentialsReporter. What is reported is not
// logged too, unless [WithLogger] was given.
func (p *Provider) ReportCredentials(report func(models.ClientEvent)) (stop func()) {
	r := &reporter{report}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reporters[r] = struct{}{}
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.reporters, r)
	}
}

// report tells the clients that listen, and the logger. Where there is neither it is logged
// by default.
func (p *Provider) report(e models.ClientEvent) {
	p.mu.Lock()
	reporters := slices.Collect(maps.Keys(p.reporters))
	p.mu.Unlock()
	for _, r := range reporters {
		r.report(e)
	}
	if p.logger != nil {
		native.LogClientEvent(p.logger, e)
	} else if len(reporters) == 0 {
		native.LogClientEvent(slog.Default(), e)
	}
}
