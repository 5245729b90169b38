package core

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// rotating is a provider whose credentials a test changes, and a server that takes them.
type rotating struct {
	*fakeserver.Server

	mu      sync.Mutex
	given   Credentials
	err     error
	refuses int // so many times
	asked   int
	changed func()
	stopped int
	auths   []string // that came behind handshakes
}

func newRotating(t *testing.T) *rotating {
	r := &rotating{given: Credentials{Username: "app", Password: "1"}}
	r.Server = fakeserver.New(t, fakeserver.AfterHandshake(func(_ *fakeserver.Conn, command []string) string {
		if command[0] != "AUTH" {
			return fakeserver.Reply(command)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.auths = append(r.auths, strings.Join(command[1:], " "))
		if r.refuses > 0 {
			r.refuses--
			return "-WRONGPASS no\r\n"
		}
		return "+OK\r\n"
	}))
	return r
}

func (r *rotating) Credentials(context.Context) (Credentials, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	return r.given, r.err
}

func (r *rotating) NotifyCredentials(changed func()) (stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changed = changed
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.stopped++
	}
}

func (r *rotating) RefreshCredentials(context.Context) error {
	r.mu.Lock()
	if r.err != nil {
		defer r.mu.Unlock()
		return r.err
	}
	r.given.Password += "+"
	r.mu.Unlock()
	r.changed()
	return nil
}

func (r *rotating) rotate(password string) {
	r.mu.Lock()
	r.given.Password = password
	r.mu.Unlock()
	r.changed()
}

func (r *rotating) sent() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.auths...)
}

func (r *rotating) client(t *testing.T, settings ...Option) *Client {
	t.Helper()
	settings = append(settings, WithCredentialsProvider(r))
	c, err := NewClient(t.Context(), r, options.ClientConfiguration{Protocol: options.ProtocolRESP2}, settings...)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// handshakeOf returns the AUTH that a client with credentials of a provider begins with.
func handshakeOf(t *testing.T, configured *options.ServerCredentials, setting Option) string {
	t.Helper()
	sent := make(chan string, 1)
	s := fakeserver.New(t, func(_ *fakeserver.Conn, command []string) string {
		if command[0] == "AUTH" {
			sent <- strings.Join(command, " ")
		}
		return fakeserver.Reply(command)
	})
	c, err := NewClient(t.Context(), s, options.ClientConfiguration{Protocol: options.ProtocolRESP2, Credentials: configured}, setting)
	require.NoError(t, err)
	c.Close()
	return <-sent
}

func TestWhoAProviderLogsIn(t *testing.T) {
	provides := func(username, password string) Option {
		return WithCredentialsProvider(CredentialsFunc(func(context.Context) (Credentials, error) {
			return Credentials{username, password}, nil
		}))
	}
	password := func(password string) Option {
		return WithPasswordProvider(func(context.Context) (string, error) { return password, nil })
	}
	named := &options.ServerCredentials{Username: "named"}
	require.Equal(t, "AUTH app p", handshakeOf(t, nil, provides("app", "p")))
	require.Equal(t, "AUTH app p", handshakeOf(t, named, provides("app", "p")), "the provider's name counts")
	require.Equal(t, "AUTH app p", handshakeOf(t, &options.ServerCredentials{Username: "named", Password: "x"}, provides("app", "p")))
	require.Equal(t, "AUTH named p", handshakeOf(t, named, provides("", "p")))
	require.Equal(t, "AUTH p", handshakeOf(t, nil, provides("", "p")))
	require.Equal(t, "AUTH app ", handshakeOf(t, nil, provides("app", "")), "an empty password is one")
	require.Equal(t, "AUTH default ", handshakeOf(t, nil, provides("", "")))
	require.Equal(t, "AUTH named p", handshakeOf(t, named, password("p")))
	require.Equal(t, "AUTH default ", handshakeOf(t, nil, password("")))
}

func TestProvidersThatCannotBe(t *testing.T) {
	provider := CredentialsFunc(func(context.Context) (Credentials, error) { return Credentials{}, nil })
	password := func(context.Context) (string, error) { return "", nil }
	for name, settings := range map[string][]Option{
		"nil":             {WithCredentialsProvider(nil)},
		"nil function":    {WithCredentialsProvider(CredentialsFunc(nil))},
		"nil pointer":     {WithCredentialsProvider((*rotating)(nil))},
		"two":             {WithCredentialsProvider(provider), WithCredentialsProvider(provider)},
		"of both kinds":   {WithPasswordProvider(password), WithCredentialsProvider(provider)},
		"the other order": {WithCredentialsProvider(provider), WithPasswordProvider(password)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewClient(t.Context(), &script{}, options.ClientConfiguration{}, settings...)
			var refused *failure.ConfigurationError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, "WithCredentialsProvider", refused.Field)
		})
	}
}

