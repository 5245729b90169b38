package tcp

import (
	"bytes"
	"crypto/tls"
	"strconv"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/failure"
)

// DefaultReloadInterval is how often the files of a client's certificate are read where
// ReloadInterval is 0, as in GLIDE.
const DefaultReloadInterval = 300 * time.Second

// ClientCertificateFiles have the certificate that a client shows to servers (mutual TLS)
// read from files, and read again while the program runs, since certificates are renewed.
//
// They are read when a dialer is validated or dials for the first time, and from then on
// when a connection is made and ReloadInterval has passed. The connection then has the new
// certificate; those that exist keep theirs. Files that are missing, broken or do not belong
// together leave the certificate as it was, and are read again for the next connection. A
// renewal should replace the files by renaming new ones, key first or certificate first:
// what is read in between is such a case.
type ClientCertificateFiles struct {
	// Certificate is the path of the certificate, as PEM text, any intermediate certificates
	// after it.
	Certificate string
	// Key is the path of its private key, as PEM text. Both may be one file.
	Key string
	// ReloadInterval is the time between two readings, at least. 0 means 300 s.
	ReloadInterval time.Duration
	// Reloaded, if not nil, is called when connections get another certificate from now on,
	// with nil, and when files could not be used, with the *failure.ConfigurationError that
	// names one of them. It is called while a connection is made, and must not block. If it
	// panics the attempt to connect fails.
	Reloaded func(err error)
}

// String returns where the files are.
func (f ClientCertificateFiles) String() string {
	return "{Certificate:" + strconv.Quote(f.Certificate) + " Key:" + strconv.Quote(f.Key) + " ReloadInterval:" + f.ReloadInterval.String() +
		" Reloaded:" + isSet(f.Reloaded != nil) + "}"
}

// clientCertificate is what was read from files.
type clientCertificate struct {
	mu               sync.Mutex
	config           *tls.Config // with it; nil until it was read
	read             time.Time   // when it was read last
	certificate, key []byte
}

// configure returns base with the certificate that the files hold, or held when they could
// be used last.
func (c *clientCertificate) configure(base *tls.Config, files *ClientCertificateFiles) (*tls.Config, error) {
	interval := files.ReloadInterval
	if interval == 0 {
		interval = DefaultReloadInterval
	}
	c.mu.Lock()
	isFirst := c.config == nil
	if !isFirst && time.Since(c.read) < interval {
		defer c.mu.Unlock()
		return c.config, nil
	}
	changed, err := c.reload(base, files)
	config := c.config
	c.mu.Unlock()
	switch {
	case isFirst:
		return config, err
	case (changed || err != nil) && files.Reloaded != nil:
		files.Reloaded(err)
	}
	return config, nil
}

// reload reads the files, and reports whether they have another certificate. The lock is
// held.
func (c *clientCertificate) reload(base *tls.Config, files *ClientCertificateFiles) (changed bool, err error) {
	certificate, err := loadPEM("ClientCertificate.Certificate", files.Certificate)
	if err != nil {
		return false, err
	}
	key, err := loadPEM("ClientCertificate.Key", files.Key)
	if err != nil {
		return false, err
	}
	if c.config != nil && bytes.Equal(certificate, c.certificate) && bytes.Equal(key, c.key) {
		c.read = time.Now()
		return false, nil
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return false, &failure.ConfigurationError{
			Field: "ClientCertificate.Certificate",
			Message: "names the file " + failure.Text(strconv.Quote(files.Certificate)) + ", which is no PEM certificate that goes with the key in " +
				failure.Text(strconv.Quote(files.Key)) + ": " + failure.Text(err.Error()) + "; write both anew",
		}
	}
	c.config = base.Clone()
	c.config.Certificates = []tls.Certificate{pair}
	// A session that is resumed has the certificate that it was made with.
	c.config.ClientSessionCache = tls.NewLRUClientSessionCache(0)
	c.certificate, c.key, c.read = certificate, key, time.Now()
	return true, nil
}

// checkFiles refuses settings that contradict the files of a certificate.
func (d *Dialer) checkFiles() error {
	refuse := func(field string, message failure.Text) error {
		return &failure.ConfigurationError{Field: field, Message: message}
	}
	switch f := d.ClientCertificate; {
	case f == nil:
		return nil
	case f.ReloadInterval < 0:
		return refuse("ClientCertificate.ReloadInterval", "is negative; give a positive duration, or 0 for 300 s")
	case d.tlsConfig == nil:
		return refuse("ClientCertificate", "is set while neither TLS nor Config is; set one of them, or leave it out")
	case len(d.tlsConfig.Certificates) > 0 || d.tlsConfig.GetClientCertificate != nil:
		return refuse("ClientCertificate", "is set together with another certificate in TLS or Config; leave one of them out")
	default:
		return nil
	}
}
