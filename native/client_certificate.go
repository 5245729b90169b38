package native

import (
	"log/slog"

	"github.com/glissade-io/glissade/internal/callback"
	"github.com/glissade-io/glissade/transport/tcp"
)

// ClientCertificateFiles name the files of a certificate that is shown to servers, and how
// often they are read.
type ClientCertificateFiles = tcp.ClientCertificateFiles

// WithClientCertificateFiles has the certificate that the client shows to servers (mutual
// TLS) read from files, and read again every 300 s when connections are made, or as often as
// ReloadInterval says: certificates are renewed while programs run.
//
//	client, err := native.NewClient(ctx, options.ClientConfiguration{UseTLS: true}, native.WithClientCertificateFiles(
//		native.ClientCertificateFiles{Certificate: "/etc/valkey/client.crt", Key: "/etc/valkey/client.key"},
//	))
//
// New connections have the new certificate; those that exist keep theirs. Files that cannot
// be used leave the certificate as it was; [WithLogger] logs both. It needs UseTLS, and
// Advanced.TLS must have no other certificate of the client. With a dialer of your own, set
// its ClientCertificate instead. For certificates that are read once see
// tcp.LoadClientCertificateAndKeyFromFile.
//
// Errors of NewClient: *failure.ConfigurationError, which names the file, if one does not
// exist, is empty or does not fit.
func WithClientCertificateFiles(files ClientCertificateFiles) Option {
	return func(c *clientOptions) {
		c.certificate = func() *ClientCertificateFiles { return loggedFiles(files, c.logger) }
	}
}

// loggedFiles returns the files, with what becomes of readings logged if there is a logger.
func loggedFiles(files ClientCertificateFiles, logger *slog.Logger) *ClientCertificateFiles {
	reloaded := files.Reloaded
	if logger == nil {
		return &files
	}
	files.Reloaded = func(err error) {
		// A connection is being made, which is not to fail for the logger's sake.
		_ = callback.Call("the logger", func() { logCertificate(logger, files.Certificate, err) })
		if reloaded != nil {
			reloaded(err)
		}
	}
	return &files
}
