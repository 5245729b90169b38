package iam

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// source has AWS credentials, others each time.
type source struct {
	mu      sync.Mutex
	asked   []time.Time
	fails   int // so many times
	expires time.Duration
	panics  bool
	hangs   bool
}

var errNoAWS = errors.New("no credentials today")

func (s *source) Retrieve(ctx context.Context) (aws.Credentials, error) {
	s.mu.Lock()
	s.asked = append(s.asked, time.Now())
	n, fails, hangs := len(s.asked), s.fails > 0, s.hangs
	s.fails--
	s.mu.Unlock()
	switch {
	case s.panics:
		panic("in Retrieve")
	case hangs:
		<-ctx.Done()
		return aws.Credentials{}, ctx.Err()
	case fails:
		return aws.Credentials{}, errNoAWS
	}
	given := aws.Credentials{AccessKeyID: "AKID" + strconv.Itoa(n), SecretAccessKey: "secret" + strconv.Itoa(n)}
	if s.expires > 0 {
		given.CanExpire, given.Expires = true, time.Now().Add(s.expires)
	}
	return given, nil
}

func (s *source) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

func (s *source) fail(times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = times
}

func cluster(interval time.Duration) *options.IAMConfiguration {
	return &options.IAMConfiguration{ClusterName: "my-cache", Service: options.ElastiCache, Region: "us-east-1", RefreshInterval: interval}
}

func credentials(interval time.Duration) *options.ServerCredentials {
	return &options.ServerCredentials{Username: "app", IAM: cluster(interval)}
}

// number returns which of the source's credentials a provider's token is signed with.
func number(t *testing.T, p *Provider) int {
	t.Helper()
	given, err := p.Credentials(t.Context())
	require.NoError(t, err)
	require.Equal(t, "app", given.Username)
	for n := range 1000 {
		c, err := verify(given.Password, "secret"+strconv.Itoa(n), time.Now())
		if err == nil {
			require.Equal(t, "AKID"+strconv.Itoa(n), c.accessKey)
			return n
		}
	}
	t.Fatal("nobody has signed the token")
	return 0
}

func TestTokensAreMadeAtTheIntervalWhileThereAreClients(t *testing.T) {
	for interval, every := range map[time.Duration]time.Duration{0: 5 * time.Minute, time.Second: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			s := &source{}
			p, err := New(t.Context(), credentials(interval), WithAWSCredentials(s))
			require.NoError(t, err)
			require.Equal(t, 1, s.count())
			require.Equal(t, 1, number(t, p))
			time.Sleep(every)
			synctest.Wait()
			require.Equal(t, 1, s.count(), "nobody needs more")

			var told [2]int
			stops := [2]func(){}
			for i := range stops {
				stops[i] = p.NotifyCredentials(func() { told[i]++ })
			}
			for i := range 3 {
				time.Sleep(every)
				synctest.Wait()
				require.Equal(t, [2]int{i + 1, i + 1}, told)
				require.Equal(t, i+2, number(t, p), "from credentials that are asked for each time")
			}
			stops[0]()
			stops[0]()
			time.Sleep(every)
			synctest.Wait()
			require.Equal(t, [2]int{3, 4}, told)
			stops[1]()
			synctest.Wait()
			time.Sleep(3 * every)
			require.Equal(t, 5, s.count())

			defer p.NotifyCredentials(func() { told[0]++ })()
			time.Sleep(every)
			synctest.Wait()
			require.Equal(t, 4, told[0], "another client comes later")
		})
	}
}

func TestATokenThatHasExpiredIsGivenToNobody(t *testing.T) {
	for expires, lives := range map[time.Duration]time.Duration{0: lifetime, 5 * time.Minute: 5 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			s := &source{expires: expires}
			p, err := New(t.Context(), credentials(0), WithAWSCredentials(s))
			require.NoError(t, err)
			time.Sleep(lives - margin - time.Second)
			require.Equal(t, 1, number(t, p))
			time.Sleep(time.Second)
			require.Equal(t, 2, number(t, p))
			require.Equal(t, 2, number(t, p))
		})
	}
}

func TestTheMakingOfATokenIsTriedEightTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{fails: 7}
		_, err := New(t.Context(), credentials(0), WithAWSCredentials(s))
		require.NoError(t, err)
		require.Equal(t, 8, s.count())
		for i, milliseconds := range []float64{100, 200, 400, 800, 1600, 3000, 3000} {
			require.InEpsilon(t, milliseconds, float64(s.asked[i+1].Sub(s.asked[i])/time.Millisecond), 0.21, "pause %d", i)
		}

		s = &source{fails: 8}
		_, err = New(t.Context(), credentials(0), WithAWSCredentials(s))
		require.ErrorIs(t, err, errNoAWS)
		require.ErrorContains(t, err, `"my-cache"`)
		require.Equal(t, 8, s.count())

		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		defer cancel()
		s = &source{fails: 8}
		_, err = New(ctx, credentials(0), WithAWSCredentials(s))
		require.ErrorIs(t, err, errNoAWS)
		require.Equal(t, 2, s.count())
	})
}

func TestAttemptsHaveAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{hangs: true}
		began := time.Now()
		_, err := New(t.Context(), credentials(0), WithAWSCredentials(s))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.InDelta(t, attempts*attemptTimeout, time.Since(began), float64(12*time.Second))
		s = &source{panics: true}
		_, err = New(t.Context(), credentials(0), WithAWSCredentials(s))
		var panicked *failure.PanicError
		require.ErrorAs(t, err, &panicked)
	})
}

