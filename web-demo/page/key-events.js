// What happens to keys, as the server notifies of it, and the setting that has it do so.

const setting = "notify-keyspace-events";
const keyspace = "__keyspace@0__:"; // the channels of database 0, before the key

/**
 * Subscribes to what happens to the keys that match a glob-style pattern, and resolves
 * once the server has confirmed it: what is read then is a state that the events follow.
 * The iterator has { type: "event", key, name }, the key as bytes, and what the client
 * tells in place of events that may be missing. It ends when the signal is aborted.
 */
export async function keyEvents(client, pattern, signal) {
  const subscription = await client.subscription({ patterns: [keyspace + pattern], decoder: "bytes", signal });
  return named(subscription);
}

async function* named(subscription) {
  const text = new TextDecoder();
  for await (const event of subscription) {
    yield event.type === "message"
      ? { type: "event", key: event.channel.subarray(keyspace.length), name: text.decode(event.message) }
      : event;
  }
}

/**
 * Asks whether the server notifies of all that happens to keys. Returns what it lacks:
 * undefined if nothing; else { flags, wanted }, what the setting is and what it has to
 * be; or { error } where the server does not say.
 */
export async function missingSetting(client) {
  try {
    const [found] = await client.configGet([setting], { decoder: "string" });
    const flags = found?.value ?? "";
    // K: notifications by key; A: of all that changes one.
    return flags.includes("K") && flags.includes("A") ? undefined : { flags, wanted: wantedFrom(flags) };
  } catch (error) {
    if (error.delivery !== "answered") {
      throw error;
    }
    return { error };
  }
}

/** Has the server notify of what happens to keys. */
export async function changeSetting(client, wanted) {
  await client.configSet({ [setting]: wanted });
}

/** How the setting is changed, as it is typed. */
export function settingCommand(wanted) {
  return `CONFIG SET ${setting} ${wanted}`;
}

// Key misses and new keys are no part of A, and somebody may want them.
function wantedFrom(flags) {
  return `KEA${[..."mn"].filter((flag) => flags.includes(flag)).join("")}`;
}
