// What is shown of a room: what was said, and what happened between.

import { element } from "./element.js";
import { counted, cut, timeOfDay } from "./format.js";

const mostEntries = 200; // older ones are dropped
const longestName = 30; // characters shown

export class RoomStream {
  #place;

  constructor(place) {
    this.#place = place;
  }

  /** Shows what a room's iterator has. */
  show(event) {
    switch (event.type) {
      case "said":
        return this.#said(event);
      case "joined":
      case "left":
        return this.note(event.type, `${nameOf(event)} ${event.type}`);
      case "gap":
        return this.note("gap", "Messages may be missing here", event.error.message);
      case "dropped":
        return this.note("gap", `${counted(event.count, "message")} dropped here`, event.error.message);
      case "refused":
        return this.note("refused", "The server refuses this room", event.error.message);
    }
  }

  /** Shows something that nobody has said. */
  note(kind, text, reason = "") {
    this.#add(element("p", { className: "happened", "data-kind": kind }, time(), element("span", {}, text), ...(reason === "" ? [] : [element("span", { className: "reason" }, reason)])));
  }

  get isEmpty() {
    return this.#place.childElementCount === 0;
  }

  clear() {
    this.#place.replaceChildren();
  }

  #said(event) {
    this.#add(
      element(
        "article",
        { className: "said", "data-mine": String(event.isMine) },
        element("p", { className: "speaker" }, element("strong", {}, nameOf(event)), time()),
        element("p", { className: "words" }, event.text),
      ),
    );
  }

  #add(entry) {
    const place = this.#place;
    // Who has scrolled up to read is left there.
    const follows = place.scrollHeight - place.scrollTop - place.clientHeight < 4;
    place.append(entry);
    while (place.childElementCount > mostEntries) {
      place.firstElementChild.remove();
    }
    if (follows) {
      place.scrollTop = place.scrollHeight;
    }
  }
}

function nameOf({ from, isMine }) {
  const name = from === "" ? "Somebody" : cut(from, longestName);
  return isMine ? `${name} (you)` : name;
}

function time() {
  const now = new Date();
  return element("time", { dateTime: now.toISOString() }, timeOfDay(now));
}
