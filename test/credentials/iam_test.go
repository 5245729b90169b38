package credentials

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/native/iam"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/test/servers"
)

// rotatingKeys are AWS credentials that are others each time, so that each token is.
type rotatingKeys struct {
	made  atomic.Int64
	fails atomic.Bool
}

var errNoKeys = errors.New("no keys today")

func (k *rotatingKeys) Retrieve(context.Context) (aws.Credentials, error) {
	if k.fails.Load() {
		return aws.Credentials{}, errNoKeys
	}
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
	return e.startServiceOf(new(rotatingKeys), interval)
}

func (e *environment) startServiceOf(keys *rotatingKeys, interval time.Duration) *service {
	e.Helper()
	e.command("ACL", "DELUSER", "app")
	e.allow("app")
	tokens, err := iam.New(e.Context(), &options.ServerCredentials{Username: "app", IAM: &options.IAMConfiguration{
		ClusterName: "my-cache", Service: options.ElastiCache, Region: "us-east-1", RefreshInterval: interval,
	}}, iam.WithAWSCredentials(keys))
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

// A client's listener has it when tokens cannot be made, and the client goes on.
func TestTokensThatCannotBeMadeAreReported(t *testing.T) {
	servers.Require(t, servers.Valkey91)
	e := &environment{t, []*servers.Server{servers.Start(t, servers.Valkey91, servers.Options{})}, false, options.ProtocolRESP3}
	var keys rotatingKeys
	s := e.startServiceOf(&keys, time.Second)
	logged := make(chan core.ClientEvent, 64)
	c := e.connect(nil, core.WithCredentialsProvider(s), core.WithClientEvents(func(e core.ClientEvent) {
		select {
		case logged <- e:
		default:
		}
	}))
	keys.fails.Store(true)
	kinds := map[models.ClientEventKind]int{}
	for kinds[models.CredentialsKept] == 0 {
		select {
		case event := <-logged:
			require.ErrorIs(t, event.Err, errNoKeys)
			require.NotContains(t, event.Err.Error(), "Signature")
			kinds[event.Kind]++
		case <-time.After(patience):
			t.Fatal("nobody tells")
		}
	}
	require.Equal(t, map[models.ClientEventKind]int{models.CredentialsRetried: 7, models.CredentialsKept: 1}, kinds)
	_, err := c.Incr(t.Context(), "counter")
	require.NoError(t, err)
	before := s.newest()
	keys.fails.Store(false)
	require.Eventually(t, func() bool { return s.newest() != before }, patience, tick, "there are new ones again")
	_, err = c.Incr(t.Context(), "counter")
	require.NoError(t, err)
}
