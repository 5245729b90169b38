// What the failure buttons do to a node: the page does it as a client, or asks the demo
// program, which has started the server.

import { ClientPauseMode } from "./dist/index.js";
import { milliseconds } from "./format.js";

const pause = 3000; // milliseconds
const patience = 15_000; // milliseconds for the first answer after a pause

/**
 * The actions by their buttons. canAct says whether one makes sense for a node, where isCluster is
 * whether it is one of a cluster; run does it, and resolves to what there is to say, or rejects with why not.
 */
export const actions = [
  {
    name: "failover",
    label: "Fail over",
    title: "A replica takes the place of the primary",
    canAct: (node, isCluster) => node.state !== "" && isCluster,
    run: byProgram,
  },
  {
    name: "hold",
    label: "Pause for 3 s",
    title: "The server answers nobody for three seconds (CLIENT PAUSE 3000 ALL), and goes on by itself",
    canAct: (node) => node.state === "running" || node.state === "",
    run: hold,
  },
  { name: "pause", label: "Pause", title: "The server keeps its connections and answers nothing (SIGSTOP)", canAct: (node) => node.state === "running", run: byProgram },
  { name: "resume", label: "Resume", title: "The server goes on", canAct: (node) => node.state === "paused", run: byProgram },
  { name: "kill", label: "Kill", title: "The server ends at once, as by kill -9", canAct: (node) => node.state === "running" || node.state === "paused", run: byProgram },
  { name: "restart", label: "Restart", title: "The server starts on the same port, with an empty memory", canAct: (node) => node.state !== "", run: byProgram },
];

async function byProgram({ demo }, address) {
  const began = performance.now();
  let answer;
  try {
    answer = await fetch(`nodes/${encodeURIComponent(address)}/${this.name}`, { method: "POST", headers: { "Glissade-Demo-Token": demo.token } });
  } catch (error) {
    throw new Error(`The demo program does not answer: ${error.message}`);
  }
  if (!answer.ok) {
    throw new Error((await answer.text()).trim());
  }
  return `done in ${milliseconds(performance.now() - began)}.`;
}

async function hold({ session }, address) {
  const { client } = session;
  const began = performance.now();
  await client.clientPause(pause, ClientPauseMode.All, session.at(address));
  await client.customCommand(["PING"], { timeout: patience, ...session.at(address) });
  return `it answers again after ${milliseconds(performance.now() - began)}.`;
}
