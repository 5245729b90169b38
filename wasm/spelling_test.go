package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
	"github.com/glissade-io/glissade/wasm/internal/boundary"
	"github.com/glissade-io/glissade/wasm/internal/boundary/boundarytest"
)

func TestPlacesInJavaScript(t *testing.T) {
	for field, want := range map[string]string{
		"Advanced.Dedicated.MaxIdle":      "createClient configuration.advancedConfiguration.dedicated.maxIdle",
		"Addresses[1].Host":               "createClient configuration.addresses[1].host",
		"Sentinel.Addresses[0].Port":      "createClient configuration.sentinel.addresses[0].port",
		"ReconnectStrategy.JitterPercent": "createClient configuration.connectionBackoff.jitterPercent",
		"LibraryName":                     "createClient configuration.libName",
		"PeriodicChecks.Interval":         "createClient configuration.periodicChecks.duration_in_sec",
		"Dialer.URL":                      "createClient configuration.bridge.url",
		"CallOptions.Timeout":             "command options.timeout",
		"SlotIDRoute.SlotID":              "route.id",
		"ClusterBatchOptions.Route":       "exec options.route",
		"BatchOptions.Idempotent":         "exec options.idempotent",
		"SetOptions.ReturnOldValue":       "SetOptions.returnOldValue",
		"TrimByMinID.MinID":               "TrimByMinID.minId",
		"MGET keys":                       "MGET keys",
		"XPENDING opts.Start":             "XPENDING options.start",
		"CONFIG SET parameters[0]":        "CONFIG SET parameters[0]",
		"CustomCommand args":              "customCommand args",
		"SELECT":                          "SELECT",
		"FlushMode":                       "FlushMode",
	} {
		require.Equal(t, want, spelling{}.Field(field))
	}
}

func TestNamesInJavaScript(t *testing.T) {
	for name, want := range map[string]string{
		"SetOptions.Condition": "condition",
		"OnlyIfEquals":         `"onlyIfEquals"`,
		"AZAffinity":           `"AZAffinity"`,
		"ClientConfiguration.Advanced.ReplyLimits.MaxDepth": "advancedConfiguration.replyLimits.maxDepth",
		"ClusterClientConfiguration.LibraryName":            "libName",
		"Connections.Select":                                "select",
		"NewClusterClient":                                  "GlideClusterClient",
		"Client.Monitor":                                    "Monitor in Go (JavaScript has no such method)",
		"nil":                                               "undefined",
	} {
		require.Equal(t, want, spelling{}.Name(name))
	}
}

func TestErrorsInJavaScript(t *testing.T) {
	timeout := &failure.TimeoutError{Address: "h:1", After: time.Second, Setting: "Advanced.ConnectionTimeout", Reason: "no reply to HELLO"}
	limit := &resp.ProtocolError{Type: resp.TypeArray, Message: "more than 128 aggregates inside each other", Limit: "Advanced.ReplyLimits.MaxDepth"}
	for want, err := range map[string]error{
		`configuration: SetOptions.comparisonValue: is given without the condition that uses it; set condition to "onlyIfEquals"`:       options.SetOptions{ComparisonValue: new("value")}.Validate(),
		`configuration: command options.replica: is set together with route; leave it out, and give a route with type "replicaSlotKey"`: options.CallOptions{Route: options.RandomNode{}, Replica: true}.Validate(),
		"timeout at h:1: no reply to HELLO within 1s, as advancedConfiguration.connectionTimeout allows":                                timeout,
		"connection to h:1: resp: array at byte 0: more than 128 aggregates inside each other; raise advancedConfiguration.replyLimits.maxDepth to allow it (EVAL answered)": &failure.ConnectionError{
			Address: "h:1", Command: "EVAL", Delivery: failure.Answered, Cause: limit,
		},
		"connection to the servers: timeout at h:1: no reply to HELLO within 1s, as advancedConfiguration.connectionTimeout allows\nno": &failure.ConnectionError{Address: "the servers", Cause: errors.Join(timeout, errors.New("no"))},
		`connection to h:1: no RESP3; set protocol to "RESP2"`:                                                                          &failure.ConnectionError{Address: "h:1", Reason: "no RESP3; set {ClientConfiguration.Protocol} to {ProtocolRESP2}"},
		"MOVED 1 h:1: use GlideClusterClient":                                                                                           &failure.ServerError{Code: "MOVED", Message: "1 h:1", Hint: "use {NewClusterClient}"},
		"EXECABORT discarded: MOVED 1 h:1: use GlideClusterClient":                                                                      &failure.ExecAbortError{Message: "discarded", Causes: []error{&failure.ServerError{Code: "MOVED", Message: "1 h:1", Hint: "use {NewClusterClient}"}}},
	} {
		var replies boundary.Replies
		replies.Spelling = spelling{}
		replies.Failure(1, err)
		require.Equal(t, want, boundarytest.Records(replies.Bytes())[0].Failure().Message)
	}
}

// Every setting is called as createClient calls it.
func TestSettingsAreThoseOfCreateClient(t *testing.T) {
	for setting := range strings.FieldsSeq(settings) {
		name := strings.TrimPrefix(spelling{}.Field(setting), "createClient configuration.")
		fields := boundarytest.Values(object{{Name: "bridge", Value: object{{Name: "url", Value: "wss://b"}}}, nested(name, array{1})})
		_, _, standalone := readConfiguration(boundary.NewArguments("createClient", fields))
		_, _, cluster := readClusterConfiguration(boundary.NewArguments("createClient", fields))
		isKnown := func(err error) bool { return err == nil || !strings.Contains(err.Error(), "is unknown") }
		require.True(t, isKnown(standalone) || isKnown(cluster), "%s: %s", setting, standalone)
	}
}
