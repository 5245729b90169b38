package servers

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ReplicationOptions says how a primary and its replicas are to be run.
type ReplicationOptions struct {
	// Replicas is how many replicas the primary has; 0 means 1.
	Replicas int
	// Options are those of every server. With a password or TLS the servers use it
	// among themselves too.
	Options Options
	// PerServer returns further arguments for the command line of server i, where 0
	// is the primary: "--availability-zone", "az1".
	PerServer func(i int) []string
}

// Replication is a primary and its replicas. Each member is started from a
// configuration file that follows its role, so it comes back with that role from
// Restart. Its methods must not be called at the same time.
type Replication struct {
	// Primary and Replicas are who is what after the last call of LaunchReplication,
	// Promote or Refresh. What sentinels do shows after Refresh.
	Primary  *Server
	Replicas []*Server

	group *group
}

// StartReplication starts a primary and its replicas that end with the test, and
// returns once they are in sync. The test is skipped where the server cannot be had,
// or fails if CI=true.
func StartReplication(t testing.TB, version Version, options ReplicationOptions) *Replication {
	t.Helper()
	Require(t, version)
	replication, err := LaunchReplication(t.Context(), version, options)
	if err != nil {
		t.Fatal(err)
	}
	replication.group.endWith(t)
	return replication
}

// LaunchReplication starts a primary and its replicas outside of a test and returns
// once they are in sync. The context bounds the start alone. The caller ends the
// servers with Close.
func LaunchReplication(ctx context.Context, version Version, options ReplicationOptions) (*Replication, error) {
	g, err := newGroup(options.Options)
	if err != nil {
		return nil, err
	}
	members := make([]member, 1+max(1, options.Replicas))
	for i := range members {
		members[i] = member{
			version: version, options: options.Options, rewritten: true,
			arguments: replicationArguments(options.Options),
		}
		if options.PerServer != nil {
			members[i].arguments = append(members[i].arguments, options.PerServer(i)...)
		}
	}
	launched, err := g.launch(ctx, members)
	if err != nil {
		g.close()
		return nil, err
	}
	replication := &Replication{Primary: launched[0], Replicas: launched[1:], group: g}
	for _, replica := range replication.Replicas {
		if err := replication.Follow(ctx, replica, replication.Primary); err != nil {
			err = withLogs(err, launched)
			g.close()
			return nil, err
		}
	}
	return replication, nil
}

// replicationArguments let replicas find their primary by its password and TLS, and
// sync with it and notice its end quickly.
func replicationArguments(options Options) []string {
	arguments := []string{
		"--repl-diskless-sync", "yes",
		"--repl-diskless-sync-delay", "0",
		// Valkey notices once a second only that a file has come.
		"--repl-diskless-load", "on-empty-db",
		"--repl-ping-replica-period", "1",
		"--repl-timeout", "5",
		"--shutdown-timeout", "0",
	}
	if options.Password != "" {
		arguments = append(arguments, "--masterauth", options.Password)
	}
	if options.TLS != PlainText {
		arguments = append(arguments, "--tls-replication", "yes")
	}
	return arguments
}

// Servers returns the primary and the replicas, without sentinels.
func (r *Replication) Servers() []*Server {
	return append([]*Server{r.Primary}, r.Replicas...)
}

// Close ends all servers, the sentinels included, and removes their folders.
func (r *Replication) Close() { r.group.close() }

// Promote makes server the primary and has the other living ones follow it, and
// returns once they are in sync. A server that is down at that moment still has its
// old role when it comes back; see Follow.
func (r *Replication) Promote(ctx context.Context, server *Server) error {
	for _, command := range [][]string{{"REPLICAOF", "NO", "ONE"}, {"CONFIG", "REWRITE"}} {
		if _, err := server.Command(ctx, command...); err != nil {
			return fmt.Errorf("%s at %s: %w", command[0], server.Addr(), err)
		}
	}
	servers := r.Servers()
	r.Primary = server
	r.Replicas = slices.DeleteFunc(servers, func(s *Server) bool { return s == server })
	for _, replica := range r.Replicas {
		if replica.Alive() {
			if err := r.Follow(ctx, replica, server); err != nil {
				return err
			}
		}
	}
	return nil
}

// Follow makes replica a replica of primary and returns once it is in sync.
func (r *Replication) Follow(ctx context.Context, replica, primary *Server) error {
	for _, command := range [][]string{
		{"REPLICAOF", primary.Host(), strconv.Itoa(primary.Port())}, {"CONFIG", "REWRITE"},
	} {
		if _, err := replica.Command(ctx, command...); err != nil {
			return fmt.Errorf("%s at %s: %w", command[0], replica.Addr(), err)
		}
	}
	return await(ctx, replica.Addr()+" to be in sync with "+primary.Addr(), func(ctx context.Context) error {
		info, err := primary.info(ctx, "replication")
		if err != nil {
			return err
		}
		port := ",port=" + strconv.Itoa(replica.Port()) + ","
		for name, value := range info {
			if strings.HasPrefix(name, "slave") && strings.Contains(value, port) && strings.Contains(value, "state=online") {
				return replica.inSync(ctx)
			}
		}
		return fmt.Errorf("the primary has not yet sent it the data")
	})
}

// Refresh asks every living server for its role and sets Primary and Replicas. It is
// an error if not exactly one of them is a primary; those that are down count as
// replicas.
func (r *Replication) Refresh(ctx context.Context) error {
	var primary *Server
	var replicas []*Server
	for _, server := range r.Servers() {
		role := RoleReplica
		if server.Alive() {
			var err error
			if role, err = server.Role(ctx); err != nil {
				return err
			}
		}
		switch {
		case role == RoleReplica:
			replicas = append(replicas, server)
		case primary != nil:
			return fmt.Errorf("%s and %s both are primaries", primary.Addr(), server.Addr())
		default:
			primary = server
		}
	}
	if primary == nil {
		return fmt.Errorf("none of the living servers is a primary")
	}
	r.Primary, r.Replicas = primary, replicas
	return nil
}
