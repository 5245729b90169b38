// The load panel: its settings, its figures, and charts of its throughput and latency.

import { Chart } from "./chart.js";
import { byId } from "./element.js";
import * as format from "./format.js";
import { LatencyTable } from "./latency-table.js";
import { runLoad } from "./load-run.js";

/** Wires the panel to the session. */
export function loadPanel(session) {
  const button = byId("load-button");
  const chart = new Chart(byId("chart"));
  const latency = new LatencyTable(byId("latency"));
  let running;

  const settings = () => ({
    callers: 2 ** byId("concurrency").valueAsNumber,
    reads: byId("reads").valueAsNumber / 100,
    seconds: byId("duration").valueAsNumber,
  });

  function showSettings() {
    const { callers, reads, seconds } = settings();
    byId("concurrency-value").textContent = format.count(callers);
    byId("concurrency").setAttribute("aria-valuetext", `${callers} callers`);
    byId("reads-value").textContent = `${Math.round(reads * 100)} %`;
    byId("duration-value").textContent = `${seconds} s`;
    if (running === undefined) {
      chart.reset(seconds);
    }
  }

  function showButton() {
    button.textContent = running === undefined ? "Start" : "Stop";
    button.disabled = running === undefined && session.state !== "connected";
  }

  async function run() {
    running = new AbortController();
    const chosen = settings();
    chart.reset(chosen.seconds);
    latency.clear();
    showButton();
    note("");
    try {
      const last = await runLoad(session.client, {
        ...chosen,
        signal: running.signal,
        onSample(figures) {
          chart.add(figures.elapsed, figures.rate);
          show({ ...figures, average: figures.rate });
        },
      });
      show(last);
      note(`${format.count(last.done)} commands in ${last.elapsed.toFixed(1)} s, ${format.count(last.average)} a second on average.`);
    } catch (error) {
      note(`${error.name}: ${error.message}`, "error");
    } finally {
      running = undefined;
      showButton();
    }
  }

  function show({ average, perFrame, p50, p99, rows }) {
    byId("rate").textContent = format.count(average);
    byId("per-frame").textContent = perFrame.toFixed(1);
    byId("p50").textContent = p50 === undefined ? "\u2013" : format.milliseconds(p50);
    byId("p99").textContent = p99 === undefined ? "\u2013" : format.milliseconds(p99);
    latency.show(rows, [["p50", p50], ["p99", p99]]);
  }

  byId("load-settings").addEventListener("input", showSettings);
  byId("load-settings").addEventListener("submit", (event) => event.preventDefault());
  session.addEventListener("state", showButton);
  button.addEventListener("click", () => {
    if (running === undefined) {
      void run();
    } else {
      running.abort();
    }
  });
  showSettings();
  showButton();
}

function note(text, kind = "result") {
  byId("load-note").textContent = text;
  byId("load-note").dataset.kind = kind;
}
