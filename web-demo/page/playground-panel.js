// The playground: a batch and a script, their replies, and both as programs.

import { Script } from "./dist/index.js";
import { batchInGo, batchInJavaScript, scriptInGo, scriptInJavaScript } from "./code.js";
import { byId, element } from "./element.js";
import { download, plainOf } from "./export.js";
import { counted, milliseconds } from "./format.js";
import { nodeOf } from "./reply.js";
import { treeOf } from "./reply-tree.js";
import { split } from "./words.js";

const firstBatch = ["SET {demo}:visits 41", "INCR {demo}:visits", "HSET {demo}:user name Ada born 1815", "HGETALL {demo}:user", "LPUSH {demo}:visits oops"].join("\n");
const firstScript = ["local seen = redis.call('INCR', KEYS[1])", "redis.call('EXPIRE', KEYS[1], ARGV[1])", "return {seen, seen % 2 == 0, 'expires in ' .. ARGV[1] .. ' s'}"].join("\n");

/** Puts the panels into their view. */
export function playgroundPanel({ session, demo }) {
  const about = () => ({ bridge: demo.bridge, target: session.settings?.target ?? demo.targets[0], address: demo.address, cluster: session.settings?.cluster ?? demo.cluster });

  const commands = element("textarea", { id: "batch-commands", rows: 8, value: firstBatch, spellcheck: false });
  const kind = element("select", { id: "batch-kind" }, element("option", { value: "pipeline" }, "Pipeline"), element("option", { value: "transaction" }, "Transaction"));
  const words = () => commands.value.split("\n").map((line, i) => lineOf(line, i)).filter((line) => line.length > 0);
  const isAtomic = () => kind.value === "transaction";
  panel(session, {
    id: "batch",
    title: "Batch",
    fields: [field("Commands, one a line", commands), element("div", { className: "row" }, field("Executed as", kind))],
    async run(client) {
      const batch = session.batch(isAtomic());
      const list = words();
      list.forEach((each) => batch.customCommand(each));
      const results = await client.exec(batch, false, { decoder: "bytes" });
      return { node: nodeOf(results ?? null), text: `${counted(list.length, "command")} in one ${kind.value}` };
    },
    go: () => batchInGo(words(), isAtomic(), about()),
    javaScript: () => batchInJavaScript(words(), isAtomic(), about()),
  });

  const source = element("textarea", { id: "script-source", rows: 8, value: firstScript, spellcheck: false });
  const keys = element("input", { id: "script-keys", type: "text", value: "{demo}:seen", spellcheck: false });
  const args = element("input", { id: "script-args", type: "text", value: "60", spellcheck: false });
  panel(session, {
    id: "script",
    title: "Script",
    fields: [field("Lua", source), element("div", { className: "row" }, field("Keys", keys), field("Arguments", args))],
    async run(client) {
      const script = new Script(source.value);
      const result = await client.invokeScript(script, { keys: split(keys.value), args: split(args.value), decoder: "bytes" });
      return { node: nodeOf(result), text: `script ${script.getHash().slice(0, 8)}` };
    },
    go: () => scriptInGo(source.value, split(keys.value), split(args.value), about()),
    javaScript: () => scriptInJavaScript(source.value, split(keys.value), split(args.value), about()),
  });
}

function lineOf(line, i) {
  try {
    return split(line);
  } catch (error) {
    throw new Error(`Line ${i + 1}: ${error.message}`);
  }
}

function field(label, control) {
  return element("label", { className: "field" }, element("span", {}, label), control);
}

/** Makes a panel: its fields, its buttons, its reply and its code. */
function panel(session, { id, title, fields, run, go, javaScript }) {
  const runButton = element("button", { id: `${id}-run`, type: "submit", disabled: true }, "Run");
  const exportButton = element("button", { id: `${id}-export`, type: "button", className: "quiet", disabled: true }, "Export");
  const status = element("p", { className: "status", id: `${id}-status`, role: "status" });
  const result = element("div", { className: "answer result", id: `${id}-result` });
  const code = element("code", { id: `${id}-code` });
  const codePlace = element("pre", { className: "program scrolls", tabIndex: 0, role: "region", "aria-label": `${title} as a program`, hidden: true }, code);
  let last;

  const form = element(
    "form",
    { className: "playground", autocomplete: "off" },
    ...fields,
    element(
      "div",
      { className: "row" },
      runButton,
      element("button", { type: "button", id: `${id}-go`, className: "quiet", onclick: () => void copy(go, "Go") }, "Copy as Go"),
      element("button", { type: "button", id: `${id}-js`, className: "quiet", onclick: () => void copy(javaScript, "JavaScript") }, "Copy as JavaScript"),
      exportButton,
    ),
  );
  byId("view-playground").append(
    element("section", { className: "panel half", "aria-labelledby": `${id}-title` }, element("div", { className: "panel-head" }, element("h2", { id: `${id}-title` }, title)), form, status, result, codePlace),
  );

  async function execute() {
    const began = performance.now();
    try {
      const { node, text } = await run(session.client);
      last = node;
      result.replaceChildren(treeOf(node));
      say(`${text}, ${milliseconds(performance.now() - began)}.`);
    } catch (error) {
      last = { error };
      result.replaceChildren();
      say(error.name === "Error" || error.name === "QuoteError" ? error.message : `${error.name}: ${error.message}`, "error");
    }
    exportButton.disabled = false;
  }

  async function copy(make, language) {
    try {
      code.textContent = make();
    } catch (error) {
      say(error.message, "error");
      return;
    }
    codePlace.hidden = false;
    try {
      await navigator.clipboard.writeText(code.textContent);
      say(`Copied as ${language}.`, "good");
    } catch {
      say(`The browser does not let the page copy: select the ${language} below.`);
    }
  }

  function say(text, kind = "") {
    status.textContent = text;
    status.dataset.kind = kind;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void execute();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !runButton.disabled) {
      event.preventDefault();
      void execute();
    }
  });
  exportButton.addEventListener("click", () => download(`glissade-${id}.json`, plainOf(last)));
  session.addEventListener("state", () => (runButton.disabled = session.client === undefined));
  runButton.disabled = session.client === undefined;
}
