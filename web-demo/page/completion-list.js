// The list of commands that opens above the prompt while its first words are typed.

import { element } from "./element.js";

/**
 * A listbox that belongs to an input (the combobox pattern of the ARIA practices).
 * choose is called with the entry that was taken.
 */
export class CompletionList {
  #input;
  #list;
  #choose;
  #entries = [];
  #active = -1;

  constructor(input, list, choose) {
    this.#input = input;
    this.#list = list;
    this.#choose = choose;
    input.addEventListener("blur", () => this.close());
    // A press would take the focus, and with it the list, before the click came.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  /** The entry that Enter would take; undefined before one is chosen by arrow. */
  get active() {
    return this.#entries[this.#active];
  }

  /** Shows entries; without any, closes. */
  show(entries) {
    this.#entries = entries;
    this.#list.replaceChildren(
      ...entries.map((entry, i) =>
        element(
          "li",
          { id: `completion-${i}`, role: "option", "aria-selected": "false", onclick: () => this.take(entry) },
          element("span", { className: "name" }, entry.name),
          element("span", { className: "summary" }, entry.summary),
        ),
      ),
    );
    this.#list.hidden = entries.length === 0;
    this.#input.setAttribute("aria-expanded", String(this.isOpen));
    this.#select(-1);
  }

  close() {
    this.show([]);
  }

  /** Moves the choice by so many entries, around the ends. */
  move(by) {
    const n = this.#entries.length;
    this.#select(this.#active < 0 ? (by > 0 ? 0 : n - 1) : (this.#active + by + n) % n);
  }

  /** Takes an entry: by default the active one, or the first. */
  take(entry = this.active ?? this.#entries[0]) {
    this.close();
    this.#choose(entry);
  }

  #select(index) {
    this.#active = index;
    [...this.#list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === index)));
    if (index < 0) {
      this.#input.removeAttribute("aria-activedescendant");
      return;
    }
    this.#input.setAttribute("aria-activedescendant", `completion-${index}`);
    this.#list.children[index].scrollIntoView({ block: "nearest" });
  }
}
