package iam

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/options"
)

// Provider makes the tokens of one user of one cluster. It is for core.WithCredentialsProvider,
// of any number of clients; while there is one, a goroutine makes a new token now and then.
// Its methods may be called from any number of goroutines.
type Provider struct {
	username string
	cluster  options.IAMConfiguration
	aws      aws.CredentialsProvider
	logger   *slog.Logger
	making   chan struct{} // holds a token while one is made
	refusal  error         // what is wrong with a setting

	mu         sync.Mutex
	current    token
	clients    map[*client]struct{}
	reporters  map[*reporter]struct{}
	endRefresh context.CancelFunc // nil while there are no clients
}

// client is one that wants to know of new tokens.
type client struct{ changed func() }

// Format shows whose tokens they are, by every verb, and no token.
func (p *Provider) Format(to fmt.State, _ rune) {
	_, _ = io.WriteString(to, "IAM tokens of "+strconv.Quote(p.username)+" for "+strconv.Quote(p.cluster.ClusterName))
}

// Option is an option of [New].
type Option func(*Provider)

// WithAWSCredentials has AWS credentials asked of provider for each token, in place of the
// default chain of the AWS SDK. Where they are costly to get, wrap it in an
// aws.CredentialsCache.
func WithAWSCredentials(provider aws.CredentialsProvider) Option {
	return func(p *Provider) {
		p.need("WithAWSCredentials", provider == nil, "give a provider, or leave the setting out for the default chain")
		p.aws = provider
	}
}

// WithLogger has it logged there, as native.LogClientEvent does, where no token could be made
// and where the last one is about to expire, and that an interval is longer than a token's
// life. Without it slog.Default has the last, and the others if no client does: one has them
// that has a logger, or another listener for client events.
func WithLogger(logger *slog.Logger) Option {
	return func(p *Provider) {
		p.need("WithLogger", logger == nil, "give a logger, or leave the setting out for slog.Default")
		p.logger = logger
	}
}

// need refuses a setting of nothing.
func (p *Provider) need(setting string, isNil bool, remedy failure.Text) {
	if isNil && p.refusal == nil {
		p.refusal = &failure.ConfigurationError{Field: setting, Message: "is given nil; " + remedy}
	}
}

// slowInterval is from which interval on there is a time without a good token.
const slowInterval = lifetime

// New makes the first token for credentials with IAM set, and returns what makes the others.
// ctx bounds that and the finding of AWS credentials.
//
// Errors: *failure.ConfigurationError; the AWS SDK's, when no token could be made in eight
// attempts.
func New(ctx context.Context, credentials *options.ServerCredentials, settings ...Option) (*Provider, error) {
	if !credentials.UsesIAM() {
		return nil, &failure.ConfigurationError{Field: "ServerCredentials.IAM", Message: "is nil; say which cluster the tokens are for"}
	}
	if err := credentials.Validate(); err != nil {
		return nil, err
	}
	p := &Provider{
		username: credentials.Username, cluster: *credentials.IAM,
		making: make(chan struct{}, 1), clients: map[*client]struct{}{}, reporters: map[*reporter]struct{}{},
	}
	p.cluster.RefreshInterval = cmp.Or(p.cluster.RefreshInterval, options.DefaultIAMRefreshInterval)
	for i, set := range settings {
		if set == nil {
			return nil, &failure.ConfigurationError{Field: "settings[" + strconv.Itoa(i) + "]", Message: "is nil; leave it out"}
		}
		set(p)
	}
	if p.refusal != nil {
		return nil, p.refusal
	}
	if p.aws == nil {
		var err error
		if p.aws, err = defaultChain(ctx, p.cluster.Region); err != nil {
			return nil, err
		}
	}
	if p.cluster.RefreshInterval >= slowInterval {
		cmp.Or(p.logger, slog.Default()).LogAttrs(ctx, slog.LevelWarn, "valkey: IAM tokens are good for 15 minutes, and are made less often",
			slog.Duration("interval", p.cluster.RefreshInterval), slog.String("cluster", p.cluster.ClusterName))
	}
	if _, err := p.obtain(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

const endpointVariable = "AWS_ENDPOINT_URL_STS"

// defaultChain is the AWS SDK's, which honours the variable by itself.
func defaultChain(ctx context.Context, region string) (aws.CredentialsProvider, error) {
	if endpoint := os.Getenv(endpointVariable); endpoint != "" && !strings.HasPrefix(endpoint, "https://") {
		return nil, &failure.ConfigurationError{Field: endpointVariable, Message: "does not begin with https://; AWS credentials are not asked for in the clear"}
	}
	loaded, err := config.LoadDefaultConfig(ctx, config.WithRegion(region))
	if err != nil {
		return nil, err
	}
	return loaded.Credentials, nil
}

// Credentials returns the user and a token that is good for a minute at least, which is made
// if there is none: core.CredentialsProvider.
func (p *Provider) Credentials(ctx context.Context) (core.Credentials, error) {
	t, err := p.obtain(ctx)
	if err != nil {
		return core.Credentials{}, err
	}
	return core.Credentials{Username: p.username, Password: t.text}, nil
}

func (p *Provider) good() (token, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.current, p.current.isGood(time.Now())
}

// RefreshCredentials makes a token now, with which the clients' connections authenticate:
// core.CredentialsRefresher.
func (p *Provider) RefreshCredentials(ctx context.Context) error {
	_, err := p.renew(ctx)
	return err
}
