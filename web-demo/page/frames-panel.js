// The frame inspector: each WebSocket message with what is in it.

import { byId, element } from "./element.js";
import { bytes, count, counted, cut } from "./format.js";
import { download } from "./export.js";
import { partsOf } from "./resp-frames.js";
import { onFrame } from "./sockets.js";

const most = 300; // frames that are kept
const shownParts = 3;
const drawEvery = 300; // milliseconds

/** Puts the panel into its view. */
export function framesPanel({ views }) {
  const button = element("button", { id: "frames-button", type: "button" }, "Record");
  const clear = element("button", { id: "frames-clear", type: "button", className: "quiet" }, "Clear");
  const save = element("button", { id: "frames-export", type: "button", className: "quiet", disabled: true }, "Export");
  const body = element("tbody", { id: "frames-body" });
  const summary = element("p", { className: "status", id: "frames-status", role: "status" }, "Record, and run something: the console, the race or the load.");
  byId("view-wire").append(
    element(
      "section",
      { className: "panel frames", "aria-labelledby": "frames-title" },
      element("div", { className: "panel-head" }, element("h2", { id: "frames-title" }, "Frames"), element("div", { className: "row" }, save, clear, button)),
      element(
        "div",
        { className: "scrolls table-place", role: "region", "aria-label": "Recorded frames", tabIndex: 0 },
        element("table", { className: "plain" }, element("thead", {}, element("tr", {}, ...["Time", "Direction", "Node", "Bytes", "Parts", "What"].map((name) => element("th", { scope: "col" }, name)))), body),
      ),
      summary,
    ),
  );

  let stop;
  let timer;
  let frames = [];
  let began = 0;
  let drawn = new WeakSet();
  let total = { sent: 0, received: 0, commands: 0 };

  function take({ node, sent, data, at }) {
    const { parts, isCut } = partsOf(data);
    frames.push({ node, sent, size: data.length, at: at - began, parts, isCut });
    if (frames.length > 2 * most) {
      frames = frames.slice(-most);
    }
    total.sent += sent ? 1 : 0;
    total.received += sent ? 0 : 1;
    total.commands += sent ? parts.length : 0;
  }

  // Only what has come since is drawn, and what nobody looks at not at all.
  function draw() {
    if (views.isShown("wire")) {
      const fresh = frames.slice(-most).filter((frame) => !drawn.has(frame));
      fresh.forEach((frame) => drawn.add(frame));
      body.prepend(...fresh.toReversed().map(rowOf));
      while (body.childElementCount > most) {
        body.lastElementChild.remove();
      }
      save.disabled = frames.length === 0;
    }
  }

  function tell(end) {
    const perFrame = total.sent === 0 ? "" : `, ${(total.commands / total.sent).toFixed(1)} commands a frame`;
    summary.textContent = `${end}${counted(total.sent, "frame")} sent with ${counted(total.commands, "command")}${perFrame}; ${counted(total.received, "frame")} received.`;
  }

  button.addEventListener("click", () => {
    if (stop === undefined) {
      began = performance.now();
      stop = onFrame(take);
      summary.textContent = "Recording\u2026";
      timer = setInterval(draw, drawEvery);
    } else {
      clearInterval(timer);
      stop();
      stop = undefined;
      draw();
      tell("Stopped: ");
    }
    button.textContent = stop === undefined ? "Record" : "Stop";
  });
  clear.addEventListener("click", () => {
    frames = [];
    total = { sent: 0, received: 0, commands: 0 };
    drawn = new WeakSet();
    body.replaceChildren();
    save.disabled = true;
    summary.textContent = "";
  });
  save.addEventListener("click", () => download("glissade-frames.json", frames.slice(-most)));
  views.addEventListener("show", draw);
}

function rowOf({ node, sent, size, at, parts, isCut }) {
  const what = parts.slice(0, shownParts).map((part) => cut(part, 90)).join(" \u00b7 ");
  const rest = parts.length > shownParts ? ` \u00b7 and ${count(parts.length - shownParts)} more` : "";
  return element(
    "tr",
    { "data-way": sent ? "sent" : "received" },
    element("td", { className: "number" }, `${at.toFixed(1)} ms`),
    element("td", {}, sent ? "\u2191 sent" : "\u2193 received"),
    element("td", {}, node),
    element("td", { className: "number" }, bytes(size)),
    element("td", { className: "number" }, `${count(parts.length)}${isCut ? "+" : ""}`),
    element("td", {}, element("code", {}, what + rest)),
  );
}
