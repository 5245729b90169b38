// The connection panel, and the state in the bar.

import { byId, element } from "./element.js";
import * as format from "./format.js";
import { savedConnections } from "./saved-connections.js";

const names = {
  loading: "Loading",
  disconnected: "Disconnected",
  connecting: "Connecting",
  connected: "Connected",
  lost: "Reconnecting",
  failed: "Not connected",
};

// How the client words a refusal of the bridge, which is told in the close frame.
const refusal = /the bridge refused: (\d{4}) (.*) \(wss?:/;

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
      cluster: demo.cluster && target.value.trim() === demo.targets[0],
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
  byId("disconnect").addEventListener("click", () => {
    byId("connect-button").focus(); // This one can be pressed no more then.
    session.disconnect();
  });
  byId("try-target").addEventListener("click", () => {
    target.value = "orders-production";
    void connect();
  });
  savedConnections(connect);
  byId("try-origin").href = demo.otherOrigin;

  session.addEventListener("state", () => showState(session, demo));
  session.addEventListener("roundtrip", () => showRoundTrip(session));
  return connect;
}

function showState(session, demo) {
  const { state } = session;
  const open = state === "connected" || state === "lost";
  byId("state").dataset.state = state;
  byId("state-text").textContent = state === "failed" && refusal.test(session.error.message) ? "Refused" : names[state];
  const kind = open && session.isCluster ? ", cluster" : "";
  byId("server").textContent = open ? (session.server || demo.server) + kind : "none";
  byId("protocol-in-use").textContent = open ? session.settings.protocol : "\u2013";
  byId("disconnect").disabled = !open && state !== "connecting";
  byId("connect-button").textContent = open ? "Reconnect" : "Connect";
  showRefusal(session.error);
  showRoundTrip(session);
}

function showRoundTrip({ roundTrip }) {
  byId("round-trip").textContent = roundTrip === undefined ? "\u2013" : format.milliseconds(roundTrip);
}

/** Shows why there is no connection: the bridge's code and reason, or else the client's words. */
function showRefusal(error) {
  const shown = byId("refusal");
  shown.hidden = error === undefined;
  byId("try").hidden = error !== undefined;
  const [, code, reason] = refusal.exec(error?.message ?? "") ?? [];
  shown.title = error?.message ?? "";
  shown.replaceChildren(...(code === undefined ? [shown.title] : ["The bridge refused: ", element("strong", {}, code), ` ${reason}`]));
}
