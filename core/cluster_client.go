package core

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/internal/cluster"
	"github.com/glissade-io/glissade/internal/compression"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/page"
	"github.com/glissade-io/glissade/internal/pubsub"
	"github.com/glissade-io/glissade/internal/sorting"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ClusterClient is a client of a cluster. Its commands are the methods of [Commands]:
// each goes where its keys are. MGET, MSET, DEL, EXISTS, TOUCH and UNLINK may have keys
// of several slots: they are then executed in parts, each of which is atomic while the
// whole is not, and may fail while others are executed. Of other commands all keys
// must lie in one slot, as they do with the same hash tag: {user1}.name, {user1}.mail.
//
// Commands without keys are routed by the command's policy: FLUSHALL to all primaries,
// CONFIG SET to all servers, DBSIZE to all primaries with the sum as its reply, INFO and the like
// to any server. RANDOMKEY is asked of all primaries, with their sizes: each of all keys
// is as likely as any other, as far as one server chooses among its own fairly.
// Error replies are a *failure.ServerError with the address of the server that has sent
// it. [ClusterClient.With] sends them elsewhere, and [RunOnNodes] returns
// what each of several servers says.
type ClusterClient struct {
	Commands
	Connections
	PubSub
	cluster     *cluster.Cluster
	checksReads bool // where a command goes depends on whether it reads
	call        callSettings
	around      around
}

// NewClusterClient finds the cluster by the servers at the configured addresses, and
// returns a client of it that is subscribed to what the configuration names. With
// LazyConnect set it connects to nothing, unless there are Subscriptions.
//
// Errors: *failure.ConfigurationError before anything is dialled;
// *failure.ConnectionError, whose cause may be the *failure.ServerError with which a
// server refused the handshake; *failure.TimeoutError.
func NewClusterClient(ctx context.Context, dialer stream.Dialer, configuration options.ClusterClientConfiguration, settings ...Option) (*ClusterClient, error) {
	if err := configuration.Validate(); err != nil {
		return nil, err
	}
	s, dialer, err := apply(dialer, settings)
	if err != nil {
		return nil, err
	}
	configuration = configuration.WithDefaults()
	common := configuration.ClientConfiguration()
	session, err := newSession(&common, s)
	if err != nil {
		return nil, err
	}
	codec, err := compression.New(common.Compression, s.notify)
	if err != nil {
		return nil, err
	}
	config := cluster.Config{
		Node:       nodeConfig(dialer, &common, session, s),
		ReadFrom:   configuration.ReadFrom,
		Zone:       configuration.ClientAZ,
		Interval:   configuration.PeriodicChecks.Interval,
		FromSeeds:  configuration.RefreshTopologyFromInitialNodes,
		ConnectAll: configuration.ConnectAll,
		TLS:        configuration.UseTLS,
		Events:     s.events,
		Notify:     s.notify,
	}
	if configuration.PeriodicChecks.Disabled {
		config.Interval = -1
	}
	for _, address := range configuration.Addresses {
		config.Seeds = append(config.Seeds, address.String())
	}
	subscriptions := pubsub.New(configuration.Advanced.PubSubReconciliationInterval)
	subscriptions.Notify(s.notify)
	config.Changed = subscriptions.Changed
	cached := newClientCache(configuration.Cache, true, configuration.RequestTimeout, s)
	cached.followCluster(&config)
	c := cluster.New(config)
	subscriptions.Follow(c)
	s.origin.complete(&common, session, c)
	introduceClusterSubmitters()
	client := &ClusterClient{
		Connections: newConnections(&common, session, c, subscriptions, codec, s, cached),
		cluster:     c,
		checksReads: configuration.ReadFrom != options.Primary,
	}
	client.around = aroundOf(s, client.breaker)
	client.Commands = commandsOf(client.stacked())
	client.PubSub = newPubSub(subscriptions, session, client, &common, true, s, client.around)
	if err := client.startRenewal(); err != nil {
		client.Close()
		return nil, err
	}
	if configuration.LazyConnect && configuration.Subscriptions == nil {
		return client, nil
	}
	err = c.Connect(ctx)
	if err == nil {
		err = client.subscribeConfigured(ctx, &common)
	}
	if err != nil {
		client.Close()
		return nil, err
	}
	return client, nil
}

// stacked is that of [Client].
func (c *ClusterClient) stacked() executor {
	return c.around.executor(c.cache.executor(c.compressed(c), &c.call, c.timeout))
}

