// The list of keys: a row for each, in the order of their names.

import { element } from "./element.js";
import { cut, remaining } from "./format.js";
import { identity } from "./key-read.js";
import { nodeOf } from "./reply.js";

const longestKey = 200; // characters shown

export class KeyTable {
  #body;
  #rows = new Map(); // by the identity of the key

  /** Fills the body of a table. */
  constructor(body) {
    this.#body = body;
  }

  /** How many keys there are. */
  get size() {
    return this.#rows.size;
  }

  has(key) {
    return this.#rows.has(identity(key));
  }

  /** Shows an entry of readKeys in the row of its key. Returns whether it is another than before. */
  show(key, entry) {
    const row = this.#rows.get(identity(key)) ?? this.#add(key);
    const { type, size, text, expires } = entry;
    const changed = row.type.textContent !== type || row.size.textContent !== size || row.value.textContent !== text;
    row.expires = expires;
    row.type.textContent = type;
    row.type.dataset.family = type === "string" ? "string" : "group";
    row.size.textContent = size;
    row.value.textContent = text;
    row.value.title = text;
    this.#showExpiry(row);
    return changed;
  }

  /** Has the row of a key flash. */
  flash(key) {
    this.#rows.get(identity(key))?.flash();
  }

  remove(key) {
    const name = identity(key);
    this.#rows.get(name)?.line.remove();
    this.#rows.delete(name);
  }

  /** Removes all keys but these. */
  retain(keys) {
    const names = new Set(keys.map(identity));
    [...this.#rows].filter(([name]) => !names.has(name)).forEach(([, { key }]) => this.remove(key));
  }

  clear() {
    this.#rows.clear();
    this.#body.replaceChildren();
  }

  /** Counts the times to live down, and returns the keys whose time is over. */
  tick() {
    const over = [];
    for (const row of this.#rows.values()) {
      if (row.expires !== undefined) {
        this.#showExpiry(row);
        if (row.expires <= performance.now()) {
          over.push(row.key);
        }
      }
    }
    return over;
  }

  #showExpiry({ expiry, expires }) {
    expiry.textContent = expires === undefined ? "" : remaining(expires - performance.now());
  }

  #add(key) {
    const name = identity(key);
    const row = new Row(key);
    this.#rows.set(name, row);
    const names = [...this.#rows.keys()].sort();
    const after = names[names.indexOf(name) + 1];
    this.#body.insertBefore(row.line, this.#rows.get(after)?.line ?? null);
    return row;
  }
}

class Row {
  type = element("span", { className: "badge" });
  size = element("span", { className: "size" });
  value = element("span", { className: "value" });
  expiry = element("span", { className: "expiry", title: "Until it expires" });
  expires;

  constructor(key) {
    this.key = key;
    const name = cut(nodeOf(key).text, longestKey);
    this.line = element(
      "tr",
      {},
      element("th", { scope: "row", title: name }, name),
      element("td", {}, element("span", { className: "kind" }, this.type, this.size, this.expiry), this.value),
    );
  }

  // Two animations that look the same, in turn: a change begins the other.
  flash() {
    this.line.dataset.flash = this.line.dataset.flash === "odd" ? "even" : "odd";
  }
}
