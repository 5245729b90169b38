// What there is to know of a key besides its value.

import { element } from "./element.js";
import { bytes as sizeOf, count, remaining } from "./format.js";
import { slotOf } from "./slot.js";

/** Reads { type, lives, memory, encoding } of a key: lives in milliseconds, negative for ever; undefined where the server does not tell. */
export async function readAbout(session, key) {
  const batch = session.batch(false).type(key).pttl(key).memoryUsage(key).objectEncoding(key);
  const replies = await session.client.exec(batch, false, { decoder: "string" });
  const [type, lives, memory, encoding] = replies.map((each) => (each instanceof Error ? undefined : each));
  return { type, lives, memory, encoding };
}

/** The entries of a list of definitions: what readAbout has found, the size in words, and the slot in a cluster. */
export function factsOf(session, key, { type, lives, memory, encoding }, size) {
  const facts = [
    ["Type", type],
    ["Size", size],
    ["Memory", typeof memory === "number" ? sizeOf(memory) : undefined],
    ["Encoding", encoding],
    ["TTL", lives > 0 ? remaining(lives) : "none"],
    ["Slot", session.isCluster ? count(slotOf(key)) : undefined],
  ];
  return facts.filter(([, text]) => text !== undefined && text !== null && text !== "").map(([name, text]) => element("div", {}, element("dt", {}, name), element("dd", {}, text)));
}
