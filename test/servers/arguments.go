package servers

import (
	"path/filepath"
	"strconv"
	"strings"
)

// arguments returns the server's command line for its options.
func (s *Server) arguments() []string {
	port, tlsPort := s.port, 0
	if s.member.options.TLS != PlainText {
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
		if s.member.options.TLS == MutualTLS {
			clients = "yes"
		}
		arguments = append(arguments,
			"--tls-port", strconv.Itoa(tlsPort),
			"--tls-cert-file", filepath.Join(s.certificateFolder, serverCertificateFile),
			"--tls-key-file", filepath.Join(s.certificateFolder, serverKeyFile),
			"--tls-ca-cert-file", filepath.Join(s.certificateFolder, authorityFile),
			"--tls-auth-clients", clients)
	}
	if s.member.options.Password != "" {
		arguments = append(arguments, "--requirepass", s.member.options.Password)
	}
	for _, user := range s.member.options.Users {
		arguments = append(append(arguments, "--user"), strings.Fields(user)...)
	}
	if s.member.options.UnixSocket {
		arguments = append(arguments, "--unixsocket", s.Socket())
	}
	if s.member.bus {
		arguments = append(arguments, "--cluster-port", strconv.Itoa(s.busPort))
	}
	arguments = append(arguments, s.member.arguments...)
	return append(arguments, s.member.options.Arguments...)
}
