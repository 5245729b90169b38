// Keys as a tree by the parts of their names: an ARIA tree, which is gone through by the
// arrow keys. What is closed is not made before it is opened.

import { element } from "./element.js";
import { count, remaining } from "./format.js";
import { identity } from "./key-read.js";
import { shown } from "./key-edit.js";

const portion = 200; // items of a branch that are shown at a time

/** A tree in a place of the page. */
export class KeyTree {
  #place;
  #open = new Set(); // the paths of branches that are open
  #onChoose;
  #onShow;
  #chosen;

  /** onChoose is called with the key that is chosen, onShow with the leaves that have come to be shown. */
  constructor(place, { onChoose, onShow }) {
    this.#place = place;
    this.#onChoose = onChoose;
    this.#onShow = onShow;
    place.addEventListener("keydown", (event) => this.#pressed(event));
    place.addEventListener("click", ({ target }) => {
      const item = target.closest?.('[role="treeitem"]');
      if (item !== null && item !== undefined) {
        this.#act(item);
      }
    });
  }

  /** Shows keys, whose names are parted by separator; what was open stays so. */
  show(keys, separator) {
    const root = new Map();
    for (const key of [...keys].sort((a, b) => (identity(a) < identity(b) ? -1 : 1))) {
      const parts = separator === "" ? [shown(key)] : shown(key).split(separator);
      let at = root;
      parts.slice(0, -1).forEach((part) => {
        const branch = at.get(`b${part}`) ?? { part, children: new Map(), size: 0 };
        branch.size++;
        at.set(`b${part}`, branch);
        at = branch.children;
      });
      at.set(`l${parts.at(-1)}`, { part: parts.at(-1), key });
    }
    const hadFocus = this.#place.contains(document.activeElement);
    this.#place.replaceChildren(...this.#items(root, "", separator, 1));
    this.#tell(this.#place);
    const first = this.#place.querySelector('[aria-selected="true"]') ?? this.#place.querySelector('[role="treeitem"]');
    this.#focusable(first, hadFocus);
  }

  /** Shows what readKeys has found of a key. */
  describe(key, entry) {
    const leaf = [...this.#place.querySelectorAll(".leaf-item")].find((each) => each.dataset.key === identity(key));
    if (leaf === undefined || entry === undefined) {
      return;
    }
    const type = element("span", { className: "badge", "data-family": entry.type === "string" ? "string" : "group" }, entry.type);
    const expiry = element("span", { className: "expiry" }, entry.expires === undefined ? "" : remaining(entry.expires - performance.now()));
    leaf.querySelector(".about").replaceChildren(type, element("span", { className: "size" }, entry.size), expiry);
  }

  #items(branch, path, separator, level) {
    const all = [...branch.values()];
    const make = (node) => (node.key === undefined ? this.#branch(node, path + node.part + separator, separator, level) : this.#leaf(node, level));
    const items = all.slice(0, portion).map(make);
    if (all.length > portion) {
      const more = element("li", { role: "treeitem", className: "item more", tabIndex: -1, "aria-level": String(level) }, `Show ${count(all.length - portion)} more`);
      more.act = () => {
        const rest = all.slice(portion).map(make);
        more.replaceWith(...rest);
        this.#tell(this.#place);
        this.#focusable(rest[0], true);
      };
      items.push(more);
    }
    return items;
  }

  #leaf({ part, key }, level) {
    const isChosen = this.#chosen === identity(key);
    const item = element(
      "li",
      { role: "treeitem", className: "item leaf-item", tabIndex: -1, "aria-level": String(level), "aria-selected": String(isChosen), "data-key": identity(key), title: shown(key) },
      element("span", { className: "part" }, part === "" ? "(empty)" : part),
      element("span", { className: "about" }),
    );
    item.act = () => this.#choose(key, item);
    item.key = key;
    return item;
  }

  #branch({ part, children, size }, path, separator, level) {
    const group = element("ul", { role: "group" });
    const item = element(
      "li",
      { role: "treeitem", className: "item branch-item", tabIndex: -1, "aria-level": String(level), "aria-expanded": "false", "data-path": path },
      element("span", { className: "part-line" }, element("span", { className: "part" }, part === "" ? "(empty)" : part, separator), element("span", { className: "size" }, count(size))),
      group,
    );
    const toggle = (open) => {
      item.setAttribute("aria-expanded", String(open));
      if (open) {
        this.#open.add(path);
        group.replaceChildren(...this.#items(children, path, separator, level + 1));
      } else {
        this.#open.delete(path);
        group.replaceChildren();
      }
    };
    item.act = (open = item.getAttribute("aria-expanded") !== "true") => {
      toggle(open);
      this.#tell(group);
      this.#focusable(item, true);
    };
    if (this.#open.has(path)) {
      toggle(true);
    }
    return item;
  }

  /** Has a key be the chosen one, and its branches open, when keys are shown again. */
  reveal(key, separator) {
    this.#chosen = identity(key);
    const parts = separator === "" ? [] : shown(key).split(separator).slice(0, -1);
    parts.forEach((_, i) => this.#open.add(parts.slice(0, i + 1).map((part) => part + separator).join("")));
  }

  #choose(key, item) {
    this.#chosen = identity(key);
    this.#place.querySelectorAll('[aria-selected="true"]').forEach((each) => each.setAttribute("aria-selected", "false"));
    item.setAttribute("aria-selected", "true");
    this.#focusable(item, true);
    this.#onChoose(key);
  }

  #tell(within) {
    const leaves = [...within.querySelectorAll(".leaf-item")].filter((leaf) => leaf.querySelector(".about").childElementCount === 0);
    if (leaves.length > 0) {
      this.#onShow(leaves.map(({ key }) => key));
    }
  }

  #focusable(item, focus) {
    this.#place.querySelectorAll('[tabindex="0"]').forEach((each) => (each.tabIndex = -1));
    if (item !== null && item !== undefined) {
      item.tabIndex = 0;
      if (focus) {
        item.focus();
      }
    }
  }

  #act(item) {
    item.act();
  }

  #pressed(event) {
    const item = event.target.closest('[role="treeitem"]');
    if (item === null || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const items = [...this.#place.querySelectorAll('[role="treeitem"]')];
    const at = items.indexOf(item);
    const expanded = item.getAttribute("aria-expanded");
    const parent = item.parentElement.closest('[role="treeitem"]');
    const move = (to) => to !== undefined && to !== null && this.#focusable(to, true);
    const acts = {
      ArrowDown: () => move(items[at + 1]),
      ArrowUp: () => move(items[at - 1]),
      Home: () => move(items[0]),
      End: () => move(items.at(-1)),
      ArrowRight: () => (expanded === "false" ? item.act(true) : expanded === "true" ? move(items[at + 1]) : undefined),
      ArrowLeft: () => (expanded === "true" ? item.act(false) : move(parent)),
      Enter: () => item.act(),
      " ": () => item.act(),
    };
    if (acts[event.key] !== undefined) {
      event.preventDefault();
      acts[event.key]();
    }
  }
}
