// Starts the page: asks the demo program what there is, loads the client, connects.

import { browserPanel } from "./browser-panel.js";
import { clusterPanel } from "./cluster-panel.js";
import { connectPanel } from "./connect-panel.js";
import { consolePanel } from "./console-panel.js";
import { dashboardPanel } from "./dashboard-panel.js";
import { byId } from "./element.js";
import { failurePanel } from "./failure-panel.js";
import * as format from "./format.js";
import { keysPanel } from "./keys-panel.js";
import { loadPanel } from "./load-panel.js";
import { playgroundPanel } from "./playground-panel.js";
import { racePanel } from "./race-panel.js";
import { roomPanel } from "./room-panel.js";
import { Session } from "./session.js";
import { shortcuts } from "./shortcuts.js";
import { slowlogPanel } from "./slowlog-panel.js";
import { streamsPanel } from "./streams-panel.js";
import { framesPanel } from "./frames-panel.js";
import { Topology } from "./topology.js";
import { Views } from "./views.js";

const demo = await (await fetch("demo.json")).json();
const session = new Session();
const views = new Views();
const topology = new Topology(session, demo);
const connect = connectPanel(session, demo);
consolePanel(session);
keysPanel(session, demo);
roomPanel(session, demo);
loadPanel(session);
const parts = { session, demo, topology, views };
browserPanel(parts);
clusterPanel(parts);
failurePanel(parts);
dashboardPanel(parts);
slowlogPanel(parts);
streamsPanel(parts);
playgroundPanel(parts);
racePanel(parts);
framesPanel(parts);
shortcuts(parts);

byId("notice").textContent = demo.notice;
byId("notice").hidden = demo.notice === "";

try {
  const { time, size, transferred } = await session.load();
  const packed = transferred < size ? ` (${format.bytes(transferred)} sent)` : "";
  byId("wasm").textContent = `${format.bytes(size)} wasm${packed}, ${format.milliseconds(time)}`;
  byId("wasm").title = "Size of the client's program, and the time to load and start it";
  await connect();
} catch (error) {
  byId("wasm").textContent = "failed to load";
  byId("notice").textContent = `The client could not be loaded: ${error.message}`;
  byId("notice").hidden = false;
}
