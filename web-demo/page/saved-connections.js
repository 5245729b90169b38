// Connections that the browser keeps: what the form of the connection panel holds, under
// a name. Passwords are not kept.

import { byId, element } from "./element.js";

const place = "glissade-demo:connections";
const fields = ["target", "protocol", "username", "timeout"];

/** Wires the part of the panel; connect connects by what the form holds. */
export function savedConnections(connect) {
  const choice = byId("saved-choice");
  let saved = read();

  function show(chosen = "") {
    choice.replaceChildren(element("option", { value: "" }, "None is chosen"), ...Object.keys(saved).sort().map((name) => element("option", { value: name }, name)));
    choice.value = chosen;
    byId("saved-forget").disabled = choice.value === "";
  }

  function write(chosen) {
    try {
      localStorage.setItem(place, JSON.stringify(saved));
    } catch {
      // A browser that keeps nothing has them until the page is left.
    }
    show(chosen);
  }

  choice.addEventListener("change", () => {
    byId("saved-forget").disabled = choice.value === "";
    const settings = saved[choice.value];
    if (settings !== undefined) {
      fields.forEach((field) => (byId(field).value = settings[field] ?? byId(field).value));
      byId("saved-name").value = choice.value;
      byId("password").value = "";
      void connect();
    }
  });
  byId("saved-save").addEventListener("click", () => {
    const name = byId("saved-name").value.trim() || byId("target").value.trim();
    saved[name] = Object.fromEntries(fields.map((field) => [field, byId(field).value]));
    write(name);
  });
  byId("saved-forget").addEventListener("click", () => {
    delete saved[choice.value];
    write("");
    choice.focus();
  });
  show();
}

/** What was kept. Whatever somebody else has put there is no connection. */
function read() {
  try {
    const found = JSON.parse(localStorage.getItem(place) ?? "{}");
    const usable = Object.entries(Object(found)).filter(([, settings]) => fields.every((field) => typeof settings?.[field] === "string"));
    return Object.fromEntries(usable);
  } catch {
    return {};
  }
}
