// Dialogs that ask: whether to do what cannot be undone, or for a text.

import { element } from "./element.js";

/** Resolves to whether the visitor agrees. act is what the button says, such as "Delete". */
export async function confirmed(question, act) {
  const no = element("button", { className: "quiet", value: "", autofocus: true }, "Cancel");
  const yes = element("button", { className: "danger", id: "confirm-yes", value: "yes" }, act);
  return (await answered(element("p", { id: "dialog-title" }, question), no, yes)) === "yes";
}

/** Resolves to the text that the visitor types in place of the one given, or to undefined. */
export async function asked(label, text, act) {
  const input = element("input", { type: "text", id: "dialog-text", value: text, required: true, autofocus: true, spellcheck: false, autocapitalize: "off" });
  const yes = element("button", { id: "dialog-yes", value: "yes" }, act);
  const no = element("button", { type: "button", className: "quiet", onclick: () => no.closest("dialog").close() }, "Cancel");
  const question = element("label", { className: "field" }, element("span", { id: "dialog-title" }, label), input);
  return (await answered(question, no, yes)) === "yes" ? input.value : undefined;
}

/** Shows a dialog of a question and its buttons; resolves to the value of the one that was pressed, "" without. */
function answered(question, ...buttons) {
  return new Promise((resolve) => {
    const dialog = element(
      "dialog",
      { className: "dialog", "aria-labelledby": "dialog-title" },
      element("form", { method: "dialog", autocomplete: "off" }, question, element("div", { className: "actions" }, ...buttons)),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("input")?.select();
  });
}
