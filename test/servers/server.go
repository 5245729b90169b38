package servers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

const (
	// portAttempts is how many ports are tried: another process may take a free
	// port between the moment it is picked and the moment the server binds it.
	portAttempts = 10
	// stopTimeout is how long a server may take to end when asked to.
	stopTimeout = 5 * time.Second
	// logTailLength is how much of the log a message quotes, in bytes.
	logTailLength = 4000
)

// errAddressInUse reports a server that ended because its port was taken.
var errAddressInUse = errors.New("the port was taken by another process")

// Server is one running server. Its methods may be called from any goroutine.
type Server struct {
	// Version is what was asked for.
	Version Version
	// Certificates are what a client needs to trust the server and, with
	// MutualTLS, to be trusted by it. They are nil without TLS.
	Certificates *Certificates

	member            member
	command           []string
	folder            string
	certificateFolder string
	port, busPort     int

	mu      sync.Mutex
	process *os.Process
	ended   chan struct{} // closed when the process has been waited for
	paused  bool
}

// Host returns the address without the port: "127.0.0.1".
func (s *Server) Host() string { return "127.0.0.1" }

// Port returns the port, which stays the same over Restart.
func (s *Server) Port() int { return s.port }

// Addr returns host and port: "127.0.0.1:40123".
func (s *Server) Addr() string { return net.JoinHostPort(s.Host(), strconv.Itoa(s.port)) }

// Socket returns the path of the Unix socket, or "" without Options.UnixSocket.
func (s *Server) Socket() string {
	if !s.member.options.UnixSocket {
		return ""
	}
	return filepath.Join(s.folder, "server.sock")
}

// PID returns the process id of the server.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process.Pid
}

func (s *Server) startOnFreePort(ctx context.Context) error {
	var err error
	for range portAttempts {
		if s.port, s.busPort, err = s.member.freePorts(); err != nil {
			return err
		}
		if s.member.rewritten {
			if err := writeConfiguration(s.configurationPath(), s.arguments()); err != nil {
				return err
			}
		}
		if err = s.start(ctx); !errors.Is(err, errAddressInUse) {
			return err
		}
	}
	return err
}

// start runs the process and waits until it answers.
func (s *Server) start(ctx context.Context) error {
	log, err := os.Create(s.logPath())
	if err != nil {
		return err
	}
	defer log.Close()
	arguments := s.arguments()
	if s.member.rewritten {
		arguments = []string{s.configurationPath()}
	}
	if s.member.sentinel {
		arguments = append(arguments, "--sentinel")
	}
	command := exec.Command(s.command[0], append(s.command[1:len(s.command):len(s.command)], arguments...)...)
	command.Dir = s.folder
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = endWithParent()
	if err := command.Start(); err != nil {
		return fmt.Errorf("start %s: %w", s.Version, err)
	}
	ended := make(chan struct{})
	s.mu.Lock()
	s.process, s.ended, s.paused = command.Process, ended, false
	s.mu.Unlock()
	go func() {
		_ = command.Wait() // How a server ended is told by its log.
		close(ended)
	}()
	return s.awaitAnswer(ctx, ended)
}

func (s *Server) awaitAnswer(ctx context.Context, ended <-chan struct{}) error {
	for {
		err := s.ping(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ended:
			if bytes.Contains([]byte(s.LogTail()), []byte("Address already in use")) {
				return errAddressInUse
			}
			return fmt.Errorf("%s ended at its start; end of its log:\n%s", s.Version, s.LogTail())
		case <-ctx.Done():
			return fmt.Errorf("%s at %s does not answer (%w, last: %v); end of its log:\n%s",
				s.Version, s.Addr(), ctx.Err(), err, s.LogTail())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Kill ends the server at once, as kill -9 does, and waits until it is gone.
func (s *Server) Kill() { s.end((*os.Process).Kill, 0) }

// Stop asks the server to shut down and waits until it is gone. A server that is
// paused or takes longer than five seconds is killed.
func (s *Server) Stop() { s.end(terminate, stopTimeout) }

// Close stops the server and removes its folder. The server cannot be used again.
func (s *Server) Close() {
	s.Stop()
	s.removeFolder()
}

// Restart stops the server and starts it again on the same port, with the same
// options and an empty data set (unless Options.Arguments make it persist). A
// member of a Replication or a Cluster keeps the part that it had in it.
func (s *Server) Restart(ctx context.Context) error {
	s.Stop()
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	return s.start(ctx)
}

// Pause stops the process without ending it (SIGSTOP): connections stay open and
// nothing is answered. It is an error on Windows.
func (s *Server) Pause() error { return s.signal(pause, true) }

// Resume lets a paused server go on.
func (s *Server) Resume() error { return s.signal(resume, false) }

// Alive reports whether the server runs and is not paused.
func (s *Server) Alive() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil || s.paused {
		return false
	}
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// LogTail returns the end of the server's log.
func (s *Server) LogTail() string {
	content, err := os.ReadFile(s.logPath())
	if err != nil {
		return err.Error()
	}
	return string(content[max(0, len(content)-logTailLength):])
}

func (s *Server) configurationPath() string { return filepath.Join(s.folder, "server.conf") }

func (s *Server) logPath() string { return filepath.Join(s.folder, "server.log") }

func (s *Server) removeFolder() { os.RemoveAll(s.folder) }

// signal hands the running process to send, which pauses or resumes it.
func (s *Server) signal(send func(*os.Process) error, paused bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return errors.New("the server is not running")
	}
	if err := send(s.process); err != nil {
		return err
	}
	s.paused = paused
	return nil
}

func (s *Server) end(ask func(*os.Process) error, patience time.Duration) {
	s.mu.Lock()
	process, ended := s.process, s.ended
	s.mu.Unlock()
	if process == nil {
		return
	}
	_ = ask(process) // It fails where the process is gone already.
	_ = resume(process)
	if patience > 0 {
		select {
		case <-ended:
			return
		case <-time.After(patience):
			_ = process.Kill()
		}
	}
	<-ended
}
