package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/test/servers"
)

func TestFailoverUnderLoadShowsNoErrorButTheGap(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	v.press("#steady-button")
	v.answersMore()

	primary, replica := pair(t, cluster, 0)
	v.choose(primary)
	v.press("#failure-failover")
	v.until(`document.querySelector("#failure-status").dataset.kind === "good"`)
	v.until(roleOf(replica) + ` === "primary"`)
	v.answersMore()
	v.noErrorButTheGap(0)
	require.NotEmpty(t, evaluate[string](v, `document.querySelector(".time-chart .mark-line").getAttribute("d")`), "the chart marks when it was")

	v.press("#drop-sockets")
	v.until(`/^\d+ WebSockets? dropped/.test(document.querySelector("#failure-status").textContent)`)
	v.answersMore()
	require.Equal(t, "0", v.steady("Errors"))
	v.press("#steady-button")
	v.until(`document.querySelector("#steady-button").textContent === "Start load"`)
}

// noErrorButTheGap says that no call of the load has failed, and that the page shows how
// long a shard was without an answer, in milliseconds: longer than callers pause by themselves.
func (v *visitor) noErrorButTheGap(shard int) time.Duration {
	v.t.Helper()
	require.Equal(v.t, "0", v.steady("Errors"))
	require.Equal(v.t, "good", evaluate[string](v, `document.querySelector("#failure-status").dataset.kind`), "nothing tells of an error")
	shown := strings.ReplaceAll(v.steady("Longest gap, shard "+literal(shard+1)), " ", "")
	gap, err := time.ParseDuration(shown)
	require.NoError(v.t, err)
	require.Greater(v.t, gap, 4*time.Millisecond)
	require.Less(v.t, gap, 30*time.Second, "calls are sent again within their time")
	return gap
}

func TestKilledPrimaryUnderLoadIsReplaced(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	for _, node := range cluster.Nodes {
		_, err := node.Command(t.Context(), "CONFIG", "SET", "cluster-node-timeout", "2000")
		require.NoError(t, err)
	}
	v.press("#steady-button")
	v.answersMore()
	primary, replica := pair(t, cluster, 1)
	v.choose(primary)
	v.press("#failure-kill")
	v.until(condition(primary) + ` === "ended"`)
	require.False(t, primary.Alive())
	v.until(roleOf(replica) + ` === "primary"`)
	v.answersMore()
	require.Greater(t, v.noErrorButTheGap(1), time.Second, "until its failure was noticed")

	v.press("#failure-restart")
	v.until(condition(primary) + ` === "online" && ` + roleOf(primary) + ` === "replica"`)
}

func TestPausedNodeIsResumed(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	_, replica := pair(t, cluster, 2)
	v.choose(replica)
	v.press("#failure-pause")
	v.until(condition(replica) + ` === "paused"`)
	require.False(t, replica.Alive())
	v.press("#failure-resume")
	v.until(condition(replica) + ` === "online"`)
	require.True(t, replica.Alive())
}

// CLIENT PAUSE ends by itself; meanwhile the other shards answer.
func TestNodeIsPausedForAMomentUnderLoad(t *testing.T) {
	v, cluster := visitCluster(t, "cluster")
	v.press("#steady-button")
	v.answersMore()
	primary, _ := pair(t, cluster, 2)
	v.choose(primary)
	before := evaluate[int](v, answered)
	v.press("#failure-hold")
	v.until(`document.querySelector("#failure-status").textContent.startsWith("Pause for 3 s: ` + primary.Addr() + `…")`)
	v.until(answered + ` > ` + literal(before+50))
	v.until(`/^Pause for 3 s: .*, it answers again after 3/.test(document.querySelector("#failure-status").textContent)`)
	v.answersMore()
	gap := v.noErrorButTheGap(2)
	require.Greater(t, gap, 2900*time.Millisecond)
	v.press("#steady-button")
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
	before := evaluate[int](v, answered)
	v.until(answered + ` > ` + literal(before+50) + ` && ` + recovered)
}

// answered is how many calls of the load were answered.
var answered = `Number((` + steadyFigure("Answered") + ` ?? "").replace(/\D/g, ""))`

// recovered says that the end of each line of the chart is above zero.
const recovered = `[...document.querySelectorAll(".chart-place .time-chart .line")].every((line) => Number(line.getAttribute("d")?.split(" ").at(-1)) < 100)`
