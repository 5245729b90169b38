package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStreamsOfGroups(t *testing.T) {
	v, cluster := visitCluster(t, "streams")
	v.until(`document.querySelector("#stream-facts").textContent.includes("there is none")`)
	for range 3 {
		v.press("#entry-form-button")
		v.until(`/^Added \d+-\d+\.$/.test(document.querySelector("#stream-status").textContent)`)
		v.fill("#stream-fields", `peak "Punta Gnifetti" year 1842`)
	}
	v.press("#group-form-button")
	v.until(`document.querySelector("#stream-status").textContent === "Group guides is made."`)
	v.until(`document.querySelector("#groups-body tr td")?.textContent === "guides"`)
	entries := clusterCommand(t, cluster, "ascents", "XLEN", "ascents")
	require.NotEqual(t, "0", entries)

	v.fill("#read-count", "2")
	v.press("#read-form-button")
	v.until(`document.querySelectorAll("#read-body tr").length === 2 && document.querySelectorAll("#pending-body tr button").length === 4`)
	require.Equal(t, "peak = Blanc, year = 1786", v.text("#read-body tr td:nth-child(2)"))
	require.Equal(t, "ada", v.text("#consumers-body td"))

	v.fill("#consumer-name", "grace")
	v.press(`#pending-body button[aria-label^="Claim"]`)
	v.until(`[...document.querySelectorAll("#pending-body tr")].some((row) => row.children[1].textContent === "grace")`)
	v.press(`#pending-body button[aria-label^="Acknowledge"]`)
	v.until(`document.querySelectorAll("#pending-body tr button").length === 2`)

	// A stream that is chosen in the browser is the one that is shown here.
	v.fill("#stream-key", "another")
	v.show("keys")
	v.chooseKey("ascents")
	require.Equal(t, "ascents", evaluate[string](v, `document.querySelector("#stream-key").value`))
	v.show("streams")

	v.press(`#groups-body button[aria-label="Destroy group guides"]`)
	v.press("#confirm-yes")
	v.until(`document.querySelector("#groups-body .nothing") !== null`)
	require.Equal(t, entries, clusterCommand(t, cluster, "ascents", "XLEN", "ascents"), "the entries stay")

	clusterCommand(t, cluster, "text", "SET", "text", "no stream")
	v.fill("#stream-key", "text")
	v.press("#stream-form-button")
	v.until(`document.querySelector("#stream-status").textContent.includes("WRONGTYPE")`)
}
