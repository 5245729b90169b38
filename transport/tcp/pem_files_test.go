package tcp_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/transport/tcp"
)

func TestPEMFilesAreLoaded(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	roots, certificate, key := write("roots.pem", "roots"), write("client.crt", "certificate"), write("client.key", "key")
	loaded, err := tcp.LoadRootCertificatesFromFile(roots)
	require.NoError(t, err)
	require.Equal(t, "roots", string(loaded))
	loadedCertificate, loadedKey, err := tcp.LoadClientCertificateAndKeyFromFile(certificate, key)
	require.NoError(t, err)
	require.Equal(t, []string{"certificate", "key"}, []string{string(loadedCertificate), string(loadedKey)})

	missing := filepath.Join(folder, "missing.pem")
	for path, reason := range map[string]string{
		missing: "does not exist", folder: "cannot be read", write("empty", ""): "is empty", write("blank", " \n\t"): "is empty",
	} {
		_, err := tcp.LoadRootCertificatesFromFile(path)
		requireNames(t, err, "path", path, reason)
		_, _, err = tcp.LoadClientCertificateAndKeyFromFile(path, missing)
		requireNames(t, err, "certificatePath", path, reason)
		_, _, err = tcp.LoadClientCertificateAndKeyFromFile(certificate, path)
		requireNames(t, err, "keyPath", path, reason)
	}
	_, err = tcp.LoadRootCertificatesFromFile("")
	require.ErrorContains(t, err, "path: is empty; give the path")
}

// requireNames checks that an error names a setting and the file that it names.
func requireNames(t *testing.T, err error, field, path, reason string) {
	t.Helper()
	var wrong *failure.ConfigurationError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, field, wrong.Field)
	require.Contains(t, wrong.Error(), path)
	require.Contains(t, wrong.Error(), reason)
	require.Contains(t, wrong.Error(), ";", "it names no remedy")
}
