// The failure panel: buttons that do to the nodes what clients suffer from, and a load
// that shows the gap and the recovery.

import { conditionOf, primaryOf, shardName } from "./cluster-panel.js";
import { byId, element } from "./element.js";
import { actions } from "./failure-actions.js";
import { count, counted, milliseconds, timeOfDay } from "./format.js";
import { slotCount } from "./slot.js";
import { dropAll } from "./sockets.js";
import { SteadyLoad } from "./steady-load.js";
import { TimeChart } from "./time-chart.js";

const seconds = 60; // shown
const sampleEvery = 200; // milliseconds
const mostNotes = 8;

/** Puts the panel into the view of the cluster. */
export function failurePanel({ session, demo, topology }) {
  const loadButton = element("button", { id: "steady-button", type: "button", disabled: true }, "Start load");
  const dropButton = element("button", { id: "drop-sockets", type: "button", className: "quiet", disabled: true }, "Drop the sockets");
  const target = element("select", { id: "failure-node" });
  const buttons = actions.map((action) => element("button", { id: `failure-${action.name}`, type: "button", className: "quiet", title: action.title, disabled: true, onclick: () => void act(action) }, action.label));
  const figures = element("dl", { className: "figures steady-figures" });
  const chartPlace = element("div", { className: "chart-place" });
  const notes = element("ol", { className: "notes", id: "failure-notes" });
  const status = element("p", { className: "status", id: "failure-status", role: "status" });

  byId("view-cluster").append(
    element(
      "section",
      { className: "panel recovery", "aria-labelledby": "failure-title" },
      element("div", { className: "panel-head" }, element("h2", { id: "failure-title" }, "Failure and recovery"), loadButton),
      element(
        "div",
        { className: "row", role: "group", "aria-label": "Failures" },
        element("label", { className: "field" }, element("span", {}, "Node"), target),
        ...buttons,
        dropButton,
      ),
      status,
      chartPlace,
      figures,
      element("div", { role: "log", "aria-label": "What was done" }, notes),
    ),
  );

  let load;
  let chart;
  let names = "";

  /** Makes the chart anew where the shards are others than those that it shows. */
  function layOut() {
    const shards = topology.shards.length || 1;
    const wanted = session.isCluster ? Array.from({ length: shards }, (_, i) => shardName(i)) : ["The server"];
    if (wanted.join() !== names && load === undefined) {
      names = wanted.join();
      chart = new TimeChart({ seconds, lines: wanted, format: (top) => `${count(top)}/s`, label: `Replies per second over the last ${seconds} seconds; the figures below tell the same` });
      chartPlace.replaceChildren(chart.place, chart.legend());
      showFigures();
    }
  }

  function start() {
    const ranges = session.isCluster ? topology.shards.filter(({ slots }) => slots.length > 0).map(({ slots }) => slots) : [[[0, slotCount - 1]]];
    load = new SteadyLoad(session.client, ranges);
    chart.clear();
    note("The load began.");
    showButtons();
  }

  function stop(text = "The load ended.") {
    load?.stop();
    if (load !== undefined) {
      note(text);
    }
    load = undefined;
    showButtons();
    layOut();
  }

  let sampled = performance.now();
  function sample() {
    const now = performance.now();
    if (load !== undefined) {
      load.shards.forEach((shard, i) => {
        chart.add(i, now, (shard.replies / (now - sampled)) * 1000);
        shard.replies = 0;
      });
      showFigures();
    }
    if (!document.hidden && !byId("view-cluster").hidden) {
      chart?.draw(now);
    }
    sampled = now;
  }

  function showFigures() {
    const list = names.split(",").map((name, i) => [`Longest gap, ${name.toLowerCase()}`, load === undefined ? "\u2013" : milliseconds(load.gapOf(load.shards[i] ?? { gap: 0, last: performance.now() }))]);
    list.push(["Answered", load === undefined ? "\u2013" : count(load.done)], ["Errors", load === undefined ? "\u2013" : count(load.failed)]);
    figures.replaceChildren(...list.map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", { "data-kind": name === "Errors" && load?.failed > 0 ? "error" : "" }, text))));
    if (load?.error !== undefined) {
      say(`The last error of a call: ${load.error.name}: ${load.error.message}`, "error");
    }
  }

  function showButtons() {
    loadButton.textContent = load === undefined ? "Start load" : "Stop load";
    loadButton.disabled = load === undefined && (session.state !== "connected" || topology.shards.length === 0);
    dropButton.disabled = session.client === undefined;
    const nodes = topology.nodes;
    const chosen = target.value;
    const options = topology.shards.flatMap((shard, i) => [...shard.nodes].sort((a, b) => Number(b === primaryOf(shard)) - Number(a === primaryOf(shard))).map((node) => [node, i]));
    const texts = options.map(([node, i]) => `${session.isCluster ? `${shardName(i)}, ${node.role}: ` : ""}${node.address}${conditionOf(node) === "online" ? "" : ` (${conditionOf(node)})`}`);
    if (texts.join() !== [...target.options].map(({ textContent }) => textContent).join()) {
      target.replaceChildren(...options.map(([node], i) => element("option", { value: node.address }, texts[i])));
      target.value = nodes.some(({ address }) => address === chosen) ? chosen : (options[0]?.[0].address ?? "");
    }
    const node = nodes.find(({ address }) => address === target.value);
    const busy = status.dataset.busy === "true";
    actions.forEach((action, i) => {
      buttons[i].disabled = busy || node === undefined || session.client === undefined || !action.canAct(node, session.isCluster);
    });
    if (nodes.length > 0 && nodes.every(({ state }) => state === "")) {
      say("This demo has started none of these servers: it can pause them for 3 s, and leaves them alone otherwise.");
    }
  }

  async function act(action) {
    const address = target.value;
    status.dataset.busy = "true";
    showButtons();
    say(`${action.label}: ${address}\u2026`);
    chart?.mark(performance.now());
    load?.resetGaps();
    let failed;
    try {
      const said = await action.run({ session, demo }, address);
      say(`${action.label}: ${address}, ${said}`, "good");
    } catch (error) {
      failed = error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
      say(failed, "error");
    }
    status.dataset.busy = "false";
    note(`${action.label}: ${address}${failed === undefined ? "" : ", which was refused"}`);
    await topology.refresh();
    showButtons();
    if (document.activeElement === document.body) {
      target.focus(); // The button that had the focus can be pressed no more.
    }
  }

  function say(text, kind = "") {
    if (status.textContent !== text) {
      status.textContent = text;
      status.dataset.kind = kind;
    }
  }

  function note(text) {
    notes.append(element("li", {}, element("time", {}, timeOfDay(new Date())), " ", text));
    while (notes.childElementCount > mostNotes) {
      notes.firstElementChild.remove();
    }
  }

  loadButton.addEventListener("click", () => (load === undefined ? start() : stop()));
  dropButton.addEventListener("click", () => {
    chart?.mark(performance.now());
    load?.resetGaps();
    const dropped = dropAll();
    say(`${counted(dropped, "WebSocket")} dropped; the client connects again by itself.`, "good");
    note(`Dropped ${counted(dropped, "WebSocket")}`);
  });
  target.addEventListener("change", showButtons);
  topology.addEventListener("change", () => {
    layOut();
    showButtons();
  });
  session.addEventListener("state", () => {
    if (load !== undefined && session.client !== load.client) {
      stop("The load ended with its connection.");
    }
    layOut();
    showButtons();
  });
  addEventListener("pagehide", () => load?.stop());
  setInterval(sample, sampleEvery);
  layOut();
  showButtons();
}
