package main

import (
	"context"
	"errors"
	"strings"

	"github.com/glissade-io/glissade/core/stream"
)

// askingDialer opens streams for which JavaScript waits, before it opens a socket: for
// functions that it calls, and for a page that is offline.
type askingDialer struct {
	dialer stream.Dialer
	client uint32
	// asked returns what JavaScript knows of a client's functions: what is waited for, if
	// anything is, and if there is a function for credentials a zero byte, the last
	// user that it has returned, another zero byte and the password.
	asked func(client uint32) string
}

// Dial opens a stream, which has the credentials if those were asked for. Where the time is
// over it says what was waited for.
func (d *askingDialer) Dial(ctx context.Context, address string) (stream.Stream, error) {
	s, err := d.dialer.Dial(ctx, address)
	waiting, credentials, hasCredentials := strings.Cut(d.asked(d.client), "\x00")
	if err != nil && ctx.Err() != nil && waiting != "" {
		return nil, errors.Join(errors.New(waiting), ctx.Err())
	}
	if err != nil || !hasCredentials {
		return s, err
	}
	username, password, _ := strings.Cut(credentials, "\x00")
	return &authenticated{stream: s, username: username, password: password}, nil
}

// authenticated is a stream with what its connection is to authenticate with: see
// node.Authenticated. Its methods are written out, as embedding makes twice as many.
type authenticated struct {
	stream             stream.Stream
	username, password string
	_                  [0]func() // Nobody compares it.
}

func (a *authenticated) Read(p []byte) (int, error)  { return a.stream.Read(p) }
func (a *authenticated) Write(p []byte) (int, error) { return a.stream.Write(p) }
func (a *authenticated) Close() error                { return a.stream.Close() }

func (a *authenticated) Credentials() (username, password string) { return a.username, a.password }
