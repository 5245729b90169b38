// The key browser: the tree of keys, and the value of the one that is chosen.

import { byId, element } from "./element.js";
import { count, counted } from "./format.js";
import { shown } from "./key-edit.js";
import { readKeys, scanKeys } from "./key-read.js";
import { KeyTree } from "./key-tree.js";
import { KeyValue } from "./key-value.js";

const limit = 5000; // keys in the tree
const described = 100; // keys that are read at a time for their types

/** Puts the panel into its view. */
export function browserPanel({ session, views }) {
  const pattern = element("input", { id: "tree-pattern", type: "text", value: "*", autocapitalize: "off", spellcheck: false, enterKeyHint: "go" });
  const separator = element("input", { id: "tree-separator", type: "text", value: ":", maxLength: 4, spellcheck: false });
  const readButton = element("button", { id: "tree-read", type: "submit", disabled: true }, "Read");
  const list = element("ul", { role: "tree", id: "tree", className: "tree", "aria-labelledby": "tree-title" });
  const status = element("p", { className: "status", id: "tree-status", role: "status" });
  const form = element(
    "form",
    { className: "row", autocomplete: "off" },
    element("label", { className: "field" }, element("span", {}, "Pattern"), pattern),
    element("label", { className: "field narrow" }, element("span", {}, "Separator"), separator),
    readButton,
  );
  const valuePlace = element("section", { className: "panel rest key-value", "aria-labelledby": "value-title" });

  byId("view-keys").append(
    element(
      "section",
      { className: "panel third browser", "aria-labelledby": "tree-title" },
      element("div", { className: "panel-head" }, element("h2", { id: "tree-title" }, "Keys")),
      form,
      element("div", { className: "scrolls tree-place" }, list),
      status,
    ),
    valuePlace,
  );

  const value = new KeyValue(valuePlace, session, {
    onShown: (key, type) => session.dispatchEvent(new CustomEvent("keychosen", { detail: { text: shown(key), type } })),
    onGone: () => void read(),
    onRenamed: (key) => {
      tree.reveal(key, separator.value);
      void read();
    },
    onChanged: (key) => void describe([key]),
  });
  const tree = new KeyTree(list, {
    onChoose: (key) => void value.show(key),
    onShow: (keys) => void describe(keys),
  });
  let reading;

  async function read() {
    reading?.abort();
    if (session.client === undefined) {
      return;
    }
    reading = new AbortController();
    const { signal } = reading;
    say("Reading\u2026");
    try {
      const { keys, more } = await scanKeys(session.client, pattern.value.trim() || "*", limit, signal);
      if (!signal.aborted) {
        tree.show(keys, separator.value);
        say(keys.length === 0 ? "No key matches." : more ? `The first ${count(keys.length)} keys found; there are more.` : `${counted(keys.length, "key")}.`);
      }
    } catch (error) {
      if (!signal.aborted) {
        say(`${error.name}: ${error.message}`, "error");
      }
    }
  }

  /** Reads types, sizes and times to live of keys that are shown. */
  async function describe(keys) {
    const { client } = session;
    try {
      for (let i = 0; i < keys.length && client !== undefined; i += described) {
        const some = keys.slice(i, i + described);
        const entries = await readKeys(client, some);
        some.forEach((key, n) => tree.describe(key, entries[n]));
      }
    } catch {
      // The tree stands without them, and Read reads them again.
    }
  }

  function say(text, kind = "") {
    status.textContent = text;
    status.dataset.kind = kind;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void read();
  });
  let readFor;
  const readOnce = () => {
    if (views.current === "keys" && session.state === "connected" && readFor !== session.client) {
      readFor = session.client;
      void read();
    }
  };
  views.addEventListener("show", readOnce);
  session.addEventListener("state", () => {
    readButton.disabled = session.client === undefined;
    readOnce();
  });
  readOnce();
}
