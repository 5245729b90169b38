package servers

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Role is the part that a server plays in replication.
type Role string

// The roles of servers.
const (
	RolePrimary Role = "primary"
	RoleReplica Role = "replica"
)

// Role returns the role that the server says it has.
func (s *Server) Role(ctx context.Context) (Role, error) {
	reply, err := s.ask(ctx, "ROLE")
	if err != nil {
		return "", fmt.Errorf("ROLE at %s: %w", s.Addr(), err)
	}
	if len(reply.Elems) > 0 {
		switch reply.Elems[0].Text {
		case "master":
			return RolePrimary, nil
		case "slave":
			return RoleReplica, nil
		}
	}
	return "", fmt.Errorf("%s is neither a primary nor a replica", s.Addr())
}

// AwaitRole waits until the server has the role and, as a replica, is in sync with
// its primary. Without a deadline of the context it waits for a minute at most.
func (s *Server) AwaitRole(ctx context.Context, role Role) error {
	return await(ctx, s.Addr()+" to be a "+string(role), func(ctx context.Context) error {
		got, err := s.Role(ctx)
		switch {
		case err != nil:
			return err
		case got != role:
			return fmt.Errorf("it is a %s", got)
		case got == RoleReplica:
			return s.inSync(ctx)
		}
		return nil
	})
}

// inSync returns nil if the server is a replica that has its primary's data.
func (s *Server) inSync(ctx context.Context) error {
	info, err := s.info(ctx, "replication")
	if err == nil && info["master_link_status"] != "up" {
		err = errors.New("its link to the primary is not up")
	}
	return err
}

// info returns a section of INFO.
func (s *Server) info(ctx context.Context, section string) (map[string]string, error) {
	reply, err := s.ask(ctx, "INFO", section)
	if err != nil {
		return nil, fmt.Errorf("INFO at %s: %w", s.Addr(), err)
	}
	return fields(reply.Text), nil
}

// fields reads lines of the form "name:value".
func fields(text string) map[string]string {
	found := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			found[name] = value
		}
	}
	return found
}
