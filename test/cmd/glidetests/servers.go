package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/glissade-io/glissade/test/servers"
	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// version is that of all servers.
const version = servers.Valkey91

// order is what a test asks of servers that it wants to have, or the name of those that it
// has had.
type order struct {
	cluster          bool
	shards, replicas int
	stop             string
}

// parseOrder reads the arguments of the script that the tests would have start or stop
// servers.
func parseOrder(arguments []string) (order, error) {
	o := order{shards: 3, replicas: 1}
	for i := 0; i < len(arguments); i++ {
		switch argument := arguments[i]; argument {
		case "start", "stop", "--keep-folder":
		case "--cluster-mode":
			o.cluster = true
		case "-n", "-r", "--cluster-folder":
			if i++; i == len(arguments) {
				return o, fmt.Errorf("%s has no value", argument)
			}
			var err error
			switch argument {
			case "-n":
				o.shards, err = strconv.Atoi(arguments[i])
			case "-r":
				o.replicas, err = strconv.Atoi(arguments[i])
			default:
				o.stop = arguments[i]
			}
			if err != nil {
				return o, fmt.Errorf("%s %q: %w", argument, arguments[i], err)
			}
		default:
			return o, fmt.Errorf("there are no servers with %s here", argument)
		}
	}
	return o, nil
}

// group is servers that were started together, with a bridge to them.
type group struct {
	addresses []string
	bridge    *bridge.Bridge
	close     func()
}

// fleet starts and stops servers for tests and is the bridge to all of them. It answers
// the tests' orders, which are posted, and WebSockets.
type fleet struct {
	ctx context.Context // ends with the run

	mu      sync.Mutex
	groups  map[string]*group // by name
	started int
}

func newFleet(ctx context.Context) *fleet { return &fleet{ctx: ctx, groups: map[string]*group{}} }

func (f *fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		if found := f.withAddress(r.URL.Query()); found != nil {
			found.ServeHTTP(w, r)
			return
		}
		http.Error(w, "no servers are started", http.StatusNotFound)
		return
	}
	var arguments []string
	err := json.NewDecoder(r.Body).Decode(&arguments)
	var wanted order
	if err == nil {
		wanted, err = parseOrder(arguments)
	}
	var answer string
	switch {
	case err != nil:
	case wanted.stop != "":
		f.stop(wanted.stop)
	default:
		answer, err = f.start(wanted)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write([]byte(answer)) // A test that has gone needs none.
}

// start starts servers and returns what the tests' script prints of them.
func (f *fleet) start(wanted order) (string, error) {
	g, err := launch(f.ctx, wanted)
	if err != nil {
		return "", err
	}
	targets := make([]bridge.Target, 0, 2*len(g.addresses))
	for _, address := range g.addresses {
		_, port, _ := net.SplitHostPort(address)
		targets = append(targets, bridge.Target{Address: address}, bridge.Target{Address: net.JoinHostPort("localhost", port)})
	}
	// Node sends no origin, and all clients are at one address.
	g.bridge, err = bridge.New(bridge.Config{Targets: targets, AllowNoOrigin: true, MaxConnectionsPerIP: 1000})
	if err != nil {
		g.close()
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.started++
	name := "group" + strconv.Itoa(f.started)
	f.groups[name] = g
	return fmt.Sprintf("CLUSTER_FOLDER=%s\nCLUSTER_NODES=%s\n", name, strings.Join(g.addresses, ",")), nil
}

func launch(ctx context.Context, wanted order) (*group, error) {
	var members []*servers.Server
	var stop func()
	switch {
	case wanted.cluster:
		c, err := servers.LaunchCluster(ctx, version, servers.ClusterOptions{
			Shards: wanted.shards, ReplicasPerShard: wanted.replicas, NodeTimeout: 15 * time.Second,
			Options: servers.Options{Arguments: []string{"--cluster-databases", "16"}},
		})
		if err != nil {
			return nil, err
		}
		stop = c.Close
		for _, node := range c.Nodes {
			members = append(members, node.Server)
		}
	case wanted.replicas == 0:
		server, err := servers.Launch(ctx, version, servers.Options{})
		if err != nil {
			return nil, err
		}
		members, stop = []*servers.Server{server}, server.Close
	default:
		r, err := servers.LaunchReplication(ctx, version, servers.ReplicationOptions{Replicas: wanted.replicas})
		if err != nil {
			return nil, err
		}
		members, stop = r.Servers(), r.Close
	}
	g := &group{close: stop}
	for _, server := range members {
		g.addresses = append(g.addresses, server.Addr())
	}
	return g, nil
}

// withAddress returns the bridge to the address that a WebSocket is to lead to, or any if
// there is none, which then refuses it.
func (f *fleet) withAddress(query url.Values) *bridge.Bridge {
	_, port, _ := net.SplitHostPort(query.Get("address"))
	f.mu.Lock()
	defer f.mu.Unlock()
	var found *bridge.Bridge
	for _, g := range f.groups {
		found = g.bridge
		if slices.ContainsFunc(g.addresses, func(address string) bool { return strings.HasSuffix(address, ":"+port) }) {
			break
		}
	}
	return found
}

// stop ends the servers of a group, if it is still there.
func (f *fleet) stop(name string) {
	f.mu.Lock()
	g := f.groups[name]
	delete(f.groups, name)
	f.mu.Unlock()
	if g != nil {
		_ = g.bridge.Close() // The servers end anyway.
		g.close()
	}
}

// Close ends all servers.
func (f *fleet) Close() {
	for i := range f.started {
		f.stop("group" + strconv.Itoa(i+1))
	}
}
