package tcp

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strconv"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
)

// LoadRootCertificatesFromFile returns the certificates of authorities in a file of PEM
// text, for options.TLSConfiguration.RootCertificates.
//
// Errors: *failure.ConfigurationError, which names the file, if it does not exist, cannot be
// read or is empty. What it holds is checked when a dialer takes it.
func LoadRootCertificatesFromFile(path string) ([]byte, error) {
	return loadPEM("path", path)
}

// LoadClientCertificateAndKeyFromFile returns a client's certificate and its private key,
// from two files of PEM text, for options.TLSConfiguration.ClientCertificate and ClientKey.
// They are read once: for files that are renewed while the program runs, see
// [ClientCertificateFiles].
//
// Errors: those of [LoadRootCertificatesFromFile].
func LoadClientCertificateAndKeyFromFile(certificatePath, keyPath string) (certificate, key []byte, err error) {
	if certificate, err = loadPEM("certificatePath", certificatePath); err != nil {
		return nil, nil, err
	}
	if key, err = loadPEM("keyPath", keyPath); err != nil {
		return nil, nil, err
	}
	return certificate, key, nil
}

// loadPEM returns what a file holds. field is what names the file.
func loadPEM(field, path string) ([]byte, error) {
	refuse := func(reason string) ([]byte, error) {
		return nil, &failure.ConfigurationError{Field: field, Message: failure.Text("names the file " + strconv.Quote(path) + ", which " + reason)}
	}
	if path == "" {
		return nil, &failure.ConfigurationError{Field: field, Message: "is empty; give the path of a file of PEM text"}
	}
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse("does not exist; write it, or give another path")
	case err != nil:
		if path, is := errtype.As[*fs.PathError](err); is {
			err = path.Err
		}
		return refuse("cannot be read: " + err.Error() + "; let the program read it, or give another path")
	case len(bytes.TrimSpace(content)) == 0:
		return refuse("is empty; write PEM text into it")
	default:
		return content, nil
	}
}
