package mux

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

func TestErrorOfReturnsTheErrorOfAReply(t *testing.T) {
	for _, fine := range []string{"+OK\r\n", "$-1\r\n", "_\r\n", "*1\r\n-ERR within\r\n"} {
		require.NoError(t, ErrorOf([]byte(fine)), fine)
	}
	for _, refusal := range []string{"-NOPERM no\r\n", "!9\r\nNOPERM no\r\n", "|1\r\n+a\r\n:1\r\n-NOPERM no\r\n"} {
		require.Equal(t, &failure.ServerError{Code: "NOPERM", Message: "no"}, ErrorOf([]byte(refusal)), refusal)
	}
	var malformed *resp.ProtocolError
	require.ErrorAs(t, ErrorOf([]byte("?")), &malformed)
}
