//go:build !js

package bridge

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the operator's page alerts on is there.
func TestTheOperatorsPageNamesMetricsThatAreThere(t *testing.T) {
	page, err := os.ReadFile("../../../docs/bridge.md")
	require.NoError(t, err)
	m := newMetrics()
	m.refusals.WithLabelValues("x")
	m.ends.WithLabelValues("x")
	m.reloads.WithLabelValues("x")
	families, err := m.registry.Gather()
	require.NoError(t, err)
	known := map[string]bool{}
	for _, family := range families {
		known[family.GetName()] = true
		known[family.GetName()+"_bucket"] = true
	}
	named := regexp.MustCompile(`glissade_bridge_[a-z_]+`).FindAllString(string(page), -1)
	require.Greater(t, len(named), 5)
	for _, name := range named {
		require.True(t, known[name], name)
	}
}
