// The cluster panel: the map of slots and nodes, and the place of a key.

import { byId, element } from "./element.js";
import { count, counted } from "./format.js";
import { slotCount, slotOf } from "./slot.js";

const shardColours = 4;

/** Puts the panel into its view. */
export function clusterPanel({ session, topology }) {
  const strip = element("div", { className: "strip", role: "img" });
  const marker = element("span", { className: "marker", hidden: true });
  const shards = element("ul", { className: "shards" });
  const input = element("input", { id: "slot-key", type: "text", value: "user:1", autocapitalize: "off", spellcheck: false, "aria-describedby": "slot-answer" });
  const answer = element("output", { id: "slot-answer", htmlFor: "slot-key" });
  const summary = element("p", { className: "aside", id: "cluster-summary", role: "status" });

  byId("view-cluster").append(
    element(
      "section",
      { className: "panel map", "aria-labelledby": "map-title" },
      element("div", { className: "panel-head" }, element("h2", { id: "map-title" }, "Map"), summary),
      element(
        "div",
        { className: "row place" },
        element("label", { className: "field" }, element("span", {}, "Where is the key"), input),
        answer,
      ),
      element("div", { className: "strip-place" }, strip, marker),
      element("p", { className: "strip-scale", "aria-hidden": "true" }, element("span", {}, "slot 0"), element("span", {}, count(slotCount - 1))),
      shards,
    ),
  );

  function show() {
    const known = topology.shards;
    strip.replaceChildren(...known.flatMap(({ slots }, shard) => slots.map((range) => rangeOf(range, shard))));
    strip.setAttribute("aria-label", known.map((shard, i) => `Shard ${i + 1}: ${slotText(shard)}`).join("; ") || "No slots");
    shards.replaceChildren(...known.map(shardItem));
    const text = summaryOf(session, topology);
    // Set only if it is another, since screen readers read it out.
    if (summary.textContent !== text) {
      summary.textContent = text;
    }
    showPlace();
  }

  function showPlace() {
    const key = input.value;
    const slot = slotOf(key);
    const shard = session.isCluster && key !== "" ? topology.shardOf(slot) : undefined;
    marker.hidden = shard === undefined;
    if (shard === undefined) {
      answer.textContent = key === "" ? "Type a key." : session.isCluster ? `Slot ${count(slot)}, which nobody serves now.` : "A server of its own has no slots.";
      return;
    }
    const primary = primaryOf(shard);
    marker.style.left = `${(slot / (slotCount - 1)) * 100}%`;
    answer.replaceChildren(
      element("strong", {}, `slot ${count(slot)}`),
      ` in shard ${topology.shards.indexOf(shard) + 1}, served by `,
      element("code", {}, primary?.address ?? "nobody now"),
    );
  }

  input.addEventListener("input", showPlace);
  topology.addEventListener("change", show);
  session.addEventListener("state", show);
  session.addEventListener("keychosen", ({ detail }) => {
    input.value = detail.text;
    showPlace();
  });
  show();
}

/** The node that serves a shard's slots: the primary that is not known to have failed. */
export function primaryOf({ nodes }) {
  const primaries = nodes.filter(({ role }) => role === "primary");
  return primaries.find(({ health }) => health === "online") ?? primaries[0];
}

/** What a shard is called. */
export function shardName(index) {
  return `Shard ${index + 1}`;
}

/** How a node is, in a word: what the demo program says of it, or else the cluster. */
export function conditionOf({ health, state }) {
  return state === "paused" || state === "ended" ? state : health;
}

function rangeOf([from, to], shard) {
  const part = element("span", { className: "range", "data-shard": String(shard % shardColours) }, element("span", {}, shardName(shard)));
  part.style.left = `${(from / slotCount) * 100}%`;
  part.style.width = `${((to - from + 1) / slotCount) * 100}%`;
  return part;
}

function slotText({ slots }) {
  const total = slots.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  return `${slots.map(([from, to]) => (from === to ? count(from) : `${count(from)}\u2013${count(to)}`)).join(", ")} (${counted(total, "slot")})`;
}

function shardItem(shard, i) {
  const nodes = [...shard.nodes].sort((a, b) => (a.role < b.role ? -1 : a.role > b.role ? 1 : 0));
  return element(
    "li",
    { className: "shard", "data-shard": String(i % shardColours) },
    element("h3", {}, shardName(i)),
    element("p", { className: "slots" }, shard.slots.length === 0 ? "no slots" : slotText(shard)),
    element("ul", { className: "nodes" }, ...nodes.map((node) => nodeItem(node, node === primaryOf(shard)))),
  );
}

function nodeItem(node, serves) {
  const condition = conditionOf(node);
  return element(
    "li",
    { className: "node", "data-condition": condition, "data-address": node.address, "data-role": node.role, title: node.id },
    element("span", { className: "lamp", "aria-hidden": "true" }),
    element("code", {}, node.address),
    element("span", { className: "role" }, serves ? "primary, serving" : node.role),
    element("span", { className: "condition" }, condition),
  );
}

function summaryOf(session, { nodes, shards }) {
  if (nodes.length === 0) {
    return "Not connected.";
  }
  if (!session.isCluster) {
    return "One server, no cluster.";
  }
  const well = nodes.filter((node) => conditionOf(node) === "online").length;
  return `${counted(shards.length, "shard")}, ${well} of ${counted(nodes.length, "node")} online`;
}
