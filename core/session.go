package core

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/breaker"
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/node"
	"github.com/glissade-io/glissade/internal/pubsub"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/sorting"
	"github.com/glissade-io/glissade/models"
)

// Connections are what a client reaches its servers by, with what they have in common:
// the database, the name, the password. Clients of both kinds have its methods.
type Connections struct {
	session *node.Session
	timeout time.Duration // of requests
	servers servers
	// provider knows the credentials, and renewal awaits others; nil if there is none, as
	// endReports is, which ends its reports.
	provider   credentialsSource
	renewal    *renewal
	endReports func()
	// listening are the subscriptions, which end with the connections.
	listening *pubsub.Subscriptions
	breaker   *breaker.Breaker  // nil if there is none
	listed    *registration     // among all clients of the process
	latencies *latencies        // nil if none are recorded
	codec     compression.Codec // nil where values are not compressed
	cache     *clientCache      // nil if there is none
}

// servers is a group of servers that are no cluster, or a cluster.
type servers interface {
	Each(visit func(n *node.Node))
	Stats() models.Statistics
	Close()
	Shutdown(ctx context.Context) error
}

// Close closes the client at once. Commands that are under way get a
// *failure.ClosingError that says whether they may have been executed; so do later
// ones. It may be called more than once.
func (c *Connections) Close() {
	c.endRenewal()
	c.listening.Close()
	c.servers.Close()
	c.listed.close()
	c.cache.close()
}

// Shutdown closes the client once the commands under way are answered, or ctx ends;
// it returns the context's error if some were not. Commands that come after it has
// begun get a *failure.ClosingError. Subscriptions end at once.
func (c *Connections) Shutdown(ctx context.Context) error {
	c.endRenewal()
	c.listening.Close()
	defer c.listed.close()
	defer c.cache.close()
	return c.servers.Shutdown(ctx)
}

// Statistics returns counts since the client was made, and what there is now. Requests over
// connections of blocking commands are not counted.
func (c *Connections) Statistics() models.Statistics {
	total := c.servers.Stats()
	total.PubSub = c.listening.Stats()
	if c.breaker != nil {
		total.CircuitBreaker = c.breaker.Statistics()
	}
	if c.codec != nil {
		total.Compression = c.codec.Stats()
	}
	total.Cache = c.cache.statistics()
	return total
}

// NodeStatistics returns the statistics of each server that the client knows now, by address.
func (c *Connections) NodeStatistics() []models.NodeStatistics {
	var all []models.NodeStatistics
	c.servers.Each(func(n *node.Node) {
		all = append(all, models.NodeStatistics{Address: n.Address(), Statistics: n.Stats()})
	})
	sorting.By(all, func(a, b models.NodeStatistics) int { return strings.Compare(a.Address, b.Address) })
	return all
}

// renameBy has connections that are made later bear the name that an answered command
// has given.
func (c *Connections) renameBy(r *request) { c.rename(r.args.Arg(2), r.call.Frame(0)) }

// remembered returns the completion of a command that is sent without waiting, which
// does what renameBy does, if it is one that gives a name.
func (c *Connections) remembered(a *command.Args, completion func(frame []byte, err error)) func(frame []byte, err error) {
	if namesConnection(a.Name()) {
		return c.renamed(a, completion)
	}
	return completion
}

func (c *Connections) renamed(a *command.Args, completion func(frame []byte, err error)) func(frame []byte, err error) {
	name := append([]byte(nil), a.Arg(2)...) // The arguments are the caller's again.
	return func(frame []byte, err error) {
		if err == nil {
			c.rename(name, frame)
		}
		completion(frame, err)
	}
}

// rename has connections that are made later bear a name, if the server took it.
func (c *Connections) rename(name, reply []byte) {
	if len(reply) == 0 || resp.Type(reply[0]) != resp.TypeSimpleString {
		return
	}
	c.session.Update(func(h *mux.Handshake) { h.ClientName = string(name) })
}

