package models

import "time"

// ClientEvent reports what a client has noticed of its servers, or does by itself, beside
// what becomes of its connections: see [ConnectionEvent]. It never holds a key, a value, the
// name of a channel or a secret. Fields that do not belong to its kind are zero.
type ClientEvent struct {
	// Kind says what happened.
	Kind ClientEventKind
	// Address is that of the server that is the reason, if one is: the one that was asked in
	// vain, that redirects, that refuses or whose connection was lost.
	Address string
	// Target is where a redirection leads to.
	Target string
	// Command is the name of a command that is sent again, such as "GET", or "batch".
	Command string
	// Requests is how many commands are sent again: those of a batch together.
	Requests int
	// Code is the server's error code, such as "MOVED" or "LOADING", if it has answered.
	Code string
	// Err is why, where the server has not answered.
	Err error
	// Attempt counts the attempts at the command so far, or at new credentials, from 1, and
	// Wait is how long it takes until the next.
	Attempt int
	Wait    time.Duration
	// Shards and Servers are how many there are in the new topology. Servers that are no
	// cluster are one shard.
	Shards, Servers int
	// Subscriptions is how many subscriptions are concerned, and Channels how many of their
	// channels and patterns.
	Subscriptions, Channels int
	// Reason is why values were not compressed or decompressed, in the same few words each
	// time, and Values for how many since the last event with that reason.
	Reason string
	Values int
	// Expires is when credentials end.
	Expires time.Time
}

// ClientEventKind says what a [ClientEvent] is about.
type ClientEventKind string

const (
	// RequestRetried reports that a command is sent again. Address, Command, Requests,
	// Attempt and Wait are set, and Code or Err.
	RequestRetried ClientEventKind = "request retried"
	// RequestRedirected reports that a command goes to another server of a cluster. Address,
	// Target, Command, Requests, Attempt and Code are set.
	RequestRedirected ClientEventKind = "request redirected"
	// TopologyChanged reports which servers there are from now on: Shards and Servers. That
	// another one is the primary is PrimaryChanged of [ConnectionEvent], unless there are
	// several shards.
	TopologyChanged ClientEventKind = "topology changed"
	// TopologyUnknown reports that no server tells which servers there are, or which of them
	// is the primary: Err is why. Until that is known again it comes once, and once more for
	// each other code of an error with which servers refuse to tell.
	TopologyUnknown ClientEventKind = "topology unknown"
	// SubscriptionGap reports that messages may be missing: Address, Subscriptions, Channels
	// and Err. The subscriptions find a *failure.GapError among their messages.
	SubscriptionGap ClientEventKind = "subscription gap"
	// SubscriptionRefused reports that a server refuses channels: Address, Code,
	// Subscriptions and Channels. The subscriptions find a *failure.SubscriptionError. Calls
	// that wait for the server return the error instead.
	SubscriptionRefused ClientEventKind = "subscription refused"
	// CompressionSkipped reports that values are sent as they are which compression would have
	// made no shorter, or which are compressed already, and not those that are just short:
	// Reason, Values, and Command that of the last. The first of each Reason is reported at
	// once, and then how many there were, at most once a minute.
	CompressionSkipped ClientEventKind = "compression skipped"
	// DecompressionFailed reports that values could not be read: Reason, Values, and Command
	// and Err of the last, a *failure.CompressionError, which who has asked for it gets too.
	// It is reported as CompressionSkipped is.
	DecompressionFailed ClientEventKind = "decompression failed"
	// CredentialsRetried reports that new credentials could not be made, such as a token of
	// AWS IAM, and that it is tried again: Err, Attempt and Wait.
	CredentialsRetried ClientEventKind = "credentials retried"
	// CredentialsKept reports that it is not tried again for now. Connections keep the
	// credentials that they have: Err, Attempt, and Expires if these end.
	CredentialsKept ClientEventKind = "credentials kept"
	// CredentialsExpiring reports that credentials are about to end of which there are no new
	// ones: Expires. Connections that are made wait for new ones from then on.
	CredentialsExpiring ClientEventKind = "credentials expiring"
)
