package telemetry

import (
	"testing"

	"github.com/stretchr/testify/require"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
)

// conventions are the attributes that spans may have, with a value of their type.
var conventions = map[string]any{
	string(semconv.DBSystemNameKey):          "",
	string(semconv.DBNamespaceKey):           "",
	string(semconv.DBOperationNameKey):       "",
	string(semconv.DBOperationBatchSizeKey):  int64(0),
	string(semconv.DBQueryTextKey):           "",
	string(semconv.DBStoredProcedureNameKey): "",
	string(semconv.DBResponseStatusCodeKey):  "",
	string(semconv.ErrorTypeKey):             "",
	string(semconv.ServerAddressKey):         "",
	string(semconv.ServerPortKey):            int64(0),
	string(semconv.NetworkPeerAddressKey):    "",
	string(semconv.NetworkPeerPortKey):       int64(0),
}

// secret is part of every value that tests send, and of no key.
const secret = "s3cret"

// requireConventions checks a span of an operation, and returns its attributes.
func (e *environment) requireConventions(s *tracepb.Span) map[string]any {
	e.Helper()
	all := attributes(e.T, s.Attributes)
	requireTypes(e.T, all)
	for _, key := range []string{"db.system.name", "db.operation.name", "db.namespace", "server.address", "server.port"} {
		require.Contains(e, all, key, "of %s", s.Name)
	}
	require.Equal(e, e.system, all["db.system.name"])
	require.Equal(e, s.Name, all["db.operation.name"])
	require.Equal(e, tracepb.Span_SPAN_KIND_CLIENT, s.Kind)
	host, port := e.endpoint(0)
	require.Equal(e, host, all["server.address"])
	require.EqualValues(e, port, all["server.port"])
	require.NotEqualValues(e, 1, all["db.operation.batch.size"])
	require.Equal(e, s.Status.Code == tracepb.Status_STATUS_CODE_ERROR, all["error.type"] != nil, s.Name)
	require.NotContains(e, s.String(), secret)
	require.Positive(e, s.EndTimeUnixNano-s.StartTimeUnixNano)
	return all
}

// requireTypes checks that attributes are ones of the conventions, and have their types.
func requireTypes(t *testing.T, all map[string]any) {
	t.Helper()
	for key, value := range all {
		require.Contains(t, conventions, key)
		require.IsType(t, conventions[key], value, key)
	}
}
