// The key panel: a list of keys whose values follow what happens to them.

import { byId, element } from "./element.js";
import { counted, cut, timeOfDay } from "./format.js";
import { changeSetting, settingCommand } from "./key-setting.js";
import { LiveKeys } from "./live-keys.js";
import { KeyTable } from "./key-table.js";
import { nodeOf } from "./reply.js";

const limit = 50; // keys shown
const second = 1000;

/** Wires the panel to the session. demo is what the demo program says of itself. */
export function keysPanel(session, demo) {
  const table = new KeyTable(byId("keys-body"));
  let live;

  function follow() {
    live?.stop();
    live = undefined;
    table.clear();
    showNotice(undefined);
    showState(table, undefined);
    if (session.client === undefined) {
      return;
    }
    live = new LiveKeys({
      client: session.client,
      notifies: !demo.embedded,
      pattern: byId("keys-pattern").value.trim() || "*",
      limit,
      table,
      onState: (state) => {
        showState(table, state);
        showNotice(state.missing);
      },
      onEvent: showEvent,
    });
  }

  byId("keys-form").addEventListener("submit", (event) => {
    event.preventDefault();
    follow();
  });
  byId("keys-enable").addEventListener("click", async () => {
    try {
      await changeSetting(session.client, byId("keys-enable").dataset.wanted);
      follow();
    } catch (error) {
      byId("keys-notice-text").textContent = `${error.name}: ${error.message}`;
    }
  });
  session.addEventListener("state", () => {
    byId("keys-read").disabled = session.client === undefined;
    if (live === undefined ? session.state === "connected" : session.client !== live.client) {
      follow();
    }
  });
  // What could not be read is read once the server answers again.
  session.addEventListener("roundtrip", () => {
    if (session.state === "connected") {
      live?.retry();
    }
  });
  setInterval(() => live?.changed(table.tick()), second);
}

function showState(table, state) {
  const note = byId("keys-note");
  note.dataset.kind = state?.error === undefined ? "result" : "error";
  byId("keys-live").hidden = state?.isLive !== true;
  byId("keys-empty").hidden = state === undefined || state.reading || table.size > 0;
  if (state === undefined) {
    note.textContent = "";
  } else if (state.error !== undefined) {
    note.textContent = `${state.error.name}: ${state.error.message}`;
  } else if (state.reading) {
    note.textContent = "Reading\u2026";
  } else {
    note.textContent = state.more ? `The first ${counted(table.size, "key")} found; there are more.` : `${counted(table.size, "key")}.`;
  }
}

/** Says what the server lacks to notify of changes, and offers to change its setting. */
function showNotice(missing) {
  byId("keys-notice").hidden = missing === undefined;
  byId("keys-enable").hidden = missing?.wanted === undefined;
  if (missing === undefined) {
    return;
  }
  const { flags, wanted, error, refusal } = missing;
  if (wanted !== undefined) {
    byId("keys-enable").dataset.wanted = wanted;
    byId("keys-enable").replaceChildren("Run ", element("code", {}, settingCommand(wanted)));
  }
  byId("keys-notice-text").textContent =
    refusal !== undefined
      ? `The server refuses to notify of changes: ${refusal.message}. Read reads the keys again.`
      : error !== undefined
        ? `The server does not say whether it notifies of changes: ${error.message}. If nothing moves here, it does not; Read reads the keys again.`
        : flags === undefined
          ? "This imitation of a server does not notify of changes, so nothing moves here; Read reads the keys again."
          : flags === ""
            ? "The server does not notify of changes, so nothing moves here."
            : `The server notifies of some changes only: its setting is ${flags}.`;
}

function showEvent({ key, event }) {
  byId("keys-last").textContent = `${timeOfDay(new Date())}  ${event}  ${cut(nodeOf(key).text, 80)}`;
}
