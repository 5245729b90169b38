// The editor of a value that is one text. JSON is shown with a line for each member, and
// checked before it is saved; it is saved on one line if it was so.

import { element } from "./element.js";
import { shown } from "./key-edit.js";
import { bytes as sizeOf } from "./format.js";
import { compacted, formatted, isJSON, JSONFault } from "./json-text.js";
import { nodeOf } from "./reply.js";

const mostRows = 24;
const leastRows = 6;

/**
 * The parts of the editor of a value. isWhole says whether the value is all of it, and limit how
 * much there is otherwise; alwaysJSON that it is JSON by its type. onSave is called with the text to save, and
 * onFault with the JSONFault of one that cannot be saved.
 */
export function textParts({ value, isWhole, limit, alwaysJSON, onSave, onFault }) {
  const text = shown(value);
  const isText = nodeOf(value).type === "string";
  const wasJSON = isText && isWhole && (alwaysJSON || isJSON(text));
  const wasCompact = wasJSON && compacted(text) === text;
  let form = wasJSON ? "JSON" : "Text";

  const first = wasJSON ? formatted(text) : text;
  const input = element("textarea", { id: "value-text", rows: Math.min(Math.max(first.split("\n").length, leastRows), mostRows), value: first, spellcheck: false, readOnly: !isWhole, "aria-label": "Value", "aria-describedby": "value-hint value-status" });
  const save = element("button", { type: "button", id: "value-save", disabled: true, onclick: () => trySave() }, "Save");
  const hint = element("p", { className: "aside", id: "value-hint" });
  const choice = element("select", { id: "value-form", "aria-label": "Edited as" }, ...["Text", "JSON"].map((name) => element("option", { value: name, selected: name === form }, name)));

  let before = first; // as it is shown
  function showHint() {
    const asJSON = wasCompact ? "Checked as JSON, and saved on one line as it was." : "Checked as JSON before it is saved.";
    hint.textContent = !isWhole ? `Only the first ${sizeOf(limit)} are shown, and cannot be edited.` : !isText ? "These bytes are no text: edit them as the console spells them." : form === "JSON" ? asJSON : "";
  }

  function fault(error) {
    if (!(error instanceof JSONFault)) {
      throw error;
    }
    input.setAttribute("aria-invalid", "true");
    input.focus();
    input.setSelectionRange(error.index, error.index + 1);
    onFault(error);
  }

  function trySave() {
    try {
      const compact = form === "JSON" ? compacted(input.value) : undefined;
      onSave(wasCompact && compact !== undefined ? compact : input.value);
    } catch (error) {
      fault(error);
    }
  }

  input.addEventListener("input", () => {
    input.removeAttribute("aria-invalid");
    save.disabled = input.value === before;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !save.disabled) {
      event.preventDefault();
      trySave();
    }
  });
  choice.addEventListener("change", () => {
    try {
      const isChanged = input.value !== before;
      input.value = choice.value === "JSON" ? formatted(input.value) : wasCompact && isJSON(input.value) ? compacted(input.value) : input.value;
      before = isChanged ? before : input.value;
      form = choice.value;
      showHint();
    } catch (error) {
      choice.value = form;
      fault(error);
    }
  });
  showHint();
  return [input, element("div", { className: "row" }, save, ...(isText && isWhole && !alwaysJSON ? [choice] : []), hint)];
}
