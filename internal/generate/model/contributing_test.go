package model_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// Who adds a command reads there which directives there are.
func TestContributingListsEveryDirective(t *testing.T) {
	text, err := os.ReadFile("../../../CONTRIBUTING.md")
	require.NoError(t, err)
	for _, name := range model.DirectiveNames() {
		require.Contains(t, string(text), "| `"+name+"` |")
	}
	require.Equal(t, len(model.DirectiveNames()), strings.Count(string(text), "\n| `"))
}
