// The room panel: joining, speaking, and what is heard.

import { byId } from "./element.js";
import { count } from "./format.js";
import { Room } from "./room.js";
import { RoomStream } from "./room-stream.js";

/** Wires the panel to the session. demo is what the demo program says of itself. */
export function roomPanel(session, demo) {
  const stream = new RoomStream(byId("room-stream"));
  let room; // the one that the page is in, or is about to join
  byId("room-nickname").value = `Guest ${100 + Math.floor(Math.random() * 900)}`;

  async function join(name, nickname) {
    room = new Room(session.client, name, nickname);
    const joined = room;
    byId("room-count").textContent = "";
    showRoom();
    try {
      for await (const event of await joined.join()) {
        stream.show(event);
        if (event.type !== "said") {
          void showCount();
        }
      }
    } catch (error) {
      // What becomes of a room whose client is closed is decided with the session's state.
      if (room === joined && error.name !== "ClosingError") {
        stream.note("refused", `${error.name}: ${error.message}`);
        leave();
      }
    }
  }

  function leave() {
    room?.leave();
    room = undefined;
    showRoom();
  }

  function showRoom() {
    byId("room-join").hidden = room !== undefined;
    byId("room-say").hidden = room === undefined;
    byId("room-leave").hidden = room === undefined;
    byId("room-title").textContent = room === undefined ? "Room" : `Room \u201c${room.name}\u201d`;
    const lacks = demo.embedded && session.settings?.protocol === "RESP3";
    byId("room-join-button").disabled = session.state !== "connected" || lacks;
    byId("room-lacks").hidden = !lacks;
    byId("room-count").hidden = room === undefined;
    byId("room-invitation").hidden = lacks;
    byId("room-welcome").hidden = room !== undefined || !stream.isEmpty;
    byId("room-stream").hidden = !byId("room-welcome").hidden;
  }

  /** Shows how many are here, as the server counts them. */
  async function showCount() {
    const counted = room;
    const text = await counted?.count().then((n) => `${count(n)} here`, () => "");
    // Set only if it is another, since screen readers read it out.
    if (counted === room && text !== undefined && byId("room-count").textContent !== text) {
      byId("room-count").textContent = text;
    }
  }

  byId("room-join").addEventListener("submit", (event) => {
    event.preventDefault();
    stream.clear();
    void join(byId("room-name").value.trim(), byId("room-nickname").value.trim());
    byId("room-text").focus();
  });
  byId("room-leave").addEventListener("click", () => {
    leave();
    byId("room-join-button").focus();
  });
  byId("room-say").addEventListener("submit", async (event) => {
    event.preventDefault();
    const input = byId("room-text");
    const text = input.value.trim();
    if (text === "") {
      return;
    }
    input.value = "";
    try {
      if ((await room.say(text)) === 0) {
        stream.note("refused", `Nobody has received \u201c${text}\u201d`);
      }
    } catch (error) {
      stream.note("refused", error.delivery === "notSent" ? "This was not sent" : "This may not have been sent", `${error.name}: ${error.message}`);
      input.value ||= text;
    }
  });
  session.addEventListener("state", () => {
    if (room !== undefined && session.client !== room.client) {
      const { name, nickname } = room;
      if (session.state === "connected") {
        stream.note("gap", "Messages may be missing here", "the page has connected anew");
        void join(name, nickname);
      } else if (session.state !== "connecting") {
        stream.note("left", "You have left, since there is no connection");
        leave();
      }
    }
    showRoom();
  });
  // Who has gone without a word is counted no more.
  session.addEventListener("roundtrip", () => void showCount());
  addEventListener("pagehide", () => room?.leave());
  showRoom();
}
