package iam

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/options"
)

// The parameters that every token has.
var always = []string{"Action", "User", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Signature", "X-Amz-SignedHeaders"}

func TestATokenIsWhatTheServicesExpect(t *testing.T) {
	for name, test := range map[string]struct {
		user    string
		session string
		cluster options.IAMConfiguration
		also    []string // parameters
	}{
		"ElastiCache": {"app", "", options.IAMConfiguration{ClusterName: "my-cache", Service: options.ElastiCache, Region: "us-east-1"}, nil},
		"serverless": {
			"app", "",
			options.IAMConfiguration{ClusterName: "my-cache", Service: options.ElastiCache, Region: "eu-central-1", Serverless: true},
			[]string{"ResourceType"},
		},
		"MemoryDB": {"app", "", options.IAMConfiguration{ClusterName: "my-db", Service: options.MemoryDB, Region: "cn-north-1"}, nil},
		"temporary credentials": {
			"app", "session/+=",
			options.IAMConfiguration{ClusterName: "my-cache", Service: options.ElastiCache, Region: "us-east-1"},
			[]string{"X-Amz-Security-Token"},
		},
		"a name with everything": {"a b&c=d/e+f%g~ü", "", options.IAMConfiguration{ClusterName: "my-cache", Service: options.ElastiCache, Region: "us-east-1"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 30, 23, 59, 58, 999, time.UTC)
			made, err := sign(t.Context(), aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "s3cret", SessionToken: test.session}, test.user, &test.cluster, now)
			require.NoError(t, err)
			require.Equal(t, now.Add(15*time.Minute), made.expires)
			require.True(t, strings.HasPrefix(made.text, test.cluster.ClusterName+"/?"), made.text)
			require.NotContains(t, made.text, "+", "a space is %20")

			got, err := verify(made.text, "s3cret", now.Add(14*time.Minute))
			require.NoError(t, err)
			want := connect{
				host: test.cluster.ClusterName, user: test.user, session: test.session, accessKey: "AKID",
				region: test.cluster.Region, service: string(test.cluster.Service),
				signed: now.Truncate(time.Second), expires: 15 * time.Minute, parameters: got.parameters,
			}
			if test.cluster.Serverless {
				want.resourceType = "ServerlessCache"
			}
			require.Equal(t, want, got)
			require.ElementsMatch(t, append(test.also, always...), got.parameters)

			_, err = verify(made.text, "s3cret", now.Add(15*time.Minute+time.Second))
			require.ErrorContains(t, err, "expired")
			_, err = verify(made.text, "another", now)
			require.ErrorContains(t, err, "signature")
			for _, change := range [][2]string{{"Action=connect", "Action=connect&Action=connect"}, {"X-Amz-Expires=900", "X-Amz-Expires=901"}, {test.cluster.ClusterName, "another"}} {
				_, err = verify(strings.Replace(made.text, change[0], change[1], 1), "s3cret", now)
				require.Error(t, err, change)
			}
		})
	}
}

// The example of a signed URL that AWS documents, with its signature.
// See https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
func TestTheVerifierAgreesWithWhatIsPublished(t *testing.T) {
	query := url.Values{
		"X-Amz-Algorithm": {"AWS4-HMAC-SHA256"}, "X-Amz-Credential": {"AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"},
		"X-Amz-Date": {"20130524T000000Z"}, "X-Amz-Expires": {"86400"}, "X-Amz-SignedHeaders": {"host"},
	}
	require.Equal(t, "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
		signature("/test.txt", "examplebucket.s3.amazonaws.com", "UNSIGNED-PAYLOAD", query, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
}

func TestATokenIsGoodAsLongAsItsCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		for left, want := range map[time.Duration]time.Duration{
			5 * time.Minute: 5 * time.Minute, time.Hour: lifetime,
		} {
			made, err := sign(t.Context(), aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b", CanExpire: true, Expires: now.Add(left)}, "app", cluster(0), now)
			require.NoError(t, err)
			require.Equal(t, now.Add(want), made.expires)
			require.True(t, made.isGood(now))
			require.False(t, made.isGood(made.expires.Add(-margin)))
		}
	})
}

func TestAClusterNameThatIsNone(t *testing.T) {
	_, err := sign(t.Context(), aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, "app", &options.IAMConfiguration{ClusterName: "a b"}, time.Now())
	require.ErrorContains(t, err, `"a b"`)
}

func TestProvidersShowNoToken(t *testing.T) {
	p, err := New(t.Context(), credentials(0), WithAWSCredentials(&source{}))
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		require.Equal(t, `IAM tokens of "app" for "my-cache"`, fmt.Sprintf(verb, p))
	}
}
