// Changes of keys that overwrite nothing which the visitor has not seen: the key is
// watched, what is to be replaced is compared, and a transaction makes the change.

import { identity } from "./key-read.js";
import { nodeOf } from "./reply.js";
import { split } from "./words.js";

/** Thrown where somebody else has changed the key since it was read. */
export class Conflict extends Error {
  name = "Conflict";

  constructor() {
    super("Somebody has changed this meanwhile. Nothing was written; it is read again.");
  }
}

// What a client watches its callers share, so that edits come one after the other.
let last = Promise.resolve();

/**
 * Changes a key. read reads what the change replaces, expected is what the visitor saw of
 * it (undefined where there is nothing to compare), and change adds commands to a transaction.
 * Rejects with a Conflict, or with the error of a command.
 */
export function edit(session, key, { read, expected, change }) {
  const run = last.then(() => editNow(session, key, read, expected, change));
  last = run.catch(() => {});
  return run;
}

async function editNow(session, key, read, expected, change) {
  const { client } = session;
  await client.watch([key]);
  let results;
  try {
    if (read !== undefined && !isSame(await read(client), expected)) {
      throw new Conflict();
    }
    const batch = session.batch(true);
    change(batch);
    results = await client.exec(batch, true);
  } catch (error) {
    await client.unwatch().catch(() => {});
    throw error;
  }
  if (results === null) {
    throw new Conflict();
  }
}

function isSame(a, b) {
  return a instanceof Uint8Array && b instanceof Uint8Array ? identity(a) === identity(b) : a === b;
}

/** How bytes are shown to be edited: as text, or as the console spells bytes. */
export function shown(bytes) {
  return nodeOf(bytes).text;
}

/** What was typed in the place of bytes, as bytes; a text with its quotes where those were no text. */
export function typed(text, before) {
  if (before === undefined || nodeOf(before).type === "string") {
    return new TextEncoder().encode(text);
  }
  const words = split(text);
  if (words.length !== 1) {
    throw new Error('Bytes are written in one pair of quotes: "\\x00abc".');
  }
  return typeof words[0] === "string" ? new TextEncoder().encode(words[0]) : words[0];
}
