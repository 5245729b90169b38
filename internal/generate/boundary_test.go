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
		`deliveries = ["maybeExecuted", "notSent"] as const;`, "longestText = 99;", "propertyInBatches = 4;",
	} {
		require.Contains(t, string(text), part)
	}
	api.Constants[4].Value = 2
	_, err = boundary(api)
	require.ErrorContains(t, err, "failure.NotSent is 2")
}
