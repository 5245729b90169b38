package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

func TestFailoverUnderLoadShowsNoErrorButTheGap(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	v.press("#steady-button")
	v.answersMore()

	primary, replica := cluster.Nodes[0], cluster.Nodes[1]
	v.choose(primary)
	v.press("#failure-failover")
	v.until(`document.querySelector("#failure-status").dataset.kind === "good"`)
	v.until(roleOf(replica) + ` === "primary"`)
	v.answersMore()
	require.Equal(t, "0", v.steady("Errors"))
	require.NotEmpty(t, evaluate[string](v, `document.querySelector(".time-chart .mark-line").getAttribute("d")`), "the chart marks when it was")

	v.press("#drop-sockets")
	v.until(`/^\d+ WebSockets? dropped/.test(document.querySelector("#failure-status").textContent)`)
	v.answersMore()
	require.Equal(t, "0", v.steady("Errors"))
	v.press("#steady-button")
	v.until(`document.querySelector("#steady-button").textContent === "Start load"`)
}

func TestKilledPrimaryUnderLoadIsReplaced(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	for _, node := range cluster.Nodes {
		_, err := node.Command(t.Context(), "CONFIG", "SET", "cluster-node-timeout", "2000")
		require.NoError(t, err)
	}
	v.press("#steady-button")
	v.answersMore()
	primary, replica := cluster.Nodes[2], cluster.Nodes[3]
	v.choose(primary)
	v.press("#failure-kill")
	v.until(condition(primary) + ` === "ended"`)
	require.False(t, primary.Alive())
	v.until(roleOf(replica) + ` === "primary"`)
	v.answersMore()
	require.Equal(t, "0", v.steady("Errors"))
	require.Regexp(t, `^\d`, v.steady("Longest gap, shard 2"))

	v.press("#failure-restart")
	v.until(condition(primary) + ` === "online" && ` + roleOf(primary) + ` === "replica"`)
}

func TestPausedNodeIsResumed(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	replica := cluster.Nodes[5]
	v.choose(replica)
	v.press("#failure-pause")
	v.until(condition(replica) + ` === "paused"`)
	require.False(t, replica.Alive())
	v.press("#failure-resume")
	v.until(condition(replica) + ` === "online"`)
	require.True(t, replica.Alive())
}

func shownNode(node *servers.Node) string {
	return `document.querySelector('.node[data-address="` + node.Addr() + `"]')?.dataset`
}

func condition(node *servers.Node) string { return shownNode(node) + `?.condition` }

func roleOf(node *servers.Node) string { return shownNode(node) + `?.role` }

// choose chooses a node for the failure buttons.
func (v *visitor) choose(node *servers.Node) {
	v.t.Helper()
	v.until(`[...document.querySelector("#failure-node").options].some(({ value }) => value === ` + literal(node.Addr()) + `)`)
	v.fill("#failure-node", node.Addr())
}

// steadyFigure is the figure of the steady load with a name.
func steadyFigure(name string) string {
	return `[...document.querySelectorAll(".steady-figures > div")].find((each) => each.firstChild.textContent === ` + literal(name) + `)?.lastChild.textContent`
}

func (v *visitor) steady(name string) string {
	v.t.Helper()
	return evaluate[string](v, steadyFigure(name))
}

// answersMore waits until every shard has answered the load since now.
func (v *visitor) answersMore() {
	v.t.Helper()
	answered := `Number((` + steadyFigure("Answered") + ` ?? "").replace(/\D/g, ""))`
	before := evaluate[int](v, answered)
	v.until(answered + ` > ` + literal(before+50) + ` && ` + recovered)
}

// recovered says that the end of each line of the chart is above zero.
const recovered = `[...document.querySelectorAll(".chart-place .time-chart .line")].every((line) => Number(line.getAttribute("d")?.split(" ").at(-1)) < 100)`
