package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
)

// member is what one server is to be. A server outside of any group has a version
// and options alone.
type member struct {
	version Version
	options Options
	// arguments are what the part in the group demands; those of the options win.
	arguments []string
	// bus gives the server a port for the cluster bus.
	bus bool
	// rewritten starts the server from a configuration file that it rewrites.
	rewritten bool
	// sentinel starts the server as a sentinel.
	sentinel bool
}

// place is where the files of a group's servers are. The zero value lets a server
// have a folder and certificates of its own.
type place struct {
	folder       string
	certificates *Certificates
}

// launch starts one server and returns once it answers.
func launch(ctx context.Context, m member, in place) (*Server, error) {
	command, err := Find(ctx, m.version)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	folder, err := os.MkdirTemp(in.folder, "glissade-")
	if err != nil {
		return nil, err
	}
	server := &Server{
		Version: m.version, Certificates: in.certificates,
		member: m, command: command, folder: folder, certificateFolder: in.folder,
	}
	if m.options.TLS != PlainText && server.Certificates == nil {
		server.certificateFolder = folder
		if server.Certificates, err = newCertificates(folder); err != nil {
			server.removeFolder()
			return nil, err
		}
	}
	if err := server.startOnFreePort(ctx); err != nil {
		server.Close()
		return nil, err
	}
	return server, nil
}

// group is servers that share a folder, an authority for their certificates and
// their end.
type group struct {
	place

	mu      sync.Mutex
	members []*Server
}

func newGroup(options Options) (*group, error) {
	folder, err := os.MkdirTemp("", "glissade-")
	if err != nil {
		return nil, err
	}
	g := &group{place: place{folder: folder}}
	if options.TLS != PlainText {
		if g.certificates, err = newCertificates(folder); err != nil {
			os.RemoveAll(folder)
			return nil, err
		}
	}
	return g, nil
}

// launch starts all members at once and returns them in the same order, or none.
func (g *group) launch(ctx context.Context, members []member) ([]*Server, error) {
	launched := make([]*Server, len(members))
	errs := make([]error, len(members))
	var all sync.WaitGroup
	for i, m := range members {
		all.Go(func() { launched[i], errs[i] = launch(ctx, m, g.place) })
	}
	all.Wait()
	g.mu.Lock()
	g.members = append(g.members, slices.DeleteFunc(slices.Clone(launched), func(s *Server) bool { return s == nil })...)
	g.mu.Unlock()
	if err := errors.Join(errs...); err != nil {
		g.remove(launched)
		return nil, err
	}
	return launched, nil
}

// remove ends servers for good. Those that are nil are passed over.
func (g *group) remove(servers []*Server) {
	g.mu.Lock()
	g.members = slices.DeleteFunc(g.members, func(s *Server) bool { return slices.Contains(servers, s) })
	g.mu.Unlock()
	for _, server := range servers {
		if server != nil {
			server.Kill()
			server.removeFolder()
		}
	}
}

// withLogs adds the ends of the servers' logs to an error of their start.
func withLogs(err error, servers []*Server) error {
	for _, server := range servers {
		err = fmt.Errorf("%w\nend of the log of %s at %s:\n%s", err, server.Version, server.Addr(), server.LogTail())
	}
	return err
}

// kill ends every server and returns them.
func (g *group) kill() []*Server {
	g.mu.Lock()
	members := slices.Clone(g.members)
	g.mu.Unlock()
	// Each alone would wait for its turn; and a primary that is asked to shut down
	// waits for its replicas, so none is asked.
	var all sync.WaitGroup
	for _, server := range members {
		all.Go(server.Kill)
	}
	all.Wait()
	return members
}

func (g *group) close() {
	g.kill()
	os.RemoveAll(g.folder)
}

// endWith ends the servers with the test and shows the logs of a failed one.
func (g *group) endWith(t testing.TB) {
	t.Cleanup(func() {
		for _, server := range g.kill() {
			if t.Failed() {
				t.Logf("end of the log of %s at %s:\n%s", server.Version, server.Addr(), server.LogTail())
			}
		}
		os.RemoveAll(g.folder)
	})
}
