package core

import (
	"strings"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/mux"
	"github.com/glissade-io/glissade/internal/refusal"
	"github.com/glissade-io/glissade/internal/resp"
)

// isError reports whether a reply is an error, unless attributes come before it.
func isError(frame []byte) bool { return len(frame) > 0 && resp.Type(frame[0]).IsError() }

// hinting tells what to do about an error of the server, or "".
type hinting func(*failure.ServerError) failure.Text

func noHint(*failure.ServerError) failure.Text { return "" }

// serverError returns the error that a reply is, or nil.
func serverError(frame []byte, address string, hint hinting) error {
	return refine(mux.ErrorOf(frame), address, hint)
}

// refine adds to an error of the server, just decoded, what its reply does not tell.
// Others it returns as they are.
func refine(err error, address string, hint hinting) error {
	switch e := err.(type) {
	case *failure.ServerError:
		e.Address, e.Hint = address, hint(e)
	case *failure.ExecAbortError:
		for _, cause := range e.Causes {
			_ = refine(cause, address, hint)
		}
	}
	return err
}

// refineAll does so with what became of a batch that is not to raise an error, and
// raises the first one if it is to.
func refineAll(results []any, err error, raiseOnError bool, address string, hint hinting) ([]any, error) {
	if err != nil {
		return nil, refine(err, address, hint)
	}
	var first error
	for _, result := range results {
		if refused, ok := result.(*failure.ServerError); ok {
			_ = refine(refused, address, hint)
		}
		if raiseOnError && first == nil {
			first, _ = result.(error)
		}
	}
	if first != nil {
		return nil, first
	}
	return results, nil
}

// hintAtCluster tells the user of a client of standalone servers who has met a cluster.
func (c *Client) hintAtCluster(err *failure.ServerError) failure.Text {
	switch kind := refusal.OfError(err); {
	case kind == refusal.Moved, kind == refusal.Asked:
		return "the server is part of a cluster, another server of which has the key: use {NewClusterClient}"
	case kind.IsOfCluster(), err.Code == "CROSSSLOT":
		return isPartOfCluster
	}
	if c.group.Server().Mode == "cluster" && strings.Contains(err.Message, "cluster mode") {
		return isPartOfCluster
	}
	return ""
}

// Explain returns the error that a reply is, if it has a hint for the user, or nil.
func (s submitter) Explain(reply []byte) error {
	c := s.client
	refused, ok := c.refine(mux.ErrorOf(reply), nil).(*failure.ServerError)
	if !ok || refused.Hint == "" {
		return nil
	}
	return refused
}

const isPartOfCluster = "the server is part of a cluster: use {NewClusterClient}"
