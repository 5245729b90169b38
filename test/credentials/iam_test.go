package credentials

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/native/iam"
	"github.com/glissade-io/glissade/options"
)

// rotatingKeys are AWS credentials that are others each time, so that each token is.
type rotatingKeys struct{ made atomic.Int64 }

func (k *rotatingKeys) Retrieve(context.Context) (aws.Credentials, error) {
	n := strconv.FormatInt(k.made.Add(1), 10)
	return aws.Credentials{AccessKeyID: "AKID" + n, SecretAccessKey: "secret" + n}, nil
}

// service has the servers take the tokens of a provider, and the last two alone, as AWS has
// them take those that are not too old.
type service struct {
	*environment
	*iam.Provider

	mu    sync.Mutex
	known []string // hashes
}

func (s *service) Credentials(ctx context.Context) (core.Credentials, error) {
	given, err := s.Provider.Credentials(ctx)
	if err != nil {
		return given, err
	}
	sum := sha256.Sum256([]byte(given.Password))
	hash := hex.EncodeToString(sum[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, known := range s.known {
		if known == hash {
			return given, nil
		}
	}
	s.known = append(s.known, hash)
	s.allow(given.Username, "#"+hash)
	if len(s.known) > 2 {
		s.allow(given.Username, "!"+s.known[0])
		s.known = s.known[1:]
	}
	return given, nil
}

func (e *environment) startService(interval time.Duration) *service {
	e.Helper()
	e.command("ACL", "DELUSER", "app")
	e.allow("app")
	tokens, err := iam.New(e.Context(), &options.ServerCredentials{Username: "app", IAM: &options.IAMConfiguration{
		ClusterName: "my-cache", Service: options.ElastiCache, Region: "us-east-1", RefreshInterval: interval,
	}}, iam.WithAWSCredentials(&rotatingKeys{}))
	require.NoError(e, err)
	return &service{environment: e, Provider: tokens}
}

// Tokens are renewed while a client works, and the old ones are good for nothing then.
func TestIAMTokensAreRenewedUnderLoad(t *testing.T) {
	onAll(t, func(e *environment) {
		s := e.startService(time.Second)
		c := e.connect(&options.ServerCredentials{Username: "app", IAM: &options.IAMConfiguration{
			ClusterName: "my-cache", Service: options.ElastiCache, Region: "us-east-1",
		}}, core.WithCredentialsProvider(s))
		l := e.begin(c)
		numbers := e.listen(c, c.Subscribe, "numbers", "numbers")
		for range 4 { // at once
			l.awaitMore()
			reply, err := c.RefreshIAMToken(e.Context())
			require.NoError(e, err)
			require.Equal(e, "OK", reply)
			numbers.awaitMore()
		}
		before := s.newest()
		require.Eventually(e, func() bool { return s.newest() != before }, patience, tick, "the next one by itself")
		l.awaitMore()
		numbers.awaitMore()
		numbers.end()
		require.Zero(e, numbers.gaps.Load())
		e.Logf("%d calls, %d messages, %d gaps", l.end(), numbers.received.Load(), numbers.gaps.Load())

		_, err := c.UpdateConnectionPassword(e.Context(), "another", true)
		var refused *failure.ConfigurationError
		require.ErrorAs(e, err, &refused, "the tokens are the provider's")
		_, err = e.connect(nil).RefreshIAMToken(e.Context())
		require.ErrorAs(e, err, &refused)
	})
}

func (s *service) newest() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[len(s.known)-1]
}
