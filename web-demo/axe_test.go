package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"

	"github.com/stretchr/testify/require"
)

// axe is the source of axe-core, which is installed by npm where it is missing.
var axe = sync.OnceValues(func() (string, error) {
	const path = "node_modules/axe-core/axe.min.js"
	if _, err := os.Stat(path); err != nil {
		if output, err := exec.Command("npm", "ci", "--no-audit", "--no-fund").CombinedOutput(); err != nil {
			return "", &exec.Error{Name: "npm ci: " + string(output), Err: err}
		}
	}
	source, err := os.ReadFile(path)
	return string(source), err
})

// violation is what axe-core finds against a rule.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		Target         []json.RawMessage
		FailureSummary string
	}
}

// accessible checks what the page shows against the rules of WCAG 2.2 AA.
func (v *visitor) accessible(state string) {
	v.t.Helper()
	source, err := axe()
	if err != nil && os.Getenv("CI") != "true" {
		v.t.Log("axe-core cannot be had:", err)
		return
	}
	require.NoError(v.t, err)
	evaluate[bool](v, source+"; true")
	found := evaluate[[]violation](v, `axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		rules: { "target-size": { enabled: true } },
	}).then(({ violations }) => violations.map(({ id, impact, help, nodes }) => ({
		ID: id, Impact: impact, Help: help,
		Nodes: nodes.map(({ target, failureSummary }) => ({ Target: target.map(String), FailureSummary: failureSummary })),
	})))`)
	for _, each := range found {
		var places []string
		for _, node := range each.Nodes {
			for _, place := range node.Target {
				places = append(places, string(place)+": "+strings.ReplaceAll(node.FailureSummary, "\n", " "))
			}
		}
		v.t.Errorf("%s: %s (%s): %s\n\t%s", state, each.ID, each.Impact, each.Help, strings.Join(places, "\n\t"))
	}
}
