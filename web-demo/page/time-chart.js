// Lines over the last seconds, in SVG: the shape is drawn in units of the data and
// stretched to the size that the page gives it.

import { element } from "./element.js";
import { roundUp } from "./chart.js";

const width = 300;
const height = 100;
const dashes = ["", "7 3", "2 3", "8 3 2 3"]; // lines differ by more than their colours

/** A chart of one line or several. */
export class TimeChart {
  #seconds;
  #lines;
  #marks = [];
  #markGroup = part("g", { class: "marks" });
  #top = element("span", { className: "top" });
  #format;
  #ceiling;

  /** The element to put into the page. */
  place;

  /**
   * seconds are how far back it reaches, lines the names of the lines; format spells a value of
   * the axis, whose upper end is ceiling where that is given. It has no scale without format.
   */
  constructor({ seconds, lines = [""], format, ceiling, label }) {
    this.#seconds = seconds;
    this.#format = format;
    this.#ceiling = ceiling;
    this.#lines = lines.map((name, i) => ({ name, points: [], path: part("path", { class: "line", "data-line": String(i), "stroke-dasharray": dashes[i % dashes.length] }) }));
    const svg = part("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    const grid = [0, 0.5, 1].map((y) => part("path", { class: "grid", d: `M0 ${y * height}H${width}` }));
    svg.append(...grid, this.#markGroup, ...this.#lines.map(({ path }) => path));
    this.place = element("div", { className: "chart time-chart", role: "img", "aria-label": label }, svg, ...(format === undefined ? [] : [this.#top]));
  }

  /** Adds a value to a line, at a time in milliseconds as performance.now() counts. */
  add(line, at, value) {
    const { points } = this.#lines[line];
    points.push([at, value]);
    while (points.length > 2 && points[1][0] < at - this.#seconds * 1000) {
      points.shift();
    }
  }

  /** Marks a time at which something was done. */
  mark(at) {
    this.#marks.push(at);
  }

  /** Forgets all values and marks. */
  clear() {
    this.#lines.forEach((line) => (line.points = []));
    this.#marks = [];
    this.draw(performance.now());
  }

  /** Draws what is there at a time. */
  draw(now) {
    const from = now - this.#seconds * 1000;
    const x = (at) => (((at - from) / (this.#seconds * 1000)) * width).toFixed(1);
    const values = this.#lines.flatMap(({ points }) => points.map(([, value]) => value)).filter((value) => value !== undefined);
    const top = this.#ceiling ?? roundUp(Math.max(...values, 0));
    for (const { points, path } of this.#lines) {
      let d = "";
      let joined = false;
      for (const [at, value] of points) {
        if (value !== undefined) {
          d += `${joined ? "L" : "M"}${x(at)} ${(height - (Math.min(value, top) / top) * height).toFixed(1)}`;
        }
        joined = value !== undefined;
      }
      path.setAttribute("d", d);
    }
    this.#marks = this.#marks.filter((at) => at >= from);
    this.#markGroup.replaceChildren(...this.#marks.map((at) => part("path", { class: "mark-line", d: `M${x(at)} 0V${height}` })));
    this.#top.textContent = values.length === 0 ? "" : (this.#format?.(top) ?? "");
  }

  /** A legend of the lines. */
  legend() {
    return element(
      "ul",
      { className: "legend" },
      ...this.#lines.map(({ name }, i) => {
        const svg = part("svg", { viewBox: "0 0 28 8", "aria-hidden": "true" });
        svg.append(part("path", { class: "line", "data-line": String(i), d: "M0 4H28", "stroke-dasharray": dashes[i % dashes.length] }));
        return element("li", {}, svg, name);
      }),
    );
  }
}

function part(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== "") {
      made.setAttribute(name, value);
    }
  }
  return made;
}
