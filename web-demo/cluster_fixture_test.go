package main

import (
	"testing"
	"time"

	"github.com/glissade-io/glissade/test/servers"
)

// calmNodeTimeout is far longer than a node of a busy machine is silent, so that nothing
// fails over unless a test has it do so.
const calmNodeTimeout = 15 * time.Second

// visitCluster starts a cluster and the demo, and opens a view of the page.
func visitCluster(t testing.TB, view string) (*visitor, *servers.Cluster) {
	t.Helper()
	cluster := servers.StartCluster(t, servers.Valkey91, servers.ClusterOptions{
		Shards: 3, ReplicasPerShard: 1, NodeTimeout: calmNodeTimeout,
	})
	v := visitBackend(t, clusterBackend(cluster))
	v.connected()
	v.show(view)
	return v, cluster
}

// show has the page show a view.
func (v *visitor) show(view string) {
	v.t.Helper()
	v.press("#tab-" + view)
	v.until(`!document.querySelector("#view-` + view + `").hidden`)
}

// press clicks on what a selector finds, wherever it is scrolled to.
func (v *visitor) press(selector string) {
	v.t.Helper()
	v.until(`document.querySelector(` + literal(selector) + `)?.disabled === false`)
	evaluate[bool](v, `(document.querySelector(`+literal(selector)+`).click(), true)`)
}

// fill types into a field.
func (v *visitor) fill(selector, text string) {
	v.t.Helper()
	evaluate[bool](v, `(() => {
		const field = document.querySelector(`+literal(selector)+`);
		field.value = `+literal(text)+`;
		field.dispatchEvent(new Event("input", { bubbles: true }));
		return field.dispatchEvent(new Event("change", { bubbles: true }));
	})()`)
}

// text is what an element shows.
func (v *visitor) text(selector string) string {
	v.t.Helper()
	return evaluate[string](v, `document.querySelector(`+literal(selector)+`).innerText`)
}
