package node

import (
	"errors"
	"io"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
)

func TestWhichReasonsAreNews(t *testing.T) {
	var u UnknownTopology
	refused := func(code string) error {
		return &failure.ConnectionError{Cause: errors.Join(io.EOF, &failure.ServerError{Code: code})}
	}
	require.True(t, u.IsNews(io.EOF))
	require.False(t, u.IsNews(io.ErrUnexpectedEOF))
	require.True(t, u.IsNews(refused("NOPERM")), "it says more than the first")
	require.False(t, u.IsNews(refused("NOPERM")))
	require.False(t, u.IsNews(io.EOF))
	require.True(t, u.IsNews(refused("LOADING")))
	require.False(t, u.IsNews(refused("NOPERM")))

	u = UnknownTopology{}
	require.True(t, u.IsNews(refused("NOPERM")))
	require.False(t, u.IsNews(io.EOF))
	told := 0
	for i := range 100 {
		if u.IsNews(refused(strconv.Itoa(i))) {
			told++
		}
	}
	require.Equal(t, mostCodes-1, told, "whatever servers say")
}
