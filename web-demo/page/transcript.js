// The transcript: each command with its time and its reply.

import { byId, element } from "./element.js";
import * as format from "./format.js";
import { nodeOf } from "./reply.js";
import { failure, treeOf } from "./reply-tree.js";

const mostEntries = 200; // older ones are dropped

/** Adds a command to the transcript. The entry waits until answer or fail is called. */
export class Entry {
  #began = performance.now();
  #time = element("time", {}, "waiting\u2026");
  #answer = element("div", { className: "answer" });
  #article;

  constructor(line) {
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
    this.#end("answered", treeOf(nodeOf(reply)));
  }

  /** Shows the error. */
  fail(error) {
    this.#end("failed", failure(error));
  }

  #end(state, shown) {
    this.#time.textContent = format.milliseconds(performance.now() - this.#began);
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
  byId("transcript").querySelectorAll(".entry").forEach((entry) => entry.remove());
  byId("welcome").hidden = false;
}
