// The console: reads a line, runs it, shows what comes back.

import { CommandIndex } from "./completion.js";
import { CompletionList } from "./completion-list.js";
import { byId, element } from "./element.js";
import { download } from "./export.js";
import { examples } from "./examples.js";
import { History } from "./history.js";
import { clear, Entry, exported } from "./transcript.js";
import { split } from "./words.js";

const idle = "Tab completes, \u2191 recalls, quotes work as in valkey-cli.";

/** Wires the console to the session. */
export function consolePanel(session) {
  const input = byId("command");
  const index = new CommandIndex();
  const history = new History();
  const completions = new CompletionList(input, byId("completions"), (entry) => {
    setLine(`${entry.name} `);
    input.focus();
  });

  session.addEventListener("state", () => {
    if (session.state === "connected" && session.client !== undefined) {
      void index.fill(session.client);
    }
  });
  byId("export").addEventListener("click", () => download("glissade-replies.json", exported()));
  byId("clear").addEventListener("click", () => {
    clear();
    input.focus();
  });
  byId("examples").append(
    ...examples.map(({ name, lines }) => element("button", { type: "button", onclick: () => lines.forEach((line) => run(line)) }, name)),
  );

  byId("prompt").addEventListener("submit", (event) => {
    event.preventDefault();
    completions.close();
    const line = input.value.trim();
    if (line !== "" && run(line)) {
      setLine("");
    }
  });
  input.addEventListener("input", () => {
    const typed = input.value.trimStart();
    const found = typed === "" ? [] : index.matching(typed);
    const isWhole = found.length === 1 && found[0].name === typed.toUpperCase();
    completions.show(isWhole ? [] : found);
    hint();
  });
  input.addEventListener("keydown", (event) => {
    if (keyPressed(event.key, event.shiftKey)) {
      event.preventDefault();
    }
  });

  /** Acts on a key of the prompt; false leaves it to the browser. */
  function keyPressed(key, shift) {
    if (completions.isOpen) {
      switch (key) {
        case "ArrowDown":
          completions.move(1);
          return true;
        case "ArrowUp":
          completions.move(-1);
          return true;
        case "Escape":
          completions.close();
          return true;
        case "Tab":
          if (!shift) {
            completions.take();
          }
          return !shift;
        case "Enter":
          if (completions.active !== undefined) {
            completions.take();
            return true;
          }
      }
      return false;
    }
    const recalled = key === "ArrowUp" ? history.earlier(input.value) : key === "ArrowDown" ? history.later() : undefined;
    if (recalled !== undefined) {
      setLine(recalled);
    }
    return recalled !== undefined;
  }

  /** Runs a line; false if it cannot be split into words. */
  function run(line) {
    let words;
    try {
      words = split(line);
    } catch (error) {
      hint(error);
      return false;
    }
    history.add(line);
    const entry = new Entry(line);
    session.run(words).then(
      (reply) => entry.answer(reply),
      (error) => entry.fail(error),
    );
    return true;
  }

  function setLine(line) {
    input.value = line;
    input.setSelectionRange(line.length, line.length);
    hint();
  }

  /** Shows below the prompt what is wrong with the line, or how its command is written. */
  function hint(error) {
    const shown = byId("hint");
    shown.dataset.kind = error === undefined ? "syntax" : "error";
    input.setAttribute("aria-invalid", String(error !== undefined));
    if (error !== undefined) {
      shown.textContent = error.message;
      input.setSelectionRange(error.column - 1, error.column);
      return;
    }
    const command = index.commandOf(input.value);
    shown.textContent = command === undefined ? idle : `${command.name} ${command.syntax}`;
    shown.title = command?.summary ?? "";
  }

  hint();
}
