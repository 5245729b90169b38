package main

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

func TestErrorsInJavaScript(t *testing.T) {
	for _, test := range [][4]string{
		{"Advanced.Dedicated.MaxIdle", "is negative", "createClient configuration.advancedConfiguration.dedicated.maxIdle", "is negative"},
		{"Addresses[1].Host", "holds a port; give it as Port", "createClient configuration.addresses[1].host", "holds a port; give it as port"},
		{"Sentinel.Addresses[0].Port", "is 0", "createClient configuration.sentinel.addresses[0].port", "is 0"},
		{"ReconnectStrategy.JitterPercent", "give 0 to 100, or nil for 20", "createClient configuration.connectionBackoff.jitterPercent", "give 0 to 100, or undefined for 20"},
		{"ReadOnly", "is set", "createClient configuration.readOnly", "is set"},
		{"CallOptions.Timeout", "m", "with options.timeout", "m"},
		{"CallOptions.Replica", "is set together with a Route; give a route with SlotTypeReplica", "with options.replica", `is set together with a route; give a route with type "replicaSlotKey"`},
		{"SlotIDRoute.SlotID", "is 16384", "route.id", "is 16384"},
		{"ByAddressRoute.Port", "is missing; give it, or a Host like", "route.port", "is missing; give it, or a host like"},
		{"ClusterBatchOptions.RetryStrategy", "m", "exec options.retryStrategy", "m"},
		{"PeriodicChecks.Interval", "m", "createClient configuration.periodicChecks.interval", "m"},
		{"BatchOptions.Idempotent", "m", "exec options.idempotent", "m"},
		{"Dialer.URL", "m", "createClient configuration.bridge.url", "m"},
		{"SetOptions.ReturnOldValue", "m", "SetOptions.returnOldValue", "m"},
		{"MGET keys", "is empty", "MGET keys", "is empty"},
		{"SELECT", "set DatabaseID in the ClientConfiguration, or use the client's Select", "SELECT", "set databaseId in the configuration, or use the client's select"},
		{"get key", "must be ReadOnly", "get key", "must be ReadOnly"},
		{"", "ReadOnly", "", "ReadOnly"},
	} {
		got := inJavaScript(&failure.ConfigurationError{Field: test[0], Message: test[1]})
		require.Equal(t, &failure.ConfigurationError{Field: test[2], Message: test[3]}, got)
	}
	other := errors.New("ReadOnly")
	require.Equal(t, other, inJavaScript(other))
	require.NoError(t, inJavaScript(nil))
	for _, err := range []error{
		&failure.ServerError{Code: "MOVED", Message: "1 h:1", Hint: "use NewClusterClient"},
		&failure.ConnectionError{Reason: "use NewClusterClient"},
	} {
		require.ErrorContains(t, inJavaScript(err), "use GlideClusterClient")
	}
}

func TestAllFieldsOfTheConfigurationAreKnown(t *testing.T) {
	var fields []string
	for _, kind := range []reflect.Type{reflect.TypeFor[options.ClientConfiguration](), reflect.TypeFor[options.ClusterClientConfiguration]()} {
		for field := range kind.Fields() {
			if !slices.Contains(fields, field.Name) {
				fields = append(fields, field.Name)
			}
		}
	}
	require.ElementsMatch(t, fields, strings.Fields(configurationFields))
}

func TestSettingsBehindOtherErrorsHaveTheNamesOfJavaScript(t *testing.T) {
	timeout := &failure.TimeoutError{Address: "h:1", After: time.Second, Setting: "Advanced.ConnectionTimeout", Reason: "no reply to HELLO"}
	tooDeep := &failure.ConnectionError{Address: "h:1", Command: "EVAL", Delivery: failure.Answered, Cause: &resp.ProtocolError{
		Type: resp.TypeArray, Message: "more than 128; raise Advanced.ReplyLimits.MaxDepth to allow it", Limit: "Advanced.ReplyLimits.MaxDepth",
	}}
	for want, err := range map[string]error{
		"timeout at h:1: no reply to HELLO within 1s, as advancedConfiguration.connectionTimeout allows":                                        timeout,
		"connection to h:1: resp: array at byte 0: more than 128; raise advancedConfiguration.replyLimits.maxDepth to allow it (EVAL answered)": tooDeep,
		"connection to the servers: timeout at h:1: no reply to HELLO within 1s, as advancedConfiguration.connectionTimeout allows\nno":         &failure.ConnectionError{Address: "the servers", Cause: errors.Join(timeout, errors.New("no"))},
		`connection to h:1: no RESP3; set protocol to "RESP2": resp: at byte 7: bad`:                                                            &failure.ConnectionError{Address: "h:1", Reason: "no RESP3; set Protocol to ProtocolRESP2", Cause: &resp.ProtocolError{Offset: 7, Message: "bad"}},
	} {
		require.EqualError(t, inJavaScript(err), want)
	}
	require.Equal(t, "Advanced.ConnectionTimeout", timeout.Setting, "the error itself may be somebody else's")
}
