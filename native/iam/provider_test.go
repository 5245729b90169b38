package iam

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

var (
	_ core.CredentialsNotifier  = (*Provider)(nil)
	_ core.CredentialsRefresher = (*Provider)(nil)
)

func TestWhatNoTokenCanBeMadeFor(t *testing.T) {
	for field, c := range map[string]*options.ServerCredentials{
		"ServerCredentials.IAM":                  nil,
		"ServerCredentials.IAM ":                 {Username: "app", Password: "p"},
		"ServerCredentials.Username":             {IAM: cluster(0)},
		"ServerCredentials":                      {Username: "app", Password: "p", IAM: cluster(0)},
		"ServerCredentials.IAM.RefreshInterval":  credentials(12 * time.Hour),
		"ServerCredentials.IAM.RefreshInterval ": credentials(time.Second - 1),
		"ServerCredentials.IAM.ClusterName":      {Username: "app", IAM: &options.IAMConfiguration{}},
	} {
		_, err := New(t.Context(), c, WithAWSCredentials(&source{}))
		var refused *failure.ConfigurationError
		require.ErrorAs(t, err, &refused, field)
		require.Contains(t, field, refused.Field)
	}
	_, err := New(t.Context(), credentials(0), WithAWSCredentials(&source{}), nil)
	require.ErrorContains(t, err, "settings[1]")
	_, err = New(t.Context(), credentials(0), WithAWSCredentials(nil))
	require.ErrorContains(t, err, "WithAWSCredentials: is given nil")
	_, err = New(t.Context(), credentials(0), WithAWSCredentials(&source{}), WithLogger(nil))
	require.ErrorContains(t, err, "WithLogger: is given nil")
}

// withoutAWS has the environment say nothing of AWS.
func withoutAWS(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": empty, "AWS_SHARED_CREDENTIALS_FILE": empty, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_WEB_IDENTITY_TOKEN_FILE": "", "AWS_ROLE_ARN": "", endpointVariable: "",
	} {
		t.Setenv(name, value)
	}
}

func TestCredentialsOfTheEnvironment(t *testing.T) {
	withoutAWS(t)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKID1")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret1")
	p, err := New(t.Context(), credentials(0))
	require.NoError(t, err)
	require.Equal(t, 1, number(t, p))
}

// A web identity is exchanged at the endpoint that the variable names, over TLS alone.
func TestCredentialsOfAnEndpoint(t *testing.T) {
	withoutAWS(t)
	endpoint := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("Action") != "AssumeRoleWithWebIdentity" || r.FormValue("WebIdentityToken") != "identity" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>`+
			`<AccessKeyId>AKID7</AccessKeyId><SecretAccessKey>secret7</SecretAccessKey><SessionToken>session</SessionToken><Expiration>%s</Expiration>`+
			`</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	}))
	defer endpoint.Close()
	folder := t.TempDir()
	identity, authority := filepath.Join(folder, "identity"), filepath.Join(folder, "authority")
	require.NoError(t, os.WriteFile(identity, []byte("identity"), 0o600))
	require.NoError(t, os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: endpoint.Certificate().Raw}), 0o600))
	t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", identity)
	t.Setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/app")
	t.Setenv("AWS_CA_BUNDLE", authority)
	t.Setenv(endpointVariable, endpoint.URL)
	p, err := New(t.Context(), credentials(0))
	require.NoError(t, err)
	require.Equal(t, 7, number(t, p))

	for _, inTheClear := range []string{"http" + endpoint.URL[len("https"):], "sts.example.com"} {
		t.Setenv(endpointVariable, inTheClear)
		_, err = New(t.Context(), credentials(0))
		var refused *failure.ConfigurationError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, endpointVariable, refused.Field)
	}
}
