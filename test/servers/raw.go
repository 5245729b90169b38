package servers

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"
)

// pingTimeout bounds one attempt to reach a server that is starting.
const pingTimeout = time.Second

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
// password. One that is loading its data does not.
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
	if _, err := connection.Write([]byte("*1\r\n$4\r\nPING\r\n")); err != nil {
		return err
	}
	buffer := make([]byte, 256)
	n, err := connection.Read(buffer)
	if err != nil {
		return err
	}
	if answer := string(buffer[:n]); !strings.HasPrefix(answer, "+PONG") && !strings.HasPrefix(answer, "-NOAUTH") {
		return fmt.Errorf("PING is answered %q", answer)
	}
	return nil
}
