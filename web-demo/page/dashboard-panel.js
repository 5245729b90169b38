// The dashboard: of each node its figures and their last five minutes.

import { conditionOf, shardName } from "./cluster-panel.js";
import { byId, element } from "./element.js";
import { bytes, count, remaining } from "./format.js";
import { Metrics } from "./metrics.js";
import { TimeChart } from "./time-chart.js";

const seconds = 300;
const percent = (share) => `${Math.round(share * 100)} %`;

const figures = [
  { name: "ops", label: "Commands per second", spell: count },
  { name: "memory", label: "Memory", spell: bytes },
  { name: "clients", label: "Clients", spell: count },
  { name: "hits", label: "Hit rate", spell: percent, ceiling: 1 },
  { name: "input", label: "Received per second", spell: bytes },
  { name: "output", label: "Sent per second", spell: bytes },
];

/** Puts the panel into its view. */
export function dashboardPanel({ session, topology, views }) {
  const metrics = new Metrics(session, topology);
  const place = element("div", { className: "cards" });
  const empty = element("p", { className: "empty" }, "Not connected.");
  const cards = new Map(); // by address

  byId("view-dashboard").append(
    element(
      "section",
      { className: "panel dashboard", "aria-labelledby": "dashboard-title" },
      element("div", { className: "panel-head" }, element("h2", { id: "dashboard-title" }, "Nodes"), element("p", { className: "aside" }, "INFO every two seconds; charts of the last five minutes")),
      place,
      empty,
    ),
  );

  function layOut() {
    const wanted = topology.shards.flatMap(({ nodes }, i) => nodes.map((node) => ({ node, i })));
    for (const address of cards.keys()) {
      if (!wanted.some(({ node }) => node.address === address)) {
        cards.delete(address);
      }
    }
    for (const { node, i } of wanted) {
      const card = cards.get(node.address) ?? new Card(node.address);
      cards.set(node.address, card);
      card.describe(session.isCluster ? `${shardName(i)}, ${node.role}` : "", conditionOf(node));
    }
    const shown = wanted.map(({ node }) => cards.get(node.address).place);
    if (shown.length !== place.childElementCount || shown.some((each, i) => each !== place.children[i])) {
      place.replaceChildren(...shown);
    }
    empty.hidden = wanted.length > 0;
  }

  function draw() {
    if (views.isShown("dashboard")) {
      cards.forEach((card) => card.draw());
    }
  }

  metrics.addEventListener("sample", ({ detail }) => {
    cards.get(detail.address)?.add(detail);
    draw();
  });
  views.addEventListener("show", draw);
  topology.addEventListener("change", layOut);
  session.addEventListener("state", () => {
    if (session.client === undefined) {
      cards.clear();
    }
    layOut();
  });
  layOut();
}

class Card {
  #role = element("span", { className: "role" });
  #condition = element("span", { className: "condition" });
  #about = element("p", { className: "about" }, "Asked\u2026");
  #rows;

  constructor(address) {
    this.#rows = figures.map((figure) => {
      const chart = new TimeChart({ seconds, label: `${figure.label} over the last five minutes`, ceiling: figure.ceiling });
      return { ...figure, chart, value: element("dd", {}, "\u2013") };
    });
    this.place = element(
      "article",
      { className: "card", "data-address": address, "aria-label": address },
      element("h3", {}, element("code", {}, address), this.#condition),
      this.#role,
      this.#about,
      element("dl", { className: "lines" }, ...this.#rows.map(({ name, label, chart, value }) => element("div", { "data-figure": name }, element("dt", {}, label), value, element("dd", { className: "line-place" }, chart.place)))),
    );
  }

  describe(role, condition) {
    this.#role.textContent = role;
    this.#condition.textContent = condition;
    this.place.dataset.condition = condition;
  }

  add({ at, values, error }) {
    for (const { name, chart, value, spell } of this.#rows) {
      const current = values?.[name];
      chart.add(0, at, current);
      value.textContent = current === undefined ? "\u2013" : spell(current);
    }
    this.#about.textContent = error === undefined ? aboutOf(values) : `No answer: ${error.name}`;
    this.#about.title = error?.message ?? "";
    this.#about.dataset.kind = error === undefined ? "" : "error";
  }

  draw() {
    const now = performance.now();
    this.#rows.forEach(({ chart }) => chart.draw(now));
  }
}

function aboutOf({ version, uptime }) {
  return [version === undefined ? "" : `version ${version}`, uptime === undefined ? "" : `up for ${remaining(uptime * 1000)}`].filter((part) => part !== "").join(", ");
}
