package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

func TestBoundary(t *testing.T) {
	api := &model.API{Constants: []model.Constant{
		{Package: "boundary", Type: "Status", Name: "StatusReply", Value: 0},
		{Package: "boundary", Type: "Status", Name: "StatusFailure", Value: 1},
		{Package: "boundary", Type: "int", Name: "FailedReply", Value: 255},
		{Package: "failure", Type: "Delivery", Name: "MaybeExecuted", Value: 0},
		{Package: "failure", Type: "Delivery", Name: "NotSent", Value: 1},
		{Package: "printable", Type: "int", Name: "Longest", Value: 99},
	}}
	text, err := boundary(api)
	require.NoError(t, err)
	for _, part := range []string{
		"\nexport const statusReply = 0;\nexport const statusFailure = 1;\n\nexport const failedReply = 255;\n",
		`deliveries = ["maybeExecuted", "notSent"] as const;`, "longestText = 99;",
	} {
		require.Contains(t, string(text), part)
	}
	// Both halves carry the same fingerprint, and another one once anything differs.
	program, err := boundaryFingerprint(api)
	require.NoError(t, err)
	before := fingerprint(api)
	require.Contains(t, string(text), "fingerprint = \""+before+"\";\n")
	require.Contains(t, string(program), "fingerprint = \""+before+"\"\n")
	api.Constants[4].Value = 2
	require.NotEqual(t, before, fingerprint(api))
	_, err = boundary(api)
	require.ErrorContains(t, err, "failure.NotSent is 2")
}
