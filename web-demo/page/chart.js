// A line over time, in SVG: the shape is drawn in units of the data and stretched to
// the size that the page gives it.

import { element } from "./element.js";
import { count } from "./format.js";

const width = 300;
const height = 100;

export class Chart {
  #line = part("path", { class: "line" });
  #area = part("path", { class: "area" });
  #top = element("span", { className: "top" });
  #end = element("span", { className: "end" });
  #points = [];
  #seconds = 1;

  /** Puts the chart into a place of the page. */
  constructor(place) {
    const grid = [0, 0.5, 1].map((y) => part("path", { class: "grid", d: `M0 ${y * height}H${width}` }));
    const svg = part("svg", { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    svg.append(...grid, this.#area, this.#line);
    place.append(svg, this.#top, this.#end);
  }

  /** Begins anew, with room for so many seconds. */
  reset(seconds) {
    this.#points = [];
    this.#seconds = seconds;
    this.#draw();
  }

  /** Adds a value at a time in seconds. */
  add(time, value) {
    this.#points.push([time, value]);
    this.#draw();
  }

  #draw() {
    const top = roundUp(Math.max(...this.#points.map(([, value]) => value), 0));
    const until = Math.max(this.#points.at(-1)?.[0] ?? 0, this.#seconds); // A run that waits for its last replies goes on.
    this.#end.textContent = `${Math.round(until)} s`;
    const places = this.#points.map(([time, value]) => {
      const x = (time / until) * width;
      return `${x.toFixed(1)} ${(height - (value / top) * height).toFixed(1)}`;
    });
    const path = places.join("L");
    this.#line.setAttribute("d", path === "" ? "" : `M${path}`);
    const [first, last] = [places[0], places.at(-1)].map((place) => place?.split(" ")[0]);
    this.#area.setAttribute("d", path === "" ? "" : `M${first} ${height}L${path}L${last} ${height}Z`);
    this.#top.textContent = this.#points.length === 0 ? "" : `${count(top)}/s`;
  }
}

/** The next number that reads well on an axis and in its half. */
export function roundUp(n) {
  const power = 10 ** Math.floor(Math.log10(Math.max(n, 1)));
  return [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= n);
}

function part(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}
