// The streams panel: a stream and its groups, what each consumer has, and what is pending.

import { confirmed } from "./confirm.js";
import { byId, element } from "./element.js";
import { count, counted, cut, milliseconds } from "./format.js";
import { entriesIn, readStream } from "./stream-read.js";
import { split } from "./words.js";

const every = 2000; // milliseconds
const mostRead = 100; // entries that a consumer reads at once

const text = { decoder: "string" };

/** Puts the panels into their view. */
export function streamsPanel({ session, views }) {
  const inputs = {
    key: input("stream-key", "ascents"),
    fields: input("stream-fields", "peak Blanc year 1786"),
    group: input("group-name", "guides"),
    consumer: input("consumer-name", "ada"),
    amount: element("input", { id: "read-count", type: "number", min: "1", max: String(mostRead), step: "1", value: "5", required: true }),
    from: element("select", { id: "group-from" }, element("option", { value: "0" }, "the beginning"), element("option", { value: "$" }, "now on")),
  };
  const facts = element("dl", { className: "key-facts", id: "stream-facts" });
  const status = element("p", { className: "status", id: "stream-status", role: "status" });
  const groups = element("tbody", { id: "groups-body" });
  const consumers = element("tbody", { id: "consumers-body" });
  const pending = element("tbody", { id: "pending-body" });
  const read = element("tbody", { id: "read-body" });
  const groupTitle = element("h2", { id: "group-title", tabIndex: -1 }, "Group");
  const submits = [];
  let chosen = "";

  byId("view-streams").append(
    panel("stream-title", element("h2", { id: "stream-title" }, "Stream"), "half", [
      form("stream-form", "Show", [field("Key", inputs.key)], () => refresh(true)),
      facts,
      form("entry-form", "Add", [field("New entry: names and values", inputs.fields)], async (client) => {
        const words = split(inputs.fields.value);
        if (words.length === 0 || words.length % 2 === 1) {
          throw new Error("An entry has pairs: a name and a value, quoted where they have blanks.");
        }
        const id = await client.xadd(inputs.key.value, words.filter((_, i) => i % 2 === 0).map((name, i) => [name, words[2 * i + 1]]), text);
        return `Added ${id}.`;
      }),
      form("group-form", "Create", [field("New group", inputs.group), field("Starts from", inputs.from)], async (client) => {
        await client.xgroupCreate(inputs.key.value, inputs.group.value, inputs.from.value, { mkStream: true });
        chosen = inputs.group.value;
        return `Group ${chosen} is made.`;
      }),
      status,
      table("Groups", ["Group", "Consumers", "Pending", "Lag", "Last ID", "Actions"], groups),
    ]),
    panel("group-title", groupTitle, "half", [
      form("read-form", "Read", [field("Consumer", inputs.consumer), field("At most", inputs.amount, "narrow")], async (client) => {
        const reply = await client.xreadgroup(chosen, inputs.consumer.value, { [inputs.key.value]: ">" }, { count: inputs.amount.valueAsNumber, ...text });
        const entries = entriesIn(reply);
        read.replaceChildren(...entries.map(([id, fields]) => row([id, (fields ?? []).map((pair) => pair.join(" = ")).join(", ")])));
        return entries.length === 0 ? "There was nothing new." : `${inputs.consumer.value} has read ${counted(entries.length, "entry").replace("entrys", "entries")}, pending until acknowledged.`;
      }),
      table("Read now", ["ID", "Fields"], read),
      table("Consumers", ["Consumer", "Pending", "Idle"], consumers),
      table("Pending", ["ID", "Consumer", "Idle", "Deliveries", "Actions"], pending),
    ]),
  );

  function form(id, act, fields, run) {
    const button = element("button", { type: "submit", id: `${id}-button`, disabled: true }, act);
    submits.push(button);
    const made = element("form", { id, className: "row stream-form", autocomplete: "off" }, ...fields, button);
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      void perform(run);
    });
    return made;
  }

  /** Does something, says what came of it, and reads the stream again. */
  async function perform(run) {
    const used = document.activeElement;
    try {
      const said = await run(session.client);
      await refresh();
      if (!used.isConnected) {
        groupTitle.focus(); // The button that had the focus went with its row.
      }
      if (said !== undefined) {
        say(said, "good");
      }
    } catch (error) {
      say(error.name === "Error" || error.name === "QuoteError" ? error.message : `${error.name}: ${error.message}`, "error");
    }
  }

  let reading = false;
  async function refresh(isAsked = false) {
    const { client } = session;
    if (client === undefined || reading) {
      return;
    }
    reading = true;
    const key = inputs.key.value;
    try {
      show(await readStream(client, key, chosen));
      if (isAsked) {
        say("");
      }
    } catch (error) {
      show(undefined);
      say(`${error.name}: ${error.message}`, "error");
    } finally {
      reading = false;
    }
  }

  function show(stream) {
    chosen = stream?.group ?? "";
    groupTitle.textContent = chosen === "" ? "Group" : `Group \u201c${cut(chosen, 60)}\u201d`;
    const known = stream === undefined ? [["Stream", "there is none of this name; adding or a group makes it"]] : [["Entries", count(stream.length)], ["First", stream.first ?? "\u2013"], ["Last", stream.last ?? "\u2013"]];
    facts.replaceChildren(...known.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
    fill(groups, (stream?.groups ?? []).map(groupRow), "No group.");
    fill(consumers, (stream?.consumers ?? []).map(({ name, pending: n, idle }) => row([name, count(n), milliseconds(idle)])), "No consumer.");
    fill(pending, (stream?.pending ?? []).map(pendingRow), "Nothing is pending.");
    byId("read-form-button").disabled = session.client === undefined || chosen === "";
  }

  function groupRow({ name, consumers: n, pending: waiting, lag, "last-delivered-id": last }) {
    const isChosen = name === chosen;
    const choose = act("Show", `Show group ${name}`, async () => {
      chosen = name;
    });
    choose.setAttribute("aria-pressed", String(isChosen));
    const destroy = act("Destroy\u2026", `Destroy group ${name}`, async (client) => {
      if (await confirmed(`Destroy the group ${cut(name, 100)}, with its consumers and what is pending?`, "Destroy")) {
        await client.xgroupDestroy(inputs.key.value, name);
        return `Group ${name} is destroyed.`;
      }
    }, true);
    return row([name, count(n), count(waiting), lag === null || lag === undefined ? "?" : count(lag), last, [choose, destroy]]);
  }

  function pendingRow({ id, consumer, idle, deliveries }) {
    const ack = act("Ack", `Acknowledge ${id}`, async (client) => {
      await client.xack(inputs.key.value, chosen, [id]);
      return `${id} is acknowledged.`;
    });
    const claim = act("Claim", `Claim ${id} for ${inputs.consumer.value}`, async (client) => {
      await client.xclaim(inputs.key.value, chosen, inputs.consumer.value, 0, [id]);
      return `${id} is now pending for ${inputs.consumer.value}.`;
    });
    return row([id, consumer, milliseconds(idle), count(deliveries), [ack, claim]]);
  }

  function act(label, name, run, isDanger = false) {
    return element("button", { type: "button", className: `small quiet${isDanger ? " danger" : ""}`, "aria-label": name, onclick: () => void perform(run) }, label);
  }

  function say(said, kind = "") {
    status.textContent = said;
    status.dataset.kind = kind;
  }

  // What is under the pointer or has the focus is not taken away by what comes every two seconds.
  const isTouched = () => byId("view-streams").querySelector("tbody:focus-within, tbody:hover") !== null;
  setInterval(() => {
    if (views.isShown("streams") && session.state === "connected" && !isTouched()) {
      void refresh();
    }
  }, every);
  views.addEventListener("show", () => views.isShown("streams") && void refresh());
  session.addEventListener("keychosen", ({ detail }) => (inputs.key.value = detail.type === "stream" ? detail.text : inputs.key.value));
  session.addEventListener("state", () => {
    submits.forEach((button) => (button.disabled = session.client === undefined));
    void refresh();
  });
}

