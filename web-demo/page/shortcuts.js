// Single keys that act wherever no text is typed, and the dialog that tells of all keys. A
// visitor whose speech or switch presses keys by itself can turn the single ones off.

import { byId, element } from "./element.js";
import { names } from "./views.js";

const stored = "glissade-demo:single-keys";

/** What "/" leads to, in each view. */
const firstFields = { console: "command", keys: "tree-pattern", cluster: "slot-key", load: "load-button", dashboard: "slowlog-node", streams: "stream-key", playground: "batch-commands", wire: "race-button" };

const help = [
  ["Everywhere", [["?", "This list"], ["1\u2013" + names.length, "A view"], ["/", "The first field of the view"], ["Tab", "The next control; with Shift the one before"], ["Esc", "Closes a dialog, or the list of commands"]]],
  ["Tabs of the views", [["\u2190 \u2192", "The view beside"], ["Home End", "The first view, the last one"]]],
  ["Console", [["Enter", "Runs the line"], ["Tab", "Completes a command"], ["\u2191 \u2193", "Recalls lines; goes through the list of commands"]]],
  ["Tree of keys", [["\u2191 \u2193", "The key above, below"], ["\u2192 \u2190", "Opens and closes a branch"], ["Enter", "Shows the value"]]],
  ["Values, batch, script", [["Ctrl Enter", "Saves the value; runs the batch or the script"]]],
];

/** Has the page listen to the keys. */
export function shortcuts({ views }) {
  const isOn = () => localStorage.getItem(stored) !== "off";

  function show() {
    const single = element("input", { type: "checkbox", id: "single-keys", checked: isOn() });
    single.addEventListener("change", () => localStorage.setItem(stored, single.checked ? "on" : "off"));
    const close = element("button", { type: "button", id: "help-close", autofocus: true, onclick: () => dialog.close() }, "Close");
    const dialog = element(
      "dialog",
      { className: "dialog help", id: "help", "aria-labelledby": "help-title" },
      element("div", { className: "panel-head" }, element("h2", { id: "help-title" }, "Keyboard"), close),
      element("div", { className: "help-groups" }, ...help.map(group)),
      element("label", { className: "check" }, single, `The single keys ?, / and 1\u2013${names.length} act`),
    );
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  byId("help-button").addEventListener("click", show);
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !isOn() || isTaken(event.target)) {
      return;
    }
    const view = names[Number(event.key) - 1];
    if (event.key === "?") {
      show();
    } else if (event.key === "/") {
      byId(firstFields[views.current]).focus();
    } else if (view !== undefined) {
      views.go(view);
      byId(`tab-${view}`).focus();
    } else {
      return;
    }
    event.preventDefault();
  });
}

/** Whether keys mean something else there. */
function isTaken(target) {
  return target.closest?.('dialog, textarea, select, input:not([type="range"], [type="checkbox"])') !== null;
}

function group([title, keys]) {
  return element(
    "section",
    {},
    element("h3", {}, title),
    element("dl", { className: "keys-list" }, ...keys.map(([key, what]) => element("div", {}, element("dt", {}, ...key.split(" ").map((each) => element("kbd", {}, each))), element("dd", {}, what)))),
  );
}
