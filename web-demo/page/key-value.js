// The value of a key: what it is, how long it lives, and its editor.

import { confirmed } from "./confirm.js";
import { element } from "./element.js";
import { bytes as sizeOf, count, counted, cut, remaining } from "./format.js";
import { editors, entryRow, textEditors } from "./key-editors.js";
import { shown } from "./key-edit.js";
import { nodeOf } from "./reply.js";
import { slotOf } from "./slot.js";

const portion = 100; // entries that are read at first, and more each time
const longestText = 1_000_000; // bytes of a string that can be edited

/** The place where a key is shown. */
export class KeyValue {
  #session;
  #events;
  #key;
  #limit = portion;
  #title = element("h2", { id: "value-title", tabIndex: -1 }, "Value");
  #facts = element("dl", { className: "key-facts" });
  #content = element("div", { className: "content" });
  #status = element("p", { className: "status", id: "value-status", role: "status" }, "Choose a key in the tree.");
  #actions;
  #seconds = element("input", { id: "ttl-seconds", type: "number", min: "1", step: "1", required: true, "aria-label": "Seconds to live" });

  /**
   * onShown is called with a key and its type when it was chosen and read, onGone when the key is
   * there no more, and onChanged with the key when its value is another.
   */
  constructor(place, session, events) {
    this.#session = session;
    this.#events = events;
    const expiry = element(
      "form",
      { className: "row ttl", autocomplete: "off" },
      this.#seconds,
      element("button", { type: "submit", id: "ttl-set", className: "small quiet" }, "Expire in s"),
      element("button", { type: "button", id: "ttl-persist", className: "small quiet", onclick: () => void this.#do((client) => client.persist(this.#key), "It lives until it is deleted.") }, "Keep for ever"),
    );
    expiry.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#do((client) => client.expire(this.#key, this.#seconds.valueAsNumber), "Its time to live is set.");
    });
    this.#actions = element(
      "div",
      { className: "row key-actions", hidden: true },
      expiry,
      element("button", { type: "button", id: "value-reload", className: "small quiet", onclick: () => void this.show(this.#key, "Read again.") }, "Reload"),
      element("button", { type: "button", id: "value-delete", className: "small quiet danger", onclick: () => void this.#delete() }, "Delete\u2026"),
    );
    place.append(element("div", { className: "panel-head" }, this.#title), this.#facts, this.#actions, this.#content, this.#status);
  }

  /** Shows a key, and says something of it. */
  async show(key, said = "") {
    const { client } = this.#session;
    const isOther = this.#key !== key;
    if (isOther) {
      this.#limit = portion;
    }
    this.#key = key;
    this.#title.textContent = cut(shown(key), 300);
    try {
      const [type, lives, memory, encoding] = await this.#about(client, key);
      const value = await this.#read(client, key, type);
      if (this.#key !== key) {
        return;
      }
      this.#actions.hidden = type === "none";
      if (type === "none") {
        this.#clear("This key is there no more.");
        this.#events.onGone();
        return;
      }
      if (isOther) {
        this.#events.onShown(key, type);
      }
      this.#describe({ type, lives, memory, encoding, size: value.size });
      this.#content.replaceChildren(...value.parts);
      this.#say(said);
    } catch (error) {
      if (this.#key === key) {
        this.#say(`${error.name}: ${error.message}`, "error");
      }
    }
  }

  async #about(client, key) {
    const batch = this.#session.batch(false).type(key).pttl(key).memoryUsage(key).objectEncoding(key);
    return (await client.exec(batch, false, { decoder: "string" })).map((each) => (each instanceof Error ? undefined : each));
  }

  async #read(client, key, type) {
    const textEditor = textEditors[type];
    if (textEditor !== undefined) {
      const { size, value } = await textEditor.read(client, key, longestText);
      return { size: sizeOf(size), parts: this.#textParts(textEditor, value, size) };
    }
    const editor = editors[type];
    if (editor === undefined) {
      return { size: "", parts: [element("p", { className: "empty" }, "This type can be neither shown nor edited here; the console has its commands.")] };
    }
    const { size, entries } = await editor.read(client, key, this.#limit);
    return { size: counted(size, editor.noun).replace("entrys", "entries"), parts: this.#entryParts(editor, entries, size) };
  }

  #textParts(editor, value, size) {
    const text = shown(value);
    const isWhole = size <= longestText;
    const input = element("textarea", { id: "value-text", rows: Math.min(Math.max(text.split("\n").length, 6), 24), value: text, spellcheck: false, readOnly: !isWhole, "aria-label": "Value" });
    const save = element("button", { type: "button", id: "value-save", disabled: true, onclick: () => void this.#save(() => editor.save(this.#session, this.#key, value, input.value)) }, "Save");
    input.addEventListener("input", () => (save.disabled = input.value === text));
    const hint = !isWhole ? `Only the first ${sizeOf(longestText)} are shown, and cannot be edited.` : nodeOf(value).type === "string" ? "" : "These bytes are no text: edit them as the console spells them.";
    return [input, element("div", { className: "row" }, save, element("p", { className: "aside" }, hint))];
  }

  #entryParts(editor, entries, size) {
    const acts = {
      save: (entry, text) => void this.#save(() => editor.save(this.#session, this.#key, entry, text)),
      remove: (entry) => void this.#remove(editor, entry, size),
    };
    const table = element(
      "table",
      { className: "plain entries" },
      element("caption", { className: "unseen" }, "Value"),
      element("thead", {}, element("tr", {}, ...[...editor.columns, "Actions"].map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", { id: "value-entries" }, ...entries.map((entry) => entryRow(editor, entry, acts))),
    );
    const more = element("button", { type: "button", className: "small quiet", hidden: entries.length >= size, onclick: () => {
      this.#limit += 10 * portion;
      void this.show(this.#key);
    } }, `Show more of ${count(size)}`);
    return [element("div", { className: "scrolls table-place", role: "region", "aria-label": "Value", tabIndex: 0 }, table), more, this.#addForm(editor)];
  }

  #addForm(editor) {
    const inputs = editor.adds.map((label, i) => element("input", { type: "text", id: `add-${i}`, spellcheck: false, autocapitalize: "off", required: true, "aria-label": label, placeholder: label }));
    const form = element("form", { className: "row add", autocomplete: "off", "aria-label": `Add: ${editor.adds.join(", ")}` }, ...inputs, element("button", { type: "submit", id: "add-button" }, "Add"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save(() => editor.add(this.#session, this.#key, inputs.map(({ value }) => value)), "Added.");
    });
    return form;
  }

  async #remove(editor, entry, size) {
    const last = size === 1 && editor.noun !== "entry" ? " It is the last one, so the key goes with it." : "";
    if (await confirmed(`Remove ${cut(shown(entry.name), 100)} from ${cut(shown(this.#key), 100)}?${last}`, "Remove")) {
      void this.#save(() => editor.remove(this.#session, this.#key, entry), "Removed.");
    }
  }

  async #save(save, said = "Saved.") {
    try {
      await save();
    } catch (error) {
      if (error.name === "Conflict") {
        await this.show(this.#key);
      }
      this.#say(error.name === "Conflict" || error.name === "Error" ? error.message : `${error.name}: ${error.message}`, "error");
      return;
    }
    this.#events.onChanged(this.#key);
    await this.show(this.#key, said);
  }

  async #do(call, said) {
    try {
      await call(this.#session.client);
      this.#events.onChanged(this.#key);
      await this.show(this.#key, said);
    } catch (error) {
      this.#say(`${error.name}: ${error.message}`, "error");
    }
  }

  async #delete() {
    const key = this.#key;
    if (await confirmed(`Delete ${cut(shown(key), 200)}? This cannot be undone.`, "Delete")) {
      try {
        await this.#session.client.unlink([key]);
        this.#actions.hidden = true;
        this.#clear(`${cut(shown(key), 100)} was deleted.`, "good");
        this.#title.focus();
        this.#events.onGone();
      } catch (error) {
        this.#say(`${error.name}: ${error.message}`, "error");
      }
    }
  }

  #describe({ type, lives, memory, encoding, size }) {
    const slot = slotOf(this.#key);
    const facts = [
      ["Type", type],
      ["Size", size],
      ["Memory", typeof memory === "number" ? sizeOf(memory) : undefined],
      ["Encoding", encoding],
      ["Lives", lives > 0 ? remaining(lives) : "for ever"],
      ["Slot", this.#session.isCluster ? count(slot) : undefined],
    ];
    this.#facts.replaceChildren(...facts.filter(([, text]) => text !== undefined && text !== null && text !== "").map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", {}, text))));
    this.#seconds.value = String(lives > 0 ? Math.max(Math.round(lives / 1000), 1) : 3600);
  }

  #clear(text, kind = "") {
    this.#facts.replaceChildren();
    this.#content.replaceChildren();
    this.#title.textContent = "Value";
    this.#say(text, kind);
  }

  #say(text, kind = "good") {
    this.#status.textContent = text;
    this.#status.dataset.kind = kind;
  }
}
