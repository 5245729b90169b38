package servers

import (
	"path/filepath"
	"strconv"
	"strings"
)

// arguments returns the server's command line for its options.
func (s *Server) arguments() []string {
	port, tlsPort := s.port, 0
	if s.options.TLS != PlainText {
		port, tlsPort = 0, s.port
	}
	arguments := []string{
		"--port", strconv.Itoa(port),
		"--bind", s.Host(),
		"--dir", s.folder,
		"--save", "",
		"--appendonly", "no",
		"--daemonize", "no",
		"--enable-debug-command", "local",
	}
	if tlsPort != 0 {
		clients := "no"
		if s.options.TLS == MutualTLS {
			clients = "yes"
		}
		arguments = append(arguments,
			"--tls-port", strconv.Itoa(tlsPort),
			"--tls-cert-file", filepath.Join(s.folder, serverCertificateFile),
			"--tls-key-file", filepath.Join(s.folder, serverKeyFile),
			"--tls-ca-cert-file", filepath.Join(s.folder, authorityFile),
			"--tls-auth-clients", clients)
	}
	if s.options.Password != "" {
		arguments = append(arguments, "--requirepass", s.options.Password)
	}
	for _, user := range s.options.Users {
		arguments = append(append(arguments, "--user"), strings.Fields(user)...)
	}
	if s.options.UnixSocket {
		arguments = append(arguments, "--unixsocket", s.Socket())
	}
	return append(arguments, s.options.Arguments...)
}
