//go:build !js

package bridge

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/glissade-io/glissade/transport/ws"
)

// settings are what a configuration becomes. They do not change: another configuration
// is other settings.
type settings struct {
	config  Config
	origins originList
	tokens  tokens
	targets targets
}

// newSettings checks config. Someone must close what it returns.
func (b *Bridge) newSettings(config Config) (*settings, error) {
	config = config.withDefaults()
	config.Logger = b.log
	if err := config.validate(); err != nil {
		return nil, err
	}
	set := &settings{config: config.withoutSecrets()}
	var err error
	if set.origins, err = newOriginList(config.Origins); err != nil {
		return nil, err
	}
	if set.targets, err = newTargets(config, b.log, &b.asking); err != nil {
		return nil, err
	}
	set.tokens, err = newTokens(config)
	return set, err
}

func (s *settings) close() { s.tokens.close() }

// guest is a client that may connect.
type guest struct {
	*identity
	set    *settings // under which it was admitted
	target *target
	login  *Credentials // as whom the bridge authenticates it, or nil
	from   string       // its address, for the log
	asked  url.Values   // what it asked for
}

// invite returns where a client may go to.
func (s *settings) invite(who *identity, asked url.Values) (*guest, *refusal) {
	target, refused := s.targets.find(asked)
	if refused != nil {
		return nil, refused
	}
	if refused := who.mayReach(target); refused != nil {
		return nil, refused
	}
	login, refused := target.logins.of(who)
	if refused != nil {
		return nil, refused
	}
	return &guest{identity: who, set: s, target: target, login: login, asked: asked}, nil
}

// recognize returns who a client is that is connected, if it would still be let in.
func (s *settings) recognize(g *guest, r *http.Request) (*identity, *refusal) {
	if refused := s.origins.check(r, s.config.AllowNoOrigin); refused != nil {
		return nil, refused
	}
	if s.tokens.demanded() {
		return s.tokens.identify(g.token)
	}
	return g.identity, nil
}

// keeps refuses a client that is connected and would not be let in any more, or as
// somebody else.
func (s *settings) keeps(g *guest, r *http.Request) *refusal {
	who, refused := s.recognize(g, r)
	if refused != nil {
		return refused
	}
	again, refused := s.invite(who, g.asked)
	switch {
	case refused != nil:
		return refused
	case again.target.address != g.target.address, (again.login == nil) != (g.login == nil),
		again.login != nil && again.login.Username != g.login.Username, !slices.Equal(again.target.rules, g.target.rules):
		return refuse(ws.CloseForbidden, "target", "the target leads elsewhere now, as another user, or to other commands; connect again")
	default:
		return nil
	}
}
