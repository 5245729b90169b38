package servers

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
)

const (
	// pingTimeout bounds one look whether a server that is starting serves by now.
	pingTimeout = time.Second
	// askTimeout bounds a question to a server that should answer. It is far more than an
	// answer takes: on a busy machine a server may get no processor time for seconds.
	askTimeout = 10 * time.Second
)

// dial opens a connection to the server's port.
func (s *Server) dial(ctx context.Context) (net.Conn, error) {
	if s.Certificates == nil {
		return (&net.Dialer{}).DialContext(ctx, "tcp", s.Addr())
	}
	config, err := s.Certificates.ClientConfig()
	if err != nil {
		return nil, err
	}
	return (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", s.Addr())
}

// ping asks whether the server serves: it answers PONG, or that it wants a
// password. One that is loading its data does not, and what answers may be another
// process that has taken the port.
func (s *Server) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	connection, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	deadline, _ := ctx.Deadline()
	if err := connection.SetDeadline(deadline); err != nil {
		return err
	}
	reader := resp.NewReader(connection, resp.Limits{})
	answer, err := exchange(connection, reader, "PING")
	switch {
	case err != nil:
		return err
	case strings.HasPrefix(answer.Text, "NOAUTH "):
		if _, err = exchange(connection, reader, "AUTH", s.member.options.Password); err != nil {
			return err
		}
	case answer.Text != "PONG":
		return fmt.Errorf("PING is answered %q", answer.Text)
	}
	info, err := succeed(exchange(connection, reader, "INFO", "server"))
	if err != nil {
		return err
	}
	if pid := fields(info.Text)["process_id"]; pid != strconv.Itoa(s.PID()) {
		return fmt.Errorf("process %s answers, which is another", pid)
	}
	return nil
}

// Command sends one command on a connection of its own, as the user "default", and
// returns the reply, under RESP2. It shares nothing with the client under test but
// the codec. An error reply of the server is returned as an error.
func (s *Server) Command(ctx context.Context, arguments ...string) (resp.Value, error) {
	connection, err := s.dial(ctx)
	if err != nil {
		return resp.Value{}, err
	}
	defer connection.Close()
	defer context.AfterFunc(ctx, func() { connection.Close() })()
	reader := resp.NewReader(connection, resp.Limits{})
	if s.member.options.Password != "" {
		if _, err := succeed(exchange(connection, reader, "AUTH", s.member.options.Password)); err != nil {
			return resp.Value{}, err
		}
	}
	reply, err := succeed(exchange(connection, reader, arguments...))
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("%s: %w", s.Addr(), ctx.Err()) // The connection was closed for that.
	}
	return reply, err
}

// ask is Command with a bound on the time, for a server that may be silent.
func (s *Server) ask(ctx context.Context, arguments ...string) (resp.Value, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	return s.Command(ctx, arguments...)
}

// exchange writes one command and reads its reply.
func exchange(connection net.Conn, reader *resp.Reader, arguments ...string) (resp.Value, error) {
	if _, err := connection.Write(resp.AppendCommand(nil, arguments...)); err != nil {
		return resp.Value{}, err
	}
	frame, err := reader.Next()
	if err != nil {
		return resp.Value{}, err
	}
	return resp.Decode(frame)
}

// succeed turns an error reply into an error.
func succeed(reply resp.Value, err error) (resp.Value, error) {
	if err == nil && reply.Type.IsError() {
		return reply, errors.New(reply.Text)
	}
	return reply, err
}
