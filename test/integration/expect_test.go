package integration

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

// expect takes what a command returns and requires it to be want and no error:
// expect(t, int64(3))(f.Strlen(ctx, "key")).
func expect[T any](t *testing.T, want T) func(got T, err error) {
	t.Helper()
	return func(got T, err error) {
		t.Helper()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// expectError takes what a command returns and requires it to be an error of the
// server with that code.
func expectError[T any](t *testing.T, code string) func(got T, err error) {
	t.Helper()
	return func(_ T, err error) {
		t.Helper()
		require.ErrorIs(t, err, &failure.ServerError{Code: code})
	}
}
