package iam

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// connect is what a service reads from a token.
type connect struct {
	host, user, resourceType string
	accessKey, session       string
	region, service          string
	signed                   time.Time
	expires                  time.Duration
	parameters               []string // their names, in order
}

// verify checks a token as the service does, with the secret of its access key: written from
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html, so that it
// agrees with the signer by what AWS has published alone.
func verify(token, secret string, now time.Time) (connect, error) {
	host, query, found := strings.Cut(token, "/?")
	if !found {
		return connect{}, errors.New("it is no host, path and query")
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return connect{}, err
	}
	c := connect{
		host: host, user: values.Get("User"), resourceType: values.Get("ResourceType"), session: values.Get("X-Amz-Security-Token"),
	}
	for name, all := range values {
		c.parameters = append(c.parameters, name)
		if len(all) != 1 {
			return connect{}, fmt.Errorf("%s is there %d times", name, len(all))
		}
	}
	slices.Sort(c.parameters)
	for name, want := range map[string]string{
		"Action": "connect", "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-SignedHeaders": "host",
	} {
		if got := values.Get(name); got != want {
			return connect{}, fmt.Errorf("%s is %q", name, got)
		}
	}
	seconds, err := strconv.Atoi(values.Get("X-Amz-Expires"))
	if err != nil {
		return connect{}, err
	}
	c.expires = time.Duration(seconds) * time.Second
	date := values.Get("X-Amz-Date")
	if c.signed, err = time.Parse("20060102T150405Z", date); err != nil {
		return connect{}, err
	}
	if now.Before(c.signed.Add(-time.Second)) || now.After(c.signed.Add(c.expires)) {
		return connect{}, errors.New("the request has expired")
	}
	scope := strings.Split(values.Get("X-Amz-Credential"), "/")
	if len(scope) != 5 || scope[1] != date[:8] || scope[4] != "aws4_request" {
		return connect{}, fmt.Errorf("X-Amz-Credential is %q", values.Get("X-Amz-Credential"))
	}
	c.accessKey, c.region, c.service = scope[0], scope[2], scope[3]

	if !hmac.Equal([]byte(signature("/", host, hash(""), values, secret)), []byte(values.Get("X-Amz-Signature"))) {
		return connect{}, errors.New("the signature does not match")
	}
	return c, nil
}

// signature is that of a GET request in whose query it stands, and all that it depends on.
func signature(path, host, payload string, query url.Values, secret string) string {
	var canonical []string
	for name, all := range query {
		if name != "X-Amz-Signature" {
			canonical = append(canonical, encode(name)+"="+encode(all[0]))
		}
	}
	slices.Sort(canonical)
	request := "GET\n" + path + "\n" + strings.Join(canonical, "&") + "\nhost:" + host + "\n\nhost\n" + payload
	_, scope, _ := strings.Cut(query.Get("X-Amz-Credential"), "/")
	toSign := "AWS4-HMAC-SHA256\n" + query.Get("X-Amz-Date") + "\n" + scope + "\n" + hash(request)
	key := []byte("AWS4" + secret)
	for _, part := range append(strings.Split(scope, "/"), toSign) {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	return hex.EncodeToString(key)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// encode is the UriEncode of the description.
func encode(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
