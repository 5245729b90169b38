// The words of what picks connections, for CLIENT LIST and CLIENT KILL.

import { type Word, checkNames, flag, integer, listOf, optionsOf } from "./command.js";
import type { ClientFilter, ClientProperties } from "./commands/connection_types.js";
import type { GlideString, Integer } from "./types.js";

/** The words of a filter. */
export function filterWords(method: string, filter: ClientFilter | undefined): Word[] {
  const { is, isNot, maxAge, idle, skipMe } = optionsOf(method, filter, ["is", "isNot", "maxAge", "idle", "skipMe"]);
  const words = [...propertyWords(`${method} options.is`, "", is), ...propertyWords(`${method} options.isNot`, "NOT-", isNot)];
  if (maxAge !== undefined) {
    words.push("MAXAGE", integer(maxAge, `${method} options.maxAge`));
  }
  if (idle !== undefined) {
    words.push("IDLE", integer(idle, `${method} options.idle`));
  }
  if (skipMe !== undefined) {
    words.push("SKIPME", flag(skipMe, `${method} options.skipMe`) ? "YES" : "NO");
  }
  return words;
}

/** What the server calls the properties, in the order in which they are sent. */
const propertyNames = {
  type: "TYPE",
  ids: "ID",
  username: "USER",
  address: "ADDR",
  localAddress: "LADDR",
  ip: "IP",
  name: "NAME",
  flags: "FLAGS",
  libraryName: "LIB-NAME",
  libraryVersion: "LIB-VER",
  capabilities: "CAPA",
  database: "DB",
} as const;

function propertyWords(what: string, prefix: string, properties: ClientProperties | undefined): Word[] {
  const words: Word[] = [];
  checkNames(what, properties, Object.keys(propertyNames));
  for (const name of Object.keys(propertyNames) as (keyof typeof propertyNames)[]) {
    const value = properties?.[name];
    if (value === undefined) {
      continue;
    }
    words.push(prefix + propertyNames[name]);
    if (name === "ids") {
      words.push(...listOf(value as Iterable<Integer>, `${what}.ids`).map((id, i) => integer(id, `${what}.ids[${i}]`)));
    } else {
      words.push(name === "database" ? integer(value as Integer, `${what}.database`) : (value as GlideString));
    }
  }
  return words;
}
