package servers

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	authorityFile         = "authority.crt"
	serverCertificateFile = "server.crt"
	serverKeyFile         = "server.key"
)

// Certificates are what a client of a TLS server needs, all of them PEM text.
type Certificates struct {
	// Authority is the certificate that signed the others.
	Authority []byte
	// Client and ClientKey are a certificate for a client and its private key.
	Client, ClientKey []byte
	// Stranger is an authority that has signed neither, and OfStranger and OfStrangerKey a
	// certificate for a client that it has signed, with its key.
	Stranger                  []byte
	OfStranger, OfStrangerKey []byte
}

// ClientConfig returns the settings of a client that trusts the server and shows
// its certificate.
func (c *Certificates) ClientConfig() (*tls.Config, error) {
	certificate, err := tls.X509KeyPair(c.Client, c.ClientKey)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(c.Authority)
	return &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{certificate}, ServerName: "localhost"}, nil
}

// newCertificates makes an authority, a certificate for localhost and one for a
// client, and writes the server's part into folder.
func newCertificates(folder string) (*Certificates, error) {
	authority, err := newAuthority("Glissade test authority")
	if err != nil {
		return nil, err
	}
	stranger, err := newAuthority("Glissade test stranger")
	if err != nil {
		return nil, err
	}
	// Servers are clients of each other in a replication and a cluster.
	server, serverKey, err := authority.sign("localhost", x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth)
	if err != nil {
		return nil, err
	}
	client, clientKey, err := authority.sign("client", x509.ExtKeyUsageClientAuth)
	if err != nil {
		return nil, err
	}
	ofStranger, ofStrangerKey, err := stranger.sign("client", x509.ExtKeyUsageClientAuth)
	if err != nil {
		return nil, err
	}
	certificates := &Certificates{
		Authority: authority.pem(), Client: client, ClientKey: clientKey,
		Stranger: stranger.pem(), OfStranger: ofStranger, OfStrangerKey: ofStrangerKey,
	}
	for name, content := range map[string][]byte{
		authorityFile: certificates.Authority, serverCertificateFile: server, serverKeyFile: serverKey,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	return certificates, nil
}

type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(name string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := certificateTemplate(name)
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	return &authority{certificate: certificate, key: key}, err
}

func (a *authority) pem() []byte { return pemBlock("CERTIFICATE", a.certificate.Raw) }

// sign returns a certificate for name and its key, as PEM.
func (a *authority) sign(name string, usages ...x509.ExtKeyUsage) (certificate, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := certificateTemplate(name)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = usages
	template.DNSNames = []string{name}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &private.PublicKey, a.key)
	if err != nil {
		return nil, nil, err
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, err
	}
	return pemBlock("CERTIFICATE", der), pemBlock("PRIVATE KEY", encoded), nil
}

func certificateTemplate(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
	}
}

func pemBlock(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
