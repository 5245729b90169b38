package iam

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/glissade-io/glissade/options"
)

// lifetime is for how long servers take a token.
const lifetime = 15 * time.Minute

// emptyPayload is the SHA-256 of nothing, which the request to connect carries.
const emptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// token is a password for a while.
type token struct {
	text    string
	expires time.Time
}

// isGood reports whether a connection that is made now can authenticate with the token. One
// that is about to expire may have done so on its way.
func (t token) isGood(now time.Time) bool { return now.Before(t.expires.Add(-margin)) }

// margin is what a token has left at least when it is given out: for the way, and for clocks
// that are not set alike.
const margin = time.Minute

// sign makes a token from AWS credentials. It is good no longer than they are.
func sign(ctx context.Context, credentials aws.Credentials, username string, cluster *options.IAMConfiguration, now time.Time) (token, error) {
	query := url.Values{
		"Action": {"connect"}, "User": {username},
		"X-Amz-Expires": {strconv.Itoa(int(lifetime / time.Second))},
	}
	if cluster.Serverless {
		query.Set("ResourceType", "ServerlessCache")
	}
	target := url.URL{Scheme: "https", Host: cluster.ClusterName, Path: "/", RawQuery: query.Encode()}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return token{}, fmt.Errorf("the cluster name %q cannot be signed: %w", cluster.ClusterName, err)
	}
	signed, _, err := v4.NewSigner().PresignHTTP(ctx, credentials, request, emptyPayload, string(cluster.Service), cluster.Region, now)
	if err != nil {
		return token{}, err
	}
	t := token{text: strings.TrimPrefix(signed, "https://"), expires: now.Add(lifetime)}
	if credentials.CanExpire && credentials.Expires.Before(t.expires) {
		t.expires = credentials.Expires
	}
	return t, nil
}
