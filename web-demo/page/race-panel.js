// The race panel: naive calls against those that go together.

import { byId, element } from "./element.js";
import * as format from "./format.js";
import { race, ways } from "./race.js";

/** Puts the panel into its view. */
export function racePanel({ session }) {
  const amount = element("select", { id: "race-count" }, ...[100, 300, 1000].map((n) => element("option", { value: String(n), selected: n === 300 }, format.count(n))));
  const button = element("button", { id: "race-button", type: "button", disabled: true }, "Race");
  const status = element("p", { className: "status", id: "race-status", role: "status" });
  const lanes = ways.map(({ name }) => {
    const bar = element("span", { className: "bar-fill" });
    const figures = element("dd", {}, "\u2013");
    return { bar, figures, place: element("div", { className: "lane" }, element("dt", {}, name), element("dd", { className: "track", "aria-hidden": "true" }, bar), figures) };
  });
  byId("view-wire").append(
    element(
      "section",
      { className: "panel race", "aria-labelledby": "race-title" },
      element("div", { className: "panel-head" }, element("h2", { id: "race-title" }, "Race"), button),
      element("div", { className: "row" }, element("label", { className: "field narrow" }, element("span", {}, "SET commands"), amount), element("p", { className: "aside" }, "What is sent together travels together: commands that are under way at the same time share WebSocket messages, and so do those of a batch.")),
      element("dl", { className: "lanes" }, ...lanes.map(({ place }) => place)),
      status,
    ),
  );

  let running = false;
  button.addEventListener("click", async () => {
    const n = Number(amount.value);
    const results = [];
    running = true;
    show();
    status.dataset.kind = "";
    status.textContent = "Racing\u2026";
    lanes.forEach(({ bar, figures }) => {
      bar.style.width = "0";
      figures.textContent = "\u2013";
    });
    try {
      await race(session, n, (i, result) => {
        results[i] = result;
        lanes[i].figures.textContent = `${format.milliseconds(result.time)}, ${format.count(result.perSecond)}/s, ${format.counted(result.frames, "frame")}`;
        const longest = Math.max(...results.map(({ time }) => time));
        results.forEach(({ time }, lane) => (lanes[lane].bar.style.width = `${(time / longest) * 100}%`));
      });
      const best = Math.min(results[1].time, results[2].time);
      status.textContent = `Together they took ${format.milliseconds(best)}, one after the other ${(results[0].time / best).toFixed(1)} times as long.`;
    } catch (error) {
      status.dataset.kind = "error";
      status.textContent = `${error.name}: ${error.message}`;
    }
    running = false;
    show();
    if (document.activeElement === document.body) {
      button.focus(); // It was disabled meanwhile.
    }
  });
  const show = () => (button.disabled = running || session.state !== "connected");
  session.addEventListener("state", show);
  show();
}
