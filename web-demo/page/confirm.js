// Asks before something that cannot be undone.

import { element } from "./element.js";

/** Resolves to whether the visitor agrees. act is what the button says, such as "Delete". */
export function confirmed(question, act) {
  return new Promise((resolve) => {
    const no = element("button", { type: "button", className: "quiet", autofocus: true }, "Cancel");
    const yes = element("button", { type: "button", className: "danger", id: "confirm-yes" }, act);
    const dialog = element(
      "dialog",
      { className: "confirm", "aria-labelledby": "confirm-question" },
      element("p", { id: "confirm-question" }, question),
      element("div", { className: "actions" }, no, yes),
    );
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
