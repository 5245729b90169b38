//go:build !js

package bridge

import (
	"errors"
	"maps"
	"net/http"
	"slices"
)

// Reload replaces the configuration by what load returns, without a break: new
// connections are held to it at once, and those that are open go on. Only those are
// closed that would not be let in any more: because their token, origin or target is
// gone, or the target leads elsewhere or logs them in as another user. Limits hold for new
// connections, and Logger stays what it was. If load fails, or what it returns cannot
// work, the configuration before it holds. Either is logged and counted.
func (b *Bridge) Reload(load func() (Config, error)) error {
	b.reloading.Lock()
	defer b.reloading.Unlock()
	ended, err := b.reload(load)
	if err != nil {
		b.metrics.reloads.WithLabelValues("failed").Inc()
		b.log.Error("the configuration cannot be loaded; the one before it holds", "error", err)
		return err
	}
	b.metrics.reloads.WithLabelValues("ok").Inc()
	b.log.Info("the configuration was loaded anew", "connections_ended", ended)
	return nil
}

func (b *Bridge) reload(load func() (Config, error)) (ended int, err error) {
	if b.isDraining() {
		return 0, errors.New("bridge: it is shutting down")
	}
	config, err := load()
	if err != nil {
		return 0, err
	}
	next, err := b.newSettings(config)
	if err != nil {
		return 0, err
	}
	before := b.now.Load()
	next.targets.inherit(before.targets)
	b.now.Store(next)
	defer before.close()
	b.opening.Lock()
	open := make([]*session, 0, len(b.open))
	for s := range b.open {
		open = append(open, s)
	}
	b.opening.Unlock()
	for _, s := range open { // checking a signature takes a moment
		if s.revoke(next) {
			ended++
		}
	}
	return ended, nil
}

// revoke ends a session that other settings would not admit.
func (s *session) revoke(set *settings) bool {
	refused := set.keeps(s.guest, s.request)
	if refused != nil {
		s.stop(ending{refused.code, "revoked", refused.reason})
	}
	return refused != nil
}

// register has Reload know of a session, until the function that it returns is called.
func (b *Bridge) register(s *session, r *http.Request) (forget func()) {
	s.request = r
	b.opening.Lock()
	b.open[s] = struct{}{}
	b.opening.Unlock()
	if now := b.now.Load(); now != s.guest.set { // they were replaced while it was dialled
		s.revoke(now)
	}
	return func() {
		b.opening.Lock()
		defer b.opening.Unlock()
		delete(b.open, s)
	}
}

// inherit has clusters know what their seeds announced to those of the same name before.
func (t targets) inherit(before targets) {
	for name, target := range t.byName {
		old := before.byName[name]
		if target.cluster == nil || old == nil || old.cluster == nil || !slices.Equal(old.cluster.seeds, target.cluster.seeds) {
			continue
		}
		old.cluster.mu.Lock()
		target.cluster.views, target.cluster.places, target.cluster.began = maps.Clone(old.cluster.views), maps.Clone(old.cluster.places), old.cluster.began
		old.cluster.mu.Unlock()
	}
}
