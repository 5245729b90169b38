// The transcript: each command with its time and its reply.

import { byId, element } from "./element.js";
import { plainOf } from "./export.js";
import * as format from "./format.js";
import { nodeOf } from "./reply.js";
import { failure, treeOf } from "./reply-tree.js";

const mostEntries = 200; // older ones are dropped

let answered = []; // what was run, for the export

/** What the transcript holds: of each command its line, when it was run, its time in milliseconds, and its reply. */
export function exported() {
  return answered.map(({ line, at, time, node }) => ({ command: line, at, milliseconds: time, reply: node === undefined ? undefined : plainOf(node) }));
}

/** Adds a command to the transcript. The entry waits until answer or fail is called. */
export class Entry {
  #began = performance.now();
  #time = element("time", {}, "waiting\u2026");
  #answer = element("div", { className: "answer" });
  #article;

  #record;

  constructor(line) {
    this.#record = { line, at: new Date().toISOString() };
    answered.push(this.#record);
    answered = answered.slice(-mostEntries);
    const transcript = byId("transcript");
    byId("welcome").hidden = true;
    this.#article = element(
      "article",
      { className: "entry", "data-state": "waiting" },
      element("div", { className: "asked" }, element("code", {}, line), this.#time),
      this.#answer,
    );
    transcript.append(this.#article);
    const entries = transcript.querySelectorAll(".entry");
    for (let i = 0; i < entries.length - mostEntries; i++) {
      entries[i].remove();
    }
    transcript.scrollTop = transcript.scrollHeight;
  }

  /** Shows the reply. */
  answer(reply) {
    const node = nodeOf(reply);
    this.#record.node = node;
    this.#end("answered", treeOf(node));
  }

  /** Shows the error. */
  fail(error) {
    this.#record.node = { error };
    this.#end("failed", failure(error));
  }

  #end(state, shown) {
    this.#record.time = performance.now() - this.#began;
    this.#time.textContent = format.milliseconds(this.#record.time);
    this.#article.dataset.state = state;
    const transcript = byId("transcript");
    // Who has scrolled up to read is left there.
    const follows = transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < 4;
    this.#answer.append(shown);
    if (follows) {
      transcript.scrollTop = transcript.scrollHeight;
    }
  }
}

/** Empties the transcript. */
export function clear() {
  answered = [];
  byId("transcript").querySelectorAll(".entry").forEach((entry) => entry.remove());
  byId("welcome").hidden = false;
}