func TestIAMWithoutItsPackage(t *testing.T) {
	_, err := NewClient(t.Context(), &script{}, options.ClientConfiguration{Credentials: &options.ServerCredentials{
		Username: "app", IAM: &options.IAMConfiguration{ClusterName: "c", Service: options.MemoryDB, Region: "r"},
	}})
	var refused *failure.ConfigurationError
	require.ErrorAs(t, err, &refused)
	require.ErrorContains(t, err, "iam.New")
	require.ErrorContains(t, err, "WithCredentialsProvider")
}

func TestALiveConnectionAuthenticatesWhenCredentialsHaveChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRotating(t)
		c := r.client(t)
		require.Equal(t, 1, r.asked)
		for _, password := range []string{"2", "3"} {
			r.rotate(password)
			synctest.Wait()
		}
		require.Equal(t, []string{"app 2", "app 3"}, r.sent())
		require.Equal(t, 1, r.Dials())
		_, err := c.UpdateConnectionPassword(t.Context(), "x", true)
		require.ErrorContains(t, err, "the client's provider")
		c.Close()
		c.Close()
		require.NoError(t, c.Shutdown(t.Context()))
		require.Equal(t, 1, r.stopped)
		r.rotate("4")
		synctest.Wait()
		require.Len(t, r.sent(), 2, "the client is closed")
	})
}

// A server may know a password later than the provider does.
func TestCredentialsThatAreRefusedAreTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRotating(t)
		failed := make(chan ConnectionEvent, 16)
		c := r.client(t, WithConnectionEvents(func(e ConnectionEvent) {
			if e.Kind == AuthenticationFailed {
				failed <- e
			}
		}))
		r.Refuse() // A new connection would be let in.
		r.refuses = 2
		r.rotate("2")
		for range 2 {
			require.Error(t, (<-failed).Err)
			_, err := c.Ping(t.Context())
			require.NoError(t, err)
		}
		time.Sleep(renewalBackoff.Max)
		require.Equal(t, []string{"app 2", "app 2", "app 2"}, r.sent())
		require.Empty(t, failed)
	})
}

func TestAProviderThatFailsIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRotating(t)
		r.client(t)
		r.mu.Lock()
		r.err = errors.New("not now")
		r.mu.Unlock()
		r.rotate("2")
		synctest.Wait()
		require.Empty(t, r.sent())
		r.mu.Lock()
		r.err = nil
		r.mu.Unlock()
		time.Sleep(renewalBackoff.Max)
		require.Equal(t, []string{"app 2"}, r.sent())
	})
}

func TestATokenThatIsRefreshed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRotating(t)
		c := r.client(t)
		reply, err := c.RefreshIAMToken(t.Context())
		require.NoError(t, err)
		require.Equal(t, "OK", reply)
		synctest.Wait()
		require.Equal(t, []string{"app 1+"}, r.sent(), "once")
		r.Refuse()
		r.mu.Lock()
		r.refuses = 2 // of the client by itself, and of the call
		r.mu.Unlock()
		_, err = c.RefreshIAMToken(t.Context())
		require.Error(t, err)
		r.mu.Lock()
		r.err = errors.New("no AWS")
		r.mu.Unlock()
		_, err = c.RefreshIAMToken(t.Context())
		require.ErrorIs(t, err, r.err)
	})
}

func TestATokenOfAClientWithoutAny(t *testing.T) {
	for _, settings := range [][]Option{nil, {WithPasswordProvider(func(context.Context) (string, error) { return "p", nil })}} {
		c, err := NewClient(t.Context(), &script{}, options.ClientConfiguration{Protocol: options.ProtocolRESP2}, settings...)
		require.NoError(t, err)
		_, err = c.RefreshIAMToken(t.Context())
		var refused *failure.ConfigurationError
		require.ErrorAs(t, err, &refused)
		require.ErrorContains(t, err, "native/iam")
		c.Close()
	}
}

