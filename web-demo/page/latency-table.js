// How long calls took, as a table whose rows are bars: what the bars show can be read, and
// read out, in the numbers beside them.

import { element } from "./element.js";
import { count } from "./format.js";

/** A histogram in a place of the page. */
export class LatencyTable {
  #body = element("tbody", { id: "latency-body" });
  #caption = element("caption", {});

  constructor(place) {
    const heads = ["Took, ms", "", "Calls", "Share"].map((name, i) => element("th", { scope: "col", className: i > 1 ? "number" : "", ...(i === 1 ? { "aria-hidden": "true" } : {}) }, name));
    place.append(element("table", { className: "latency" }, this.#caption, element("thead", {}, element("tr", {}, ...heads)), this.#body));
    this.clear();
  }

  /** Forgets what was shown. */
  clear() {
    this.#caption.textContent = "No call has been timed yet.";
    this.#body.replaceChildren();
  }

  /** Shows the rows of a histogram, with the names of the percentiles, [name, milliseconds], beside the rows that they are in. */
  show(rows, percentiles) {
    const total = rows.reduce((sum, row) => sum + row.count, 0);
    if (total === 0) {
      return;
    }
    this.#caption.textContent = `${count(total)} calls by the time they took`;
    const most = Math.max(...rows.map((row) => row.count));
    this.#body.replaceChildren(...rows.map((row) => rowOf(row, most, percentiles)));
  }
}

function rowOf({ from, to, count: calls, share }, most, percentiles) {
  const bar = element("span", { className: "bar-fill" });
  bar.style.width = `${(calls / most) * 100}%`;
  const marks = percentiles.filter(([, ms]) => from <= ms && ms < to).map(([name]) => element("span", { className: "badge" }, name));
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, `${edge(from)}\u2013${edge(to)}`),
    element("td", { className: "track", "aria-hidden": "true" }, bar),
    element("td", { className: "number" }, count(calls)),
    element("td", { className: "number" }, percent(share), ...marks),
  );
}

/** An edge of a bucket, with what of its digits says something: 0.094, 1.5, 24. */
function edge(ms) {
  return ms >= 1000 ? count(ms) : String(Number(ms.toPrecision(ms >= 100 ? 3 : 2)));
}

function percent(share) {
  return share === 0 ? "0 %" : share < 0.001 ? "< 0.1 %" : `${(share * 100).toFixed(1)} %`;
}
