// The entries of a value as a table: each can be changed and removed, and others added.

import { element } from "./element.js";
import { shown } from "./key-edit.js";
import { count } from "./format.js";

/**
 * The parts of the editor of a value that has size entries, of which some are given: see editors for
 * what they are. onSave is called with an entry and its new text, onRemove with an entry, onAdd with the
 * texts of a new one, and onMore where more of them are to be shown.
 */
export function entryParts({ editor, entries, size, onSave, onRemove, onAdd, onMore }) {
  const table = element(
    "table",
    { className: "plain entries" },
    element("caption", { className: "unseen" }, "Value"),
    element("thead", {}, element("tr", {}, ...[...editor.columns, "Actions"].map((name) => element("th", { scope: "col" }, name)))),
    element("tbody", { id: "value-entries" }, ...entries.map((entry) => entryRow(editor, entry, onSave, onRemove))),
  );
  const more = element("button", { type: "button", id: "value-more", className: "small quiet", hidden: entries.length >= size, onclick: onMore }, `Show more of ${count(size)}`);
  return [element("div", { className: "scrolls table-place", role: "region", "aria-label": "Value", tabIndex: 0 }, table), more, addForm(editor, onAdd)];
}

function addForm(editor, onAdd) {
  const inputs = editor.adds.map((label, i) => element("input", { type: "text", id: `add-${i}`, spellcheck: false, autocapitalize: "off", required: true, "aria-label": label, placeholder: label }));
  const form = element("form", { className: "row add", autocomplete: "off", "aria-label": `Add: ${editor.adds.join(", ")}` }, ...inputs, element("button", { type: "submit", id: "add-button" }, "Add"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onAdd(inputs.map(({ value }) => value));
  });
  return form;
}

/** A row of the table; save and remove are called with the entry. */
function entryRow(editor, entry, save, remove) {
  const name = shown(entry.name);
  const cells = [element("th", { scope: "row" }, element("code", {}, name))];
  const buttons = [];
  if (editor.save !== undefined) {
    const value = shown(entry.value);
    const input = element("textarea", { rows: Math.min(value.split("\n").length, 8), value, "aria-label": `${editor.columns[1]} of ${name}`, spellcheck: false });
    const button = element("button", { type: "button", className: "small", disabled: true, "aria-label": `Save ${name}`, onclick: () => save(entry, input.value) }, "Save");
    input.addEventListener("input", () => (button.disabled = input.value === value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !button.disabled) {
        event.preventDefault();
        save(entry, input.value);
      }
    });
    cells.push(element("td", {}, input));
    buttons.push(button);
  } else if (editor.columns.length > 1) {
    cells.push(element("td", {}, element("pre", {}, entry.text)));
  }
  buttons.push(element("button", { type: "button", className: "small quiet danger", "aria-label": `Remove ${name}`, onclick: () => remove(entry) }, "Remove"));
  return element("tr", {}, ...cells, element("td", { className: "row-actions" }, ...buttons));
}
