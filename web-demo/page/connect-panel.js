// The connection panel, and the state in the bar.

import { byId, element } from "./element.js";
import * as format from "./format.js";

const names = {
  loading: "Loading",
  disconnected: "Disconnected",
  connecting: "Connecting",
  connected: "Connected",
  lost: "Reconnecting",
  refused: "Refused",
};

/** Wires the panel to the session. demo is what the demo program says of itself. */
export function connectPanel(session, demo) {
  const target = byId("target");
  byId("bridge").textContent = demo.bridge;
  byId("bridge").title = `The bridge: ${demo.bridge}`;
  byId("targets").append(...demo.targets.map((value) => element("option", { value })));
  target.value = demo.targets[0];

  const connect = () =>
    session.connect({
      bridge: demo.bridge,
      target: target.value.trim(),
      protocol: byId("protocol").value,
      username: byId("username").value.trim(),
      password: byId("password").value,
      timeout: byId("timeout").valueAsNumber,
    });

  byId("connect").addEventListener("submit", (event) => {
    event.preventDefault();
    void connect();
  });
  byId("protocol").addEventListener("change", () => void connect());
  byId("disconnect").addEventListener("click", () => session.disconnect());
  byId("try-target").addEventListener("click", () => {
    target.value = "orders-production";
    void connect();
  });
  byId("try-origin").href = demo.otherOrigin;

  session.addEventListener("state", () => showState(session, demo));
  session.addEventListener("roundtrip", () => showRoundTrip(session));
  return connect;
}

function showState(session, demo) {
  const { state } = session;
  const open = state === "connected" || state === "lost";
  byId("state").dataset.state = state;
  byId("state-text").textContent = names[state];
  byId("server").textContent = open ? session.server || demo.server : "none";
  byId("protocol-in-use").textContent = open ? session.settings.protocol : "\u2013";
  byId("disconnect").disabled = !open && state !== "connecting";
  byId("connect-button").textContent = open ? "Reconnect" : "Connect";
  showRefusal(session.error);
  showRoundTrip(session);
}

function showRoundTrip({ roundTrip }) {
  byId("round-trip").textContent = roundTrip === undefined ? "\u2013" : format.milliseconds(roundTrip);
}

/** Shows why there is no connection, with the bridge's code in front where it gave one. */
function showRefusal(error) {
  const shown = byId("refusal");
  shown.hidden = error === undefined;
  if (error === undefined) {
    shown.replaceChildren();
    return;
  }
  const [before, code, after] = error.message.split(/\b(4[0-9]{3})\b/, 3);
  shown.replaceChildren(...(code === undefined ? [error.message] : [before, element("strong", {}, code), after]));
}
