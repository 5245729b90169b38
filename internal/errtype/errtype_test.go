package errtype_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/errtype"
)

// wrapping wraps nothing.
type wrapping struct{}

func (wrapping) Error() string { return "wrapping" }
func (wrapping) Unwrap() error { return nil }

func TestErrorsAreFoundByType(t *testing.T) {
	refused := &failure.ServerError{Code: "NOAUTH", Message: "no"}
	path := &fs.PathError{Op: "open", Path: "a", Err: fs.ErrNotExist}
	for name, test := range map[string]struct {
		err            error
		refused, found bool
	}{
		"no error":             {nil, false, false},
		"another":              {errors.New("boom"), false, false},
		"itself":               {refused, true, false},
		"wrapped":              {fmt.Errorf("a: %w", &failure.ConnectionError{Cause: refused}), true, false},
		"one of several":       {errors.Join(errors.New("boom"), fmt.Errorf("a: %w", path), refused), true, true},
		"several and none":     {errors.Join(errors.New("boom"), wrapping{}), false, false},
		"what wraps nothing":   {wrapping{}, false, false},
		"what is only like it": {(*failure.ClosingError)(nil), false, false},
	} {
		found, ok := errtype.As[*failure.ServerError](test.err)
		require.Equal(t, test.refused, ok, name)
		if test.refused {
			require.Same(t, refused, found, name)
		} else {
			require.Nil(t, found, name)
		}
		require.Equal(t, test.found, errtype.Is[*fs.PathError](test.err), name)
		var same *failure.ServerError
		require.Equal(t, errors.As(test.err, &same), ok, "as errors.As: %s", name)
	}
	first := &failure.ServerError{Code: "A"}
	found, _ := errtype.As[*failure.ServerError](errors.Join(fmt.Errorf("a: %w", first), refused))
	require.Same(t, first, found, "depth first")
}

func TestNothingIsAllocated(t *testing.T) {
	err := error(&failure.ConnectionError{Cause: &failure.ServerError{Code: "NOAUTH"}})
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if !errtype.Is[*failure.ServerError](err) {
			t.Fail()
		}
	}))
}
