// Shows the tree of a reply: scalars on one line, groups that open and close, and
// long things in portions.

import { element } from "./element.js";
import { count, counted } from "./format.js";

const longText = 2000; // characters shown at first
const portion = 100; // elements shown at a time
const openDepth = 3; // deeper groups begin closed

const deliveries = {
  notSent: "It was not executed.",
  maybeExecuted: "It may have been executed.",
  answered: "Answered by the server.",
};

/** Returns the element that shows a node of reply.js. */
export function treeOf(node, depth = 0) {
  if (node.error !== undefined) {
    return failure(node.error);
  }
  if (node.pairs !== undefined) {
    return branch(node, node.pairs, "pair", depth, ([key, value]) => [keyLabel(key), value]);
  }
  if (node.children !== undefined) {
    return branch(node, node.children, "element", depth, (child, i) => [element("span", { className: "label" }, String(i)), child]);
  }
  return element("div", { className: "leaf" }, badge(node), ...valueOf(node));
}

function badge(node) {
  return element("span", { className: "badge", "data-family": node.family }, node.type);
}

function valueOf(node) {
  if (node.type === "null") {
    return [];
  }
  if (node.text === "") {
    return [element("span", { className: "size" }, "empty")];
  }
  if (node.text.length <= longText) {
    return [element("span", { className: "value" }, node.text)];
  }
  const value = element("span", { className: "value" }, node.text.slice(0, longText) + "\u2026");
  const all = element("button", { type: "button", className: "link", onclick: () => {
    value.textContent = node.text;
    all.remove();
  } }, `Show all ${count(node.text.length)} characters`);
  return [value, all];
}

function keyLabel(key) {
  const text = key.text ?? key.type;
  return element("span", { className: "label key" }, text);
}

function branch(node, items, noun, depth, rowOf) {
  if (items.length === 0) {
    return element("div", { className: "leaf" }, badge(node), element("span", { className: "size" }, "empty"));
  }
  const children = element("ul", { className: "children" });
  const details = element(
    "details",
    { className: "branch", open: depth < openDepth },
    element("summary", {}, badge(node), element("span", { className: "size" }, counted(items.length, noun))),
    children,
  );
  const more = element("button", { type: "button", className: "link more-children", onclick: () => grow() });
  let shown = 0;
  function grow() {
    const end = Math.min(shown + portion, items.length);
    for (; shown < end; shown++) {
      const [label, child] = rowOf(items[shown], shown);
      children.append(element("li", { className: "child" }, label, treeOf(child, depth + 1)));
    }
    more.textContent = `Show ${count(Math.min(portion, items.length - shown))} more of ${count(items.length)}`;
    more.hidden = shown === items.length;
  }
  // What is closed is not made before it is opened: a reply may have a million elements.
  if (details.open) {
    grow();
  } else {
    details.addEventListener("toggle", grow, { once: true });
  }
  details.append(more);
  return details;
}

/** Shows an error: its class, its code, its message and whether the command ran. */
export function failure(error) {
  const code = error.code ?? "";
  const line = element("div", { className: "leaf failure" }, element("span", { className: "badge", "data-family": "error" }, error.name));
  if (code !== "") {
    line.append(element("span", { className: "code" }, code));
  }
  const delivery = deliveries[error.delivery];
  if (delivery !== undefined) {
    line.append(element("span", { className: "delivery" }, delivery));
  }
  const begin = code !== "" && error.message.startsWith(`${code}: `) ? code.length + 2 : 0;
  line.append(element("span", { className: "message" }, error.message.slice(begin)));
  return line;
}
