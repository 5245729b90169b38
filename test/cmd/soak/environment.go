package main

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/faultproxy"
	"github.com/glissade-io/glissade/test/servers"
)

const (
	replicas       = 2
	requestTimeout = time.Second
	// downAfter is how long a server may be silent before sentinels replace it: longer
	// than any fault lasts.
	downAfter = 15 * time.Second
)

// environment is the servers, the proxies in front of them, and the client.
type environment struct {
	replication *servers.Replication
	sentinels   *servers.Sentinels
	proxies     map[int]*faultproxy.Proxy // by the server's port
	client      *core.Client

	changes atomic.Int64 // of the primary, as the client was told
	losses  atomic.Int64 // of connections
}

// launch starts everything.
func launch(ctx context.Context) (*environment, error) {
	e := &environment{proxies: map[int]*faultproxy.Proxy{}}
	var err error
	e.replication, err = servers.LaunchReplication(ctx, servers.Valkey91, servers.ReplicationOptions{
		Replicas: replicas,
		Options:  servers.Options{Arguments: []string{"--appendonly", "yes", "--appendfsync", "always"}},
	})
	if err != nil {
		return nil, err
	}
	e.sentinels, err = servers.LaunchSentinels(ctx, servers.Valkey91, e.replication, servers.SentinelOptions{
		DownAfter: downAfter, FailoverTimeout: settleTime,
	})
	if err == nil {
		err = e.calm(ctx)
	}
	if err == nil {
		err = e.interpose()
	}
	if err == nil {
		e.client, err = native.NewClient(ctx, e.configuration(), native.With(
			core.WithAddressResolver(e.resolve), core.WithConnectionEvents(e.listen)))
	}
	if err != nil {
		e.close()
		return nil, err
	}
	return e, nil
}

// calm has sentinels tell each other of themselves as rarely as they do by default.
// They make a replica again of one that another of them has promoted, if they do not
// hear of that within four times as long, which a busy machine may need.
func (e *environment) calm(ctx context.Context) error {
	for _, sentinel := range e.sentinels.Sentinels {
		if _, err := sentinel.Command(ctx, "SENTINEL", "DEBUG", "publish-period", "2000"); err != nil {
			return err
		}
	}
	return nil
}

// interpose puts a proxy in front of every server. The sentinels, which tell the
// client what to do, are left alone.
func (e *environment) interpose() error {
	for _, server := range e.replication.Servers() {
		proxy, err := faultproxy.New(server.Addr())
		if err != nil {
			return err
		}
		e.proxies[server.Port()] = proxy
	}
	return nil
}

func (e *environment) configuration() options.ClientConfiguration {
	var addresses []options.NodeAddress
	for _, sentinel := range e.sentinels.Sentinels {
		addresses = append(addresses, options.NodeAddress{Host: sentinel.Host(), Port: sentinel.Port()})
	}
	return options.ClientConfiguration{
		Sentinel:       &options.SentinelConfiguration{Addresses: addresses, PrimaryName: e.sentinels.Name},
		RequestTimeout: requestTimeout,
		ReadFrom:       options.PreferReplica,
	}
}

// resolve has the client reach the servers that sentinels announce by the proxies.
func (e *environment) resolve(host string, port int) (string, int) {
	if proxy := e.proxies[port]; proxy != nil {
		return proxy.Host(), proxy.Port()
	}
	return host, port
}

func (e *environment) listen(event core.ConnectionEvent) {
	switch event.Kind {
	case core.PrimaryChanged:
		e.changes.Add(1)
	case core.Disconnected:
		e.losses.Add(1)
	}
}

// settle ends all faults and waits until writes succeed and the replicas are in sync.
func (e *environment) settle(ctx context.Context) error {
	for _, proxy := range e.proxies {
		proxy.Heal()
	}
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	if err := e.replication.Refresh(ctx); err != nil {
		return err
	}
	for _, replica := range e.replication.Replicas {
		if err := replica.AwaitRole(ctx, servers.RoleReplica); err != nil {
			return err
		}
	}
	for {
		_, err := e.client.With(options.CallOptions{Idempotent: true, Timeout: settleTime}).Set(ctx, "settled", "yes")
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
}

// number asks the primary, past the client, for a number; 0 if there is none.
func (e *environment) number(ctx context.Context, words ...string) (int64, error) {
	reply, err := e.replication.Primary.Command(ctx, words...)
	if err != nil || reply.Null {
		return reply.Int, err
	}
	if reply.Text == "" {
		return reply.Int, nil
	}
	n, err := strconv.ParseInt(reply.Text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%v: %w", words, err)
	}
	return n, nil
}

func (e *environment) close() {
	if e.client != nil {
		e.client.Close()
	}
	for _, proxy := range e.proxies {
		proxy.Close()
	}
	e.replication.Close()
}