// A dedicated connection is nobody's problem where its server refuses the new credentials.
func TestADedicatedConnectionAsksAgainAfterAWhile(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRotating(t)
		c := r.client(t)
		d, err := c.Dedicated(t.Context())
		require.NoError(t, err)
		defer d.Release()
		r.rotate("2")
		synctest.Wait()
		r.mu.Lock()
		r.refuses = 1
		r.auths = nil
		r.mu.Unlock()
		for range 3 {
			_, err = d.Ping(t.Context())
			require.NoError(t, err)
		}
		require.Equal(t, []string{"app 2"}, r.sent(), "once")
		time.Sleep(authenticateAgain)
		for range 3 {
			_, err = d.Ping(t.Context())
			require.NoError(t, err)
		}
		require.Equal(t, []string{"app 2", "app 2"}, r.sent())
		r.mu.Lock()
		r.err = errors.New("not now")
		r.mu.Unlock()
		r.rotate("3")
		_, err = d.Ping(t.Context())
		require.NoError(t, err, "a provider that fails is no reason")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = d.Ping(ctx)
		var canceled *failure.CanceledError
		require.ErrorAs(t, err, &canceled)
	})
}

// reporting is a provider that tells of its renewals.
type reporting struct {
	*rotating
	report func(ClientEvent)
	ended  int
}

func (r *reporting) ReportCredentials(report func(ClientEvent)) (stop func()) {
	r.report = report
	return func() { r.ended++ }
}

func TestWhatAProviderReportsIsAnEventOfTheClient(t *testing.T) {
	for name, hasListener := range map[string]bool{"somebody listens": true, "nobody": false} {
		t.Run(name, func(t *testing.T) {
			r := &reporting{rotating: newRotating(t)}
			var events []ClientEvent
			settings := []Option{WithCredentialsProvider(r)}
			if hasListener {
				settings = append(settings, WithClientEvents(func(e ClientEvent) { events = append(events, e) }))
			}
			c, err := NewClient(t.Context(), r, options.ClientConfiguration{Protocol: options.ProtocolRESP2, LazyConnect: true}, settings...)
			require.NoError(t, err)
			require.Equal(t, hasListener, r.report != nil)
			if hasListener {
				reported := ClientEvent{Kind: models.CredentialsKept, Err: errors.New("not now"), Attempt: 8}
				r.report(reported)
				require.Equal(t, []ClientEvent{reported}, events)
				require.Zero(t, r.ended)
			}
			c.Close()
			c.Close()
			require.NoError(t, c.Shutdown(t.Context()))
			require.Equal(t, hasListener, r.ended == 1)
		})
	}
}

// panicking is a provider that panics wherever it is told to.
type panicking struct{ at string }

func (p *panicking) panicAt(place string) {
	if p.at == place {
		panic("at " + place)
	}
}

func (p *panicking) Credentials(context.Context) (Credentials, error) {
	p.panicAt("Credentials")
	return Credentials{}, nil
}

func (p *panicking) NotifyCredentials(func()) func() {
	p.panicAt("Notify")
	if p.at == "no stop" {
		return nil
	}
	return func() { p.panicAt("stop") }
}

func (p *panicking) ReportCredentials(func(ClientEvent)) func() {
	p.panicAt("Report")
	return func() { p.panicAt("end") }
}

func (p *panicking) RefreshCredentials(context.Context) error {
	p.panicAt("Refresh")
	return nil
}

func TestAProviderThatPanics(t *testing.T) {
	for at, fails := range map[string]bool{"Credentials": true, "Notify": true, "stop": false, "no stop": false, "Refresh": false, "Report": true, "end": false} {
		t.Run(at, func(t *testing.T) {
			told := &panics{}
			c, err := NewClient(t.Context(), &script{}, options.ClientConfiguration{Protocol: options.ProtocolRESP2},
				told.setting(), WithCredentialsProvider(&panicking{at}), WithClientEvents(func(ClientEvent) {}))
			var panicked *failure.PanicError
			if fails {
				require.ErrorAs(t, err, &panicked)
			} else {
				require.NoError(t, err)
				_, err = c.RefreshIAMToken(t.Context())
				require.Equal(t, at == "Refresh", errors.As(err, &panicked))
				c.Close()
			}
			if at != "no stop" {
				require.Equal(t, 1, told.count("the credentials provider"))
			}
		})
	}
}

func TestCredentialsShowNoPassword(t *testing.T) {
	c := Credentials{Username: "app", Password: "hunter2"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		shown := fmt.Sprintf(verb, c) + fmt.Sprintf(verb, &c)
		require.NotContains(t, shown, "hunter2", verb)
		require.Contains(t, shown, "app")
	}
	text, err := c.MarshalText()
	require.NoError(t, err)
	require.NotContains(t, string(text), "hunter2")
}