func TestARenewalThatFailsLeavesTheTokenAsItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := &source{}
		p, err := New(t.Context(), credentials(time.Minute), WithAWSCredentials(s), WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		require.NoError(t, err)
		told := 0
		stop := p.NotifyCredentials(func() { told++ })
		s.fail(8)
		time.Sleep(time.Minute + 20*time.Second)
		synctest.Wait()
		require.Equal(t, 9, s.count())
		require.Zero(t, told)
		require.Equal(t, 1, number(t, p))
		require.Contains(t, log.String(), "level=WARN")
		require.Contains(t, log.String(), `msg="valkey: credentials kept" attempt=8 expires=2000-01-01T00:15:00.000Z error=`)
		require.Contains(t, log.String(), errNoAWS.Error())
		require.NotContains(t, log.String(), "Signature")
		log.Reset()
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, 1, told)
		require.Equal(t, 10, number(t, p))

		s.fail(8)
		time.Sleep(30 * time.Second)
		stop()
		synctest.Wait()
		require.Empty(t, log.String(), "a client that is closed is no failure")
	})
}

func TestATokenThatIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		p, err := New(t.Context(), credentials(0), WithAWSCredentials(s))
		require.NoError(t, err)
		told := 0
		defer p.NotifyCredentials(func() { told++ })()
		require.NoError(t, p.RefreshCredentials(t.Context()))
		require.Equal(t, 1, told, "when it returns")
		require.Equal(t, 2, number(t, p))
		s.fail(8)
		require.ErrorIs(t, p.RefreshCredentials(t.Context()), errNoAWS)
		require.Equal(t, 1, told)

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		p.making <- struct{}{}
		require.ErrorIs(t, p.RefreshCredentials(ctx), context.Canceled)
		<-p.making
	})
}

func TestManyConnectionsAtOnceCostOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		p, err := New(t.Context(), credentials(0), WithAWSCredentials(s))
		require.NoError(t, err)
		time.Sleep(lifetime)
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() { require.Equal(t, 2, number(t, p)) })
		}
		all.Wait()
		require.Equal(t, 2, s.count())
	})
}

func TestAnIntervalBeyondTheLifeOfATokenIsWarnedOf(t *testing.T) {
	for interval, warns := range map[time.Duration]bool{15*time.Minute - 1: false, 15 * time.Minute: true, 12*time.Hour - 1: true} {
		var log bytes.Buffer
		_, err := New(t.Context(), credentials(interval), WithAWSCredentials(&source{}), WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		require.NoError(t, err)
		require.Equal(t, warns, bytes.Contains(log.Bytes(), []byte("level=WARN")), log.String())
	}
}

// reports are what a client was told.
type reports struct {
	mu  sync.Mutex
	all []models.ClientEvent
}

func (r *reports) add(e models.ClientEvent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, e)
}

func (r *reports) list() []models.ClientEvent {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all
}

// A client that listens has events, and then nothing is logged besides.
func TestWhatBecomesOfTokensIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		before := slog.Default()
		defer slog.SetDefault(before)
		slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		s := &source{}
		start := time.Now()
		p, err := New(t.Context(), credentials(4*time.Minute), WithAWSCredentials(s))
		require.NoError(t, err)
		stop := p.NotifyCredentials(func() {})
		var reported [2]reports
		ends := [2]func(){}
		for i := range reported {
			ends[i] = p.ReportCredentials(reported[i].add)
		}
		s.fail(3 * 8)
		time.Sleep(4*time.Minute + 20*time.Second)
		require.Len(t, reported[0].list(), 8)
		for i, e := range reported[0].list() {
			require.ErrorIs(t, e.Err, errNoAWS)
			require.Equal(t, i+1, e.Attempt)
			if i < 7 {
				require.Equal(t, models.CredentialsRetried, e.Kind)
				require.Positive(t, e.Wait)
			} else {
				require.Equal(t, models.CredentialsKept, e.Kind)
				require.Equal(t, start.Add(lifetime), e.Expires.Local())
			}
		}
		ends[1]()
		time.Sleep(time.Until(start.Add(lifetime - margin)))
		require.Len(t, reported[1].list(), 8, "its client is closed")
		require.Len(t, reported[0].list(), 3*8+1)
		last := reported[0].list()[24]
		require.Equal(t, models.CredentialsExpiring, last.Kind)
		require.Equal(t, start.Add(lifetime), last.Expires.Local())
		time.Sleep(time.Hour)
		require.Len(t, reported[0].list(), 3*8+1, "once, and there are new ones again")
		require.Empty(t, log.String())

		ends[0]()
		s.fail(1)
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		require.Contains(t, log.String(), `level=DEBUG msg="valkey: credentials retried" attempt=1 wait=`)
		stop()
	})
}

// Tokens that are made less often than they end are good for a while only, which is told of each.
func TestTokensThatEndBeforeTheInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &source{}
		p, err := New(t.Context(), credentials(20*time.Minute), WithAWSCredentials(s), WithLogger(slog.New(slog.DiscardHandler)))
		require.NoError(t, err)
		defer p.NotifyCredentials(func() {})()
		var reported reports
		defer p.ReportCredentials(reported.add)()
		for i := range 3 {
			time.Sleep(20*time.Minute - time.Second)
			require.Len(t, reported.list(), i+1)
			require.Equal(t, models.CredentialsExpiring, reported.list()[i].Kind)
			time.Sleep(time.Second)
		}
		synctest.Wait()
		require.Equal(t, 4, s.count())
	})
}
