//go:build !js

package bridge

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadmeIsComplete(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	readme := string(text)
	for _, kind := range []reflect.Type{reflect.TypeFor[fileConfig](), reflect.TypeFor[fileTLS](), reflect.TypeFor[fileCluster](), reflect.TypeFor[fileSigned](), reflect.TypeFor[fileLogin]()} {
		for i := range kind.NumField() {
			require.Contains(t, readme, "`"+kind.Field(i).Tag.Get("json"), "a field of the configuration file")
		}
	}
	m := newMetrics()
	m.refusals.WithLabelValues("x") // vectors without a value are not gathered
	m.ends.WithLabelValues("x")
	m.reloads.WithLabelValues("x")
	families, err := m.registry.Gather()
	require.NoError(t, err)
	own := 0
	for _, family := range families {
		kind, _, _ := strings.Cut(family.GetName(), "_")
		if kind == "go" || kind == "process" { // which everybody knows who knows Prometheus
			require.Contains(t, readme, "`"+kind+"_…`")
			continue
		}
		own++
		require.Contains(t, readme, "`"+family.GetName())
		require.NotEmpty(t, family.GetHelp())
	}
	require.Equal(t, 11, own)
}