function input(id, value) {
  return element("input", { id, type: "text", value, autocapitalize: "off", spellcheck: false, required: true });
}

function field(label, control, kind = "") {
  return element("label", { className: `field ${kind}` }, element("span", {}, label), control);
}

function panel(titleId, title, size, parts) {
  return element("section", { className: `panel ${size} streams`, "aria-labelledby": titleId }, element("div", { className: "panel-head" }, title), ...parts);
}

function table(caption, columns, body) {
  return element(
    "div",
    { className: "scrolls stream-table", role: "region", "aria-label": caption, tabIndex: 0 },
    element("table", { className: "plain" }, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)))), body),
  );
}

function row(cells) {
  return element("tr", {}, ...cells.map((cell) => (Array.isArray(cell) ? element("td", { className: "row-actions" }, ...cell) : element("td", {}, String(cell)))));
}

/** Puts rows into a table, or says in a row that there are none; nothing is touched if all is as it was. */
function fill(body, rows, nothing) {
  const columns = [...body.parentElement.querySelectorAll("thead th")].map(({ textContent }) => textContent);
  rows.forEach((each) => [...each.children].forEach((cell, i) => (cell.dataset.label = columns[i])));
  const made = rows.length > 0 ? rows : [element("tr", {}, element("td", { colSpan: columns.length, className: "nothing" }, nothing))];
  if (made.map(({ textContent }) => textContent).join("\n") !== [...body.children].map(({ textContent }) => textContent).join("\n")) {
    body.replaceChildren(...made);
  } else {
    made.forEach((each, i) => each.querySelectorAll("[aria-pressed]").forEach((button, n) => body.children[i].querySelectorAll("[aria-pressed]")[n].setAttribute("aria-pressed", button.getAttribute("aria-pressed"))));
  }
}