func (c *ClusterClient) execute(ctx context.Context, r *request) error {
	if c.call.err != nil {
		return c.call.err
	}
	if err := r.args.Err(); err != nil {
		return err
	}
	req := c.request(&r.args, &c.call.options)
	req.Command, req.OneReply, req.Trace = &r.args, !r.tree, r.trace()
	if r.cached.fetch != nil {
		r.cached.fetch.apply(&req.Request)
	}
	names := namesConnection(req.Name)
	err := c.cluster.Execute(ctx, &r.call, &r.args, &req, c.call.options.Route)
	if err == nil && names {
		c.renameBy(r)
	}
	if err == nil && isError(r.call.Frame(0)) {
		err = serverError(r.call.Frame(0), req.Answered(), noHint)
	}
	return err
}

func (c *ClusterClient) route() options.Route { return c.call.options.Route }

func (c *ClusterClient) request(a *command.Args, o *options.CallOptions) cluster.Request {
	req := cluster.Request{
		Request:    mux.Request{Name: a.Name(), Bytes: a.Encoded(), Timeout: c.timeout, Verify: a.Unproven()},
		Idempotent: o.Idempotent, Replica: o.Replica, ReplicaOnly: o.Replica,
	}
	if o.Timeout > 0 {
		req.Timeout = o.Timeout
	}
	if wait, blocks := a.Blocking(); blocks {
		req.Timeout = blockingTimeout(wait, req.Timeout)
	}
	if wait, waits := a.Waiting(); waits {
		req.Timeout = blockingTimeout(wait, req.Timeout)
	}
	if c.checksReads || o.Replica || o.Route != nil {
		req.Reads = command.IsReadOnly(req.Name)
	}
	return req
}

// RunOnNodes executes the command that build defines on the servers that the route
// names, and returns the reply of each by its address. What one of them refused, or
// could not be reached for, is in the value's Errors: an error is returned only if
// all have failed.
//
//	infos, err := core.RunOnNodes(ctx, client, options.AllPrimaries{}, command.Info)
//	for address, info := range infos.MultiValue() {
//		…
//	}
//
// For a route to one server the value is a single one. Without a route the command goes
// where the client's own does, see [ClusterClient.With], and else is routed by its
// policy, as INFO to all primaries.
func RunOnNodes[T any](ctx context.Context, client *ClusterClient, route options.Route, build func(a *command.Args) command.Reply[T]) (models.ClusterValue[T], error) {
	var none models.ClusterValue[T]
	switch {
	case client == nil:
		return none, nilError("client", "give a client of a cluster")
	case build == nil:
		return none, nilError("build", "give a function that defines a command")
	}
	r := newRequest()
	defer r.release()
	reply := build(&r.args)
	if err := r.args.Err(); err != nil {
		return none, err
	}
	call := client.call
	if route != nil {
		call.options.Route = route
	}
	if err := call.withoutReplica("the route of {RunOnNodes} says which servers are asked"); err != nil {
		return none, err
	}
	if page.Only || client.around.handle == nil {
		return onNodes(ctx, client, r, call.options, reply)
	}
	var value models.ClusterValue[T]
	o := &Operation{name: r.args.Name(), args: &r.args, route: call.options.Route}
	r.operation, r.traced = o, true
	err := client.around.do(ctx, o, func(ctx context.Context, _ *Operation) (err error) {
		value, err = onNodes(ctx, client, r, call.options, reply)
		return err
	})
	r.operation, r.traced = nil, false
	if err != nil {
		return none, err
	}
	return value, nil
}

// onNodes is RunOnNodes for the command in r, whose reply is read by reply.
func onNodes[T any](ctx context.Context, client *ClusterClient, r *request, o options.CallOptions, reply command.Reply[T]) (models.ClusterValue[T], error) {
	var none models.ClusterValue[T]
	args, err := compressedCopy(client.codec, &r.args)
	if err != nil {
		return none, err
	}
	req := client.request(args, &o)
	req.Command, req.Trace = args, r.trace()
	outcomes, fannedOut, err := client.cluster.ExecuteOnNodes(ctx, args, req, o.Route)
	client.cache.wrote(&r.args)
	if err != nil {
		return none, err
	}
	decompressAll(client.codec, args.Name(), outcomes)
	if !fannedOut {
		value, err := reply.Value(outcomes[0].Frame)
		if err != nil {
			return none, refine(err, req.Answered(), noHint)
		}
		return models.SingleClusterValue(value), nil
	}
	values := make(map[string]T, len(outcomes))
	failures := map[string]error{}
	for _, o := range outcomes {
		err := o.Err
		if err == nil {
			values[o.Address], err = reply.Value(o.Frame)
			err = refine(err, o.Address, noHint)
		}
		if err != nil {
			delete(values, o.Address)
			failures[o.Address] = err
		}
	}
	if len(values) == 0 {
		all := make([]error, 0, len(failures))
		addresses := slices.Collect(maps.Keys(failures))
		sorting.By(addresses, strings.Compare)
		for _, address := range addresses {
			all = append(all, failures[address])
		}
		return none, errors.Join(all...)
	}
	return models.MultiClusterValue(values, failures), nil
}