// Select changes the database of all of the client's connections, those that are
// made later included. Commands that are under way in other goroutines are executed
// in the old or in the new one: to use several databases at once make several clients.
//
// Reply: OK. Errors: *failure.ServerError if there is no such database; all
// connections then keep what they had. Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/select/
func (c *Connections) Select(ctx context.Context, databaseID int) (string, error) {
	var before int
	// In the end: what is fetched meanwhile may be of either database.
	defer c.cache.flush(models.InvalidatedByClient)
	// First the session: a connection that is made meanwhile has the new one.
	c.session.Update(func(h *mux.Handshake) { before, h.DatabaseID = h.DatabaseID, databaseID })
	err := c.onEachNode(ctx, func(a *command.Args) { selectDatabase(a, databaseID) })
	if err != nil {
		c.session.Update(func(h *mux.Handshake) { h.DatabaseID = before })
		undo := c.onEachNode(ctx, func(a *command.Args) { selectDatabase(a, before) })
		return "", errors.Join(err, undo)
	}
	return "OK", nil
}

func selectDatabase(a *command.Args, databaseID int) {
	a.Begin("SELECT")
	a.Int(int64(databaseID))
}

// UpdateConnectionPassword replaces the password with which connections are made
// from now on, as when it was changed on the server. With immediateAuth the
// connections that exist authenticate with it as well, which is needed only if the
// server would end them or take them for another user: as they do when a provider's
// credentials have changed, see [WithCredentialsProvider].
//
// Reply: OK. Errors: *failure.ConfigurationError if password is empty, see
// [Connections.ResetConnectionPassword], or if a provider is asked for passwords, see
// [WithCredentialsProvider]; *failure.ServerError if the server refuses the password, which
// is kept nevertheless, as in GLIDE; the connections that exist then stay.
func (c *Connections) UpdateConnectionPassword(ctx context.Context, password string, immediateAuth bool) (string, error) {
	if password == "" {
		return "", &failure.ConfigurationError{
			Field: "password", Message: "is empty; give a password, or use {Connections.ResetConnectionPassword}",
		}
	}
	if err := c.checkPasswordIsOurs(); err != nil {
		return "", err
	}
	c.session.Update(func(h *mux.Handshake) { h.Password = password })
	if !immediateAuth {
		c.ReconnectNow()
		return "OK", nil
	}
	c.session.RenewCredentials()
	if err := refusedOnly(c.reauthenticate(ctx)); err != nil {
		return "", err
	}
	return "OK", nil
}

// ResetConnectionPassword has connections made without authentication from now on.
// Reply: OK. Errors: *failure.ConfigurationError if a provider is asked for passwords.
func (c *Connections) ResetConnectionPassword(context.Context) (string, error) {
	if err := c.checkPasswordIsOurs(); err != nil {
		return "", err
	}
	c.session.Update(func(h *mux.Handshake) { h.Password, h.Authenticate = "", false })
	c.ReconnectNow()
	return "OK", nil
}

// checkPasswordIsOurs refuses to change a password that would not be used.
func (c *Connections) checkPasswordIsOurs() error {
	if !c.session.HasProvider() {
		return nil
	}
	return &failure.ConfigurationError{
		Field: "password", Message: "is asked of the client's provider with each connection; have the provider give another",
	}
}

// ReconnectNow has servers that are not connected, and would be tried again after a pause, tried
// at once: for a program that knows that the network is back.
func (c *Connections) ReconnectNow() { c.servers.Each((*node.Node).RetryNow) }

// onEachNode executes a command that answers OK on the shared connection to each
// server, where there is one.
func (c *Connections) onEachNode(ctx context.Context, build func(a *command.Args)) error {
	var args command.Args
	build(&args)
	request := mux.Request{Name: args.Name(), Bytes: args.Encoded(), Timeout: c.timeout, Verify: true}
	var failures []error
	c.servers.Each(func(n *node.Node) {
		if !n.Reached() {
			return
		}
		var call mux.Call
		err := n.Try(ctx, &call, request)
		if err == nil {
			err = mux.ErrorOf(call.Frame(0))
		}
		if err != nil {
			failures = append(failures, err)
		}
	})
	return errors.Join(failures...)
}
