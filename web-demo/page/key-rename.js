// Gives keys other names. What has the new name already is never overwritten. Where the new
// name has its slot on another node, the value is copied there before the old key goes.

import { edit, typed } from "./key-edit.js";
import { slotOf } from "./slot.js";
import { count } from "./format.js";

const never = -1; // what the server tells as the time at which it expires

/**
 * Renames a key to what was typed. Resolves to { newKey, said }: its name as bytes, and what
 * there is to say of it. Rejects with an Error where the name is taken or the key is gone, with a Conflict
 * where somebody changes the key meanwhile, or with the error of a command.
 */
export async function rename(session, key, text) {
  const { client } = session;
  const newKey = typed(text, key);
  if (newKey.length === 0) {
    throw new Error("A key without a name could hardly be found again: type one.");
  }
  if (!session.isCluster || slotOf(newKey) === slotOf(key)) {
    if (!(await client.renamenx(key, newKey))) {
      throw taken();
    }
    return { newKey, said: "Renamed." };
  }
  await move(session, key, newKey);
  return { newKey, said: `Renamed, and so moved to slot ${count(slotOf(newKey))}.` };
}

async function move(session, key, newKey) {
  const { client } = session;
  const [value, expires] = await Promise.all([client.dump(key), client.pexpiretime(key)]);
  if (value === null) {
    throw new Error("This key is there no more.");
  }
  try {
    await client.restore(newKey, expires === never ? 0 : expires, value, { absttl: true });
  } catch (error) {
    throw error.message.startsWith("BUSYKEY") ? taken() : error;
  }
  try {
    await edit(session, key, { read: () => client.dump(key), expected: value, change: (batch) => batch.unlink([key]) });
  } catch (error) {
    await client.unlink([newKey]); // The old one is still there, and may be another.
    throw error;
  }
}

function taken() {
  return new Error("There is a key of that name already: choose another, or delete it first.");
}
