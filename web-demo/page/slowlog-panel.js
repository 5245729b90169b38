// The slow log: which commands took long, by node.

import { byId, element } from "./element.js";
import { count, counted, cut, milliseconds, timeOfDay } from "./format.js";

const every = 3000; // milliseconds
const patience = 2500; // milliseconds for an answer
const perNode = 20;
const setting = "slowlog-log-slower-than"; // in microseconds

/** Puts the panel into the view of the dashboard. */
export function slowlogPanel({ session, topology, views }) {
  const node = element("select", { id: "slowlog-node" }, element("option", { value: "" }, "All nodes"));
  const threshold = element("input", { id: "slowlog-threshold", type: "number", min: "-1", step: "1", required: true });
  const set = element("button", { type: "submit", id: "slowlog-set", className: "quiet", disabled: true }, "Set");
  const reset = element("button", { type: "button", id: "slowlog-reset", className: "quiet", disabled: true }, "Reset");
  const body = element("tbody", { id: "slowlog-body" });
  const status = element("p", { className: "status", id: "slowlog-status", role: "status" });
  const form = element(
    "form",
    { className: "row", autocomplete: "off" },
    element("label", { className: "field" }, element("span", {}, "Node"), node),
    element("label", { className: "field" }, element("span", {}, "Slower than, µs (0: all, -1: none)"), threshold),
    set,
    reset,
  );

  byId("view-dashboard").append(
    element(
      "section",
      { className: "panel slowlog", "aria-labelledby": "slowlog-title" },
      element("div", { className: "panel-head" }, element("h2", { id: "slowlog-title" }, "Slow log")),
      form,
      element(
        "div",
        { className: "scrolls table-place", role: "region", "aria-label": "Slow commands", tabIndex: 0 },
        element(
          "table",
          { className: "plain" },
          element("thead", {}, element("tr", {}, ...["When", "Took", "Command", "Node", "Client"].map((name) => element("th", { scope: "col" }, name)))),
          body,
        ),
      ),
      status,
    ),
  );

  let asking = false;
  let known = false; // the threshold

  function nodes() {
    return topology.nodes.filter(({ address }) => node.value === "" || node.value === address);
  }

  async function read() {
    if (asking || session.client === undefined || !views.isShown("dashboard")) {
      return;
    }
    asking = true;
    const silent = [];
    const lists = await Promise.all(
      nodes().map(async ({ address }) => {
        try {
          const entries = await session.client.slowlogGet(perNode, { decoder: "string", timeout: patience, ...session.at(address) });
          return entries.map((entry) => ({ address, entry }));
        } catch (error) {
          silent.push(`${address}: ${error.name}`);
          return [];
        }
      }),
    );
    asking = false;
    // Another node may have been chosen meanwhile.
    show(lists.flat().filter(({ address }) => node.value === "" || node.value === address).sort((a, b) => b.entry[1] - a.entry[1] || b.entry[0] - a.entry[0]), silent);
    if (!known) {
      void askThreshold();
    }
  }

  function show(entries, silent) {
    body.replaceChildren(...entries.map(rowOf));
    const text = `${entries.length === 0 ? "No command was slow." : `${counted(entries.length, "command")}, the latest first.`}${silent.length === 0 ? "" : ` Not told by ${silent.join(", ")}.`}`;
    if (status.textContent !== text && status.dataset.kind !== "error") {
      status.textContent = text;
    }
  }

  async function askThreshold() {
    try {
      const route = session.isCluster ? { route: "randomNode" } : {};
      const found = await session.client.configGet([setting], { decoder: "string", ...route });
      threshold.value = found[setting] ?? "";
      known = true;
    } catch {
      // It is asked again with the next reading.
    }
  }

  async function change(call, text) {
    try {
      await call(session.client);
      status.dataset.kind = "";
      status.textContent = text;
    } catch (error) {
      status.dataset.kind = "error";
      status.textContent = `${error.name}: ${error.message}`;
    }
    void read();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void change((client) => client.configSet({ [setting]: threshold.value }), "Set on all nodes.");
  });
  reset.addEventListener("click", () => {
    const all = nodes();
    void change((client) => Promise.all(all.map(({ address }) => client.slowlogReset(session.at(address)))), "Emptied.");
  });
  node.addEventListener("change", () => void read());
  topology.addEventListener("change", () => {
    const addresses = topology.nodes.map(({ address }) => address);
    if (addresses.join() !== [...node.options].slice(1).map(({ value }) => value).join()) {
      const chosen = node.value;
      node.replaceChildren(element("option", { value: "" }, "All nodes"), ...addresses.map((value) => element("option", { value }, value)));
      node.value = addresses.includes(chosen) ? chosen : "";
    }
    void read();
  });
  session.addEventListener("state", () => {
    set.disabled = reset.disabled = session.client === undefined;
    known &&= session.client !== undefined;
  });
  views.addEventListener("show", () => void read());
  setInterval(() => void read(), every);
}

function rowOf({ address, entry: [, at, took, words, client, name] }) {
  return element(
    "tr",
    {},
    element("td", {}, timeOfDay(new Date(Number(at) * 1000))),
    element("td", { className: "number", title: `${count(Number(took))} µs` }, milliseconds(Number(took) / 1000)),
    element("td", {}, element("code", {}, cut(words.join(" "), 200))),
    element("td", {}, address),
    element("td", {}, [client, name].filter((part) => part).join(" ")),
  );
}
