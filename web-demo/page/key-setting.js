// The setting by which a server notifies of what happens to keys.

import { GlideClusterClient } from "./dist/index.js";

const setting = "notify-keyspace-events";

/**
 * Asks whether the server notifies of all that happens to keys. Returns what it lacks:
 * undefined if nothing; else { flags, wanted }, what the setting is and what it has to
 * be; or { error } where the server does not say.
 */
export async function missingSetting(client) {
  try {
    // The nodes of a cluster have a setting each: what one of them lacks is missing.
    const isCluster = client instanceof GlideClusterClient;
    const found = await client.configGet([setting], { decoder: "string", ...(isCluster ? { route: "allPrimaries" } : {}) });
    const all = (isCluster ? Object.values(found) : [found]).map((each) => each[setting] ?? "");
    const flags = all.find((each) => !isEnough(each)) ?? all[0] ?? "";
    return isEnough(flags) ? undefined : { flags, wanted: wantedFrom(flags) };
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

// K: notifications by key; A: of all that changes one.
function isEnough(flags) {
  return flags.includes("K") && flags.includes("A");
}

// Key misses and new keys are no part of A, and somebody may want them.
function wantedFrom(flags) {
  return `KEA${[..."mn"].filter((flag) => flags.includes(flag)).join("")}`;
}
