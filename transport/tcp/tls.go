package tcp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
	"github.com/glissade-io/glissade/internal/printable"
	"github.com/glissade-io/glissade/options"
)

// configFor returns the TLS configuration for a connection to host, or nil where
// there is no TLS. Everything but the name is worked out once: parsing
// certificates for each reconnection would be waste, and the shared session cache
// lets reconnections resume.
func (d *Dialer) configFor(host string) (*tls.Config, error) {
	d.once.Do(func() {
		switch {
		case d.TLS != nil && d.Config != nil:
			d.tlsErr = &failure.ConfigurationError{Field: "Dialer.Config", Message: "set either TLS or Config, not both"}
		case d.TLS != nil:
			d.tlsConfig, d.tlsErr = newConfig(d.TLS)
		case d.Config != nil:
			d.tlsConfig, d.tlsErr = d.Config.Clone(), checkCertificates(d.Config.Certificates)
		}
		if d.tlsErr == nil {
			d.tlsErr = d.checkFiles()
		}
		if d.tlsConfig != nil && d.tlsConfig.ClientSessionCache == nil {
			d.tlsConfig.ClientSessionCache = tls.NewLRUClientSessionCache(0)
		}
	})
	config, err := d.tlsConfig, d.tlsErr
	if err == nil && d.ClientCertificate != nil {
		config, err = d.fromFiles.configure(config, d.ClientCertificate)
	}
	if config == nil || err != nil || config.ServerName != "" {
		return config, err
	}
	if host == "" && !config.InsecureSkipVerify {
		return nil, &failure.ConfigurationError{
			Field:   "TLS.ServerName",
			Message: "a Unix socket has no host name to verify; set ServerName, or leave TLS off as servers do on Unix sockets",
		}
	}
	config = config.Clone()
	config.ServerName = host
	return config, nil
}

// checkCertificates refuses what crypto/tls would pass over, showing no certificate.
func checkCertificates(certificates []tls.Certificate) error {
	for i, c := range certificates {
		if len(c.Certificate) == 0 || c.PrivateKey == nil {
			return &failure.ConfigurationError{
				Field:   "Dialer.Config.Certificates[" + strconv.Itoa(i) + "]",
				Message: "is empty; give a certificate with its key, as tls.X509KeyPair returns it, or leave it out",
			}
		}
	}
	return nil
}

func newConfig(settings *options.TLSConfiguration) (*tls.Config, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	config := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		ServerName:         settings.ServerName,
		InsecureSkipVerify: settings.Insecure,
	}
	if settings.RootCertificates != nil {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(settings.RootCertificates) {
			return nil, &failure.ConfigurationError{
				Field:   "TLS.RootCertificates",
				Message: `holds no certificate; it must be PEM text with "BEGIN CERTIFICATE" blocks, not a file name`,
			}
		}
	}
	if settings.ClientCertificate != nil {
		pair, err := tls.X509KeyPair(settings.ClientCertificate, settings.ClientKey)
		if err != nil {
			return nil, &failure.ConfigurationError{
				Field:   "TLS.ClientCertificate",
				Message: "is no PEM certificate that goes with ClientKey: " + failure.Text(err.Error()),
			}
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

func handshake(ctx context.Context, conn net.Conn, config *tls.Config, address string) (*tls.Conn, error) {
	secured := tls.Client(conn, config)
	done := false
	defer func() {
		if !done { // A callback of the configuration has panicked.
			conn.Close()
		}
	}()
	err := secured.HandshakeContext(ctx)
	done = true
	if err != nil {
		conn.Close()
		return nil, explain(err, address)
	}
	return secured, nil
}

// tlsStream is a stream over TLS.
type tlsStream struct {
	socketStream
	address string
}

// Secured returns true: the stream is encrypted.
func (s *tlsStream) Secured() bool { return true }

// Read reads decrypted bytes. Under TLS 1.3 a server tells only after the
// handshake that it does not accept the client's certificate, hence explain here.
//
// Callbacks of the configuration may be called here too, such as a cache of sessions
// when the server sends a ticket. Who reads is not who made the configuration, so
// a panic becomes an error.
func (s *tlsStream) Read(p []byte) (n int, err error) {
	defer func() {
		if value := recover(); value != nil {
			n, err = 0, &failure.PanicError{Function: "a callback of the TLS configuration", Value: value, Stack: debug.Stack()}
		}
	}()
	n, err = s.Conn.Read(p)
	if err != nil && remoteAlert(err) != "" {
		err = explain(err, s.address)
	}
	return n, err
}

// Alerts of RFC 8446 section 6 that a server sends about a client's certificate.
const (
	alertBadCertificate      tls.AlertError = 42
	alertUnknownCA           tls.AlertError = 48
	alertCertificateRequired tls.AlertError = 116
)

// remoteAlert returns the text of the alert that the server sent, or "". The type
// of such an alert is crypto/tls's own, so its text is all there is to go by.
func remoteAlert(err error) string {
	if operation, is := errtype.As[*net.OpError](err); is && operation.Op == "remote error" {
		return operation.Err.Error()
	}
	return ""
}

// explain adds to a TLS error what to do about it.
func explain(err error, address string) error {
	invalid, isInvalid := errtype.As[x509.CertificateInvalidError](err)
	var remedy string
	switch {
	case errtype.Is[x509.UnknownAuthorityError](err):
		remedy = "no trusted authority signed the server's certificate; put the authority's certificate into TLS.RootCertificates"
	case errtype.Is[x509.HostnameError](err):
		remedy = "the server's certificate is for another name; dial by a name that it carries, or set TLS.ServerName to one"
	case isInvalid:
		remedy = explainInvalid(invalid)
	case errtype.Is[tls.RecordHeaderError](err):
		remedy = "the server does not speak TLS on this port; dial its TLS port, or turn UseTLS off"
	case errors.Is(err, context.DeadlineExceeded):
		// A server without TLS takes the beginning of a handshake for half a line.
		remedy = "the server did not answer in time; make sure that it speaks TLS on this port, or turn UseTLS off"
	default:
		switch remoteAlert(err) {
		case alertCertificateRequired.Error():
			remedy = "the server demands a client certificate; set TLS.ClientCertificate and TLS.ClientKey"
		case alertBadCertificate.Error(), alertUnknownCA.Error():
			remedy = "the server does not accept TLS.ClientCertificate; it must be signed by an authority that the server trusts"
		}
	}
	text := "TLS with " + address + ": "
	if remedy != "" {
		text += remedy + ": "
	}
	return &tlsError{text + printable.Text(err.Error()), err}
}

// tlsError is an error with what to do about it. Its text is not the cause's, which may
// hold names of the server's certificate.
type tlsError struct {
	text  string
	cause error
}

func (e *tlsError) Error() string { return e.text }
func (e *tlsError) Unwrap() error { return e.cause }

// explainInvalid says what is wrong with a certificate by itself.
func explainInvalid(invalid x509.CertificateInvalidError) string {
	switch {
	case invalid.Reason != x509.Expired:
		return "the server's certificate is not fit for a server; have it issued anew"
	case invalid.Cert != nil && time.Now().Before(invalid.Cert.NotBefore):
		return "the server's certificate is not valid yet; set this machine's clock, or have it issued anew"
	default:
		return "the server's certificate has expired; have it renewed, or set this machine's clock"
	}
}
