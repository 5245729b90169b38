package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDashboardShowsEachNode(t *testing.T) {
	v, cluster := visitCluster(t, "dashboard")
	for _, node := range cluster.Nodes {
		card := `.card[data-address="` + node.Addr() + `"]`
		v.until(`/^\d/.test(document.querySelector('` + card + ` [data-figure="memory"] dd')?.textContent)`)
		v.until(`document.querySelector('` + card + ` [data-figure="clients"] path.line').getAttribute("d")?.includes("L")`)
		require.Regexp(t, `^version 9\.1\.\d+, up for \d+ `, v.text(card+" .about"))
	}
	v.show("console")
	for range 20 {
		v.run("GET nothing")
	}
	v.show("dashboard")
	v.until(`[...document.querySelectorAll('[data-figure="hits"] dd')].some(({ textContent }) => textContent === "0 %")`)

	_, replica := pair(t, cluster, 2)
	replica.Kill()
	v.until(`document.querySelector('.card[data-address="` + replica.Addr() + `"] .about').textContent.startsWith("No answer")`)
}

func TestSlowLogNamesTheNode(t *testing.T) {
	v, cluster := visitCluster(t, "dashboard")
	v.until(`document.querySelector("#slowlog-threshold").value === "10000"`)
	v.fill("#slowlog-threshold", "0")
	v.press("#slowlog-set")
	v.until(`document.querySelector("#slowlog-status").textContent.startsWith("Set") || document.querySelector("#slowlog-body tr") !== null`)
	for _, node := range cluster.Nodes {
		reply, err := node.Command(t.Context(), "CONFIG", "GET", "slowlog-log-slower-than")
		require.NoError(t, err)
		require.Equal(t, "0", reply.Elems[1].Text)
	}

	slow := cluster.Nodes[4]
	v.until(`[...document.querySelector("#slowlog-node").options].length === 7`)
	v.fill("#slowlog-node", slow.Addr())
	_, err := slow.Command(t.Context(), "ECHO", "this was slow")
	require.NoError(t, err)
	v.until(`[...document.querySelectorAll("#slowlog-body tr")].some((row) => row.children[2].textContent === "ECHO this was slow" && row.children[3].textContent === ` + literal(slow.Addr()) + `)`)
	require.Equal(t, 1, evaluate[int](v, `new Set([...document.querySelectorAll("#slowlog-body tr")].map((row) => row.children[3].textContent)).size`))

	v.fill("#slowlog-threshold", "-1")
	v.press("#slowlog-set")
	v.press("#slowlog-reset")
	v.until(`document.querySelectorAll("#slowlog-body tr").length === 0`)
}
