// The value of a key: what it is, how long it lives, and its editor.

import { asked, confirmed } from "./confirm.js";
import { element } from "./element.js";
import { bytes as sizeOf, counted, cut } from "./format.js";
import { shown } from "./key-edit.js";
import { editors, textEditors } from "./key-editors.js";
import { entryParts } from "./key-entries.js";
import { factsOf, readAbout } from "./key-facts.js";
import { rename } from "./key-rename.js";
import { textParts } from "./key-text.js";

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
   * there no more, onRenamed with its new name, and onChanged with the key when its value is another.
   */
  constructor(place, session, events) {
    this.#session = session;
    this.#events = events;
    const expiry = element(
      "form",
      { className: "row ttl", autocomplete: "off" },
      this.#seconds,
      element("button", { type: "submit", id: "ttl-set", className: "small quiet" }, "Expire in s"),
      element("button", { type: "button", id: "ttl-persist", className: "small quiet", onclick: () => void this.#do((client) => client.persist(this.#key), "It does not expire any more.") }, "Persist"),
    );
    expiry.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#do((client) => client.expire(this.#key, this.#seconds.valueAsNumber), "Its time to live is set.");
    });
    this.#actions = element(
      "div",
      { className: "row key-actions", hidden: true },
      expiry,
      element("button", { type: "button", id: "value-rename", className: "small quiet", onclick: () => void this.#rename() }, "Rename\u2026"),
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
      const about = await readAbout(this.#session, key);
      const { type } = about;
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
      this.#describe(about, value.size);
      this.#replace(value.parts);
      this.#say(said);
    } catch (error) {
      if (this.#key === key) {
        this.#fail(error);
      }
    }
  }

  /** Puts a value in the place of another; the focus stays on the control of the same name, or goes to the title. */
  #replace(parts) {
    const focused = this.#content.contains(document.activeElement) ? document.activeElement : undefined;
    this.#content.replaceChildren(...parts);
    if (focused !== undefined) {
      const same = (each) => each.tagName === focused.tagName && each.id === focused.id && each.getAttribute("aria-label") === focused.getAttribute("aria-label");
      const control = [...this.#content.querySelectorAll("button, input, select, textarea")].find((each) => same(each) && !each.disabled);
      (control ?? this.#content.querySelector("textarea, input") ?? this.#title).focus();
    }
  }

  async #read(client, key, type) {
    const textEditor = textEditors[type];
    if (textEditor !== undefined) {
      const { size, value } = await textEditor.read(client, key, longestText);
      const parts = textParts({
        value,
        isWhole: size <= longestText,
        limit: longestText,
        alwaysJSON: textEditor.isJSON,
        onSave: (text) => void this.#save(() => textEditor.save(this.#session, this.#key, value, text)),
        onFault: (fault) => this.#say(fault.message, "error"),
      });
      return { size: sizeOf(size), parts };
    }
    const editor = editors[type];
    if (editor === undefined) {
      return { size: "", parts: [element("p", { className: "empty" }, "This type can be neither shown nor edited here; the console has its commands.")] };
    }
    const { size, entries } = await editor.read(client, key, this.#limit);
    const parts = entryParts({
      editor,
      entries,
      size,
      onSave: (entry, text) => void this.#save(() => editor.save(this.#session, this.#key, entry, text)),
      onRemove: (entry) => void this.#remove(editor, entry, size),
      onAdd: (texts) => void this.#save(() => editor.add(this.#session, this.#key, texts), "Added."),
      onMore: () => {
        this.#limit += 10 * portion;
        void this.show(this.#key);
      },
    });
    return { size: counted(size, editor.noun).replace("entrys", "entries"), parts };
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
      this.#fail(error);
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
      this.#fail(error);
    }
  }

  async #rename() {
    const key = this.#key;
    const name = await asked("New name of the key", shown(key), "Rename");
    if (name === undefined || name === shown(key)) {
      return;
    }
    try {
      const { newKey, said } = await rename(this.#session, key, name);
      this.#events.onRenamed(newKey);
      await this.show(newKey, said);
      this.#title.focus();
    } catch (error) {
      this.#fail(error);
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
        this.#fail(error);
      }
    }
  }

  #describe(about, size) {
    this.#facts.replaceChildren(...factsOf(this.#session, this.#key, about, size));
    this.#seconds.value = String(about.lives > 0 ? Math.max(Math.round(about.lives / 1000), 1) : 3600);
  }

  #clear(text, kind = "") {
    this.#facts.replaceChildren();
    this.#content.replaceChildren();
    this.#title.textContent = "Value";
    this.#say(text, kind);
  }

  /** Tells an error; those of the page itself say all in their message. */
  #fail(error) {
    this.#say(error.name === "Conflict" || error.name === "Error" ? error.message : `${error.name}: ${error.message}`, "error");
  }

  #say(text, kind = "good") {
    this.#status.textContent = text;
    this.#status.dataset.kind = kind;
  }
}
