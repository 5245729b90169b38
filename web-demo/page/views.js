// The views of the page, of which one is shown: the tabs below the bar. The address
// names the view, so that it can be linked to and the browser goes back and forth.

import { byId } from "./element.js";

/** The names of the views, in the order of their tabs. */
export const names = ["console", "keys", "cluster", "load", "dashboard", "streams", "playground", "wire"];

/** Tells by a "show" event that another view is shown. */
export class Views extends EventTarget {
  current = names[0];

  constructor() {
    super();
    const tabs = names.map((name) => byId(`tab-${name}`));
    tabs.forEach((tab, i) => tab.addEventListener("click", () => this.go(names[i])));
    byId("views").addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = tabs.indexOf(document.activeElement);
      const to = { Home: 0, End: names.length - 1 }[event.key] ?? (step === undefined ? undefined : (at + step + names.length) % names.length);
      if (to !== undefined && at >= 0) {
        event.preventDefault();
        this.go(names[to]);
        tabs[to].focus();
      }
    });
    addEventListener("hashchange", () => this.#show());
    this.#show();
  }

  /** Shows a view. */
  go(name) {
    location.hash = name;
    this.#show();
  }

  /** Whether a view is shown to somebody. */
  isShown(name) {
    return this.current === name && !document.hidden;
  }

  #show() {
    const name = location.hash.slice(1);
    if (names.includes(name)) {
      this.current = name;
    }
    for (const each of names) {
      const isCurrent = each === this.current;
      byId(`tab-${each}`).setAttribute("aria-selected", String(isCurrent));
      byId(`tab-${each}`).tabIndex = isCurrent ? 0 : -1;
      byId(`view-${each}`).hidden = !isCurrent;
    }
    this.dispatchEvent(new Event("show"));
  }
}
