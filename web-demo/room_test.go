package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestTabsShareARoom(t *testing.T) {
	ada := visit(t)
	grace := ada.secondTab()
	ada.join("lobby", "Ada")
	grace.join("lobby", "Grace")
	ada.until(`document.querySelector("#room-count").textContent === "2 here"`)
	grace.until(`document.querySelector("#room-count").textContent === "2 here"`)
	ada.until(`document.querySelector("#room-stream").innerText.includes("Grace joined")`)

	ada.say("Is <b>anybody</b> here?")
	require.Equal(t, said{"Ada", "Is <b>anybody</b> here?", false}, grace.hears(1))
	grace.say("I am.")
	require.Equal(t, said{"Grace", "I am.", false}, ada.hears(2))
	require.Equal(t, said{"Ada (you)", "Is <b>anybody</b> here?", true}, ada.hears(1), "what oneself says comes back from the server")
	require.Regexp(t, `^\d\d:\d\d:\d\d$`, evaluate[string](ada, `document.querySelector(".said time").textContent`))

	// The channel is open to all who know its name.
	require.Equal(t, "integer 2", ada.run(`PUBLISH glissade:demo:room:lobby "from a console"`).Text)
	require.Equal(t, said{"Somebody", "from a console", false}, grace.hears(3))

	grace.do(chromedp.Click("#room-leave"))
	ada.until(`document.querySelector("#room-stream").innerText.includes("Grace left") && document.querySelector("#room-count").textContent === "1 here"`)

	// Rooms do not hear one another.
	grace.join("attic", "Grace")
	grace.say("Alone at last.")
	grace.hears(1)
	ada.say("Gone.")
	require.Equal(t, said{"Ada (you)", "Gone.", true}, ada.hears(4))
}

func TestRoomShowsItsGapOnceAndGoesOn(t *testing.T) {
	ada := visit(t)
	grace := ada.secondTab()
	ada.join("lobby", "Ada")
	grace.join("lobby", "Grace")
	ada.until(`document.querySelector("#room-stream").innerText.includes("Grace joined")`)

	ada.server.Kill()
	ada.until(`document.querySelector("#state").dataset.state === "lost"`)
	require.NoError(t, ada.server.Restart(t.Context()))
	for _, v := range []*visitor{ada, grace} {
		v.until(`document.querySelectorAll('.happened[data-kind="gap"]').length > 0`)
		v.until(`document.querySelector("#room-count").textContent === "2 here"`)
	}
	ada.say("Still there?")
	require.Equal(t, said{"Ada", "Still there?", false}, grace.hears(1))
	for _, v := range []*visitor{ada, grace} {
		require.Equal(t, 1, evaluate[int](v, `document.querySelectorAll('.happened[data-kind="gap"]').length`))
		require.Contains(t, evaluate[string](v, `document.querySelector('.happened[data-kind="gap"]').innerText`), "Messages may be missing here")
	}
}

func TestRoomIsJoinedAgainByANewConnection(t *testing.T) {
	v := visit(t)
	v.join("lobby", "Ada")
	v.do(chromedp.Click("#connect-button"))
	v.until(`document.querySelectorAll('.happened[data-kind="gap"]').length === 1`)
	v.until(`document.querySelector("#room-count").textContent === "1 here"`)
	v.say("Here again.")
	require.Equal(t, said{"Ada (you)", "Here again.", true}, v.hears(1))

	v.do(chromedp.Click("#disconnect"))
	v.until(`!document.querySelector("#room-join").hidden && document.querySelector("#room-join-button").disabled`)
}

func TestRoomShowsThatItIsRefused(t *testing.T) {
	v := visit(t)
	v.connected()
	v.command("ACL", "SETUSER", "default", "resetchannels")
	v.do(chromedp.SetValue("#room-name", "secret"), chromedp.Click("#room-join-button"))
	v.until(`document.querySelector("#room-stream").innerText.includes("NOPERM")`)
	v.until(`!document.querySelector("#room-join").hidden`)
}

// said is what the page shows of something that was said.
type said struct {
	By   string
	Text string
	Mine bool
}

// join joins a room, and returns once the page is in it.
func (v *visitor) join(room, name string) {
	v.t.Helper()
	v.connected()
	v.do(chromedp.SetValue("#room-name", room), chromedp.SetValue("#room-nickname", name), chromedp.Click("#room-join-button"))
	v.until(`document.querySelector("#room-stream").innerText.includes(` + literal(name+" (you) joined") + `)`)
}

func (v *visitor) say(text string) {
	v.t.Helper()
	v.do(chromedp.SendKeys("#room-text", text+"\r"))
}

// hears waits until so many things were said, and returns the last of them.
func (v *visitor) hears(n int) said {
	v.t.Helper()
	v.until(`document.querySelectorAll(".said").length >= ` + literal(n))
	return evaluate[said](v, `(() => {
		const shown = document.querySelectorAll(".said")[`+literal(n-1)+`];
		return {
			By: shown.querySelector("strong").textContent,
			Text: shown.querySelector(".words").textContent,
			Mine: shown.dataset.mine === "true",
		};
	})()`)
}
