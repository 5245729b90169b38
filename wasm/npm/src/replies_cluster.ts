// How the replies about clusters, commands and users are read.

import type { Reader } from "./resp.js";
import { nullableRecord, recordOf, recordOfRecords } from "./shapes_records.js";
import { emptyRecord, isTuple, list, nextString, nextText } from "./shapes_tokens.js";
import { nextValue, tuple } from "./shapes_values.js";
import { nextPlainRecords, withoutSets } from "./replies_any.js";
import type { GlideFields, GlideReturnType, GlideString } from "./types.js";

export function nextTuples(r: Reader): GlideReturnType[][] {
  return list(r, (r) => withoutSets(tuple(r)) as GlideReturnType[]);
}

/** Where to go on, a string whatever the caller wants strings to be, and what was found. */
export function nextStep(r: Reader): [string, GlideString[]] {
  r.next();
  isTuple(r, 2, "a cursor and what was found");
  return [nextString(r), list(r, nextText)];
}

export function nextNullablePlainRecord(r: Reader): GlideFields | null {
  const fields = nullableRecord(r);
  return fields === null ? null : (withoutSets(fields) as GlideFields);
}

/** Entries whose age is a number, which RESP2 has as a string. */
export function nextAclLog(r: Reader): GlideFields[] {
  const asBytes = r.asBytes;
  return nextPlainRecords(r).map((entry) => {
    const age = entry["age-seconds"];
    if (typeof age === "string" || (asBytes && age instanceof Uint8Array)) {
      entry["age-seconds"] = Number(typeof age === "string" ? age : new TextDecoder().decode(age));
    }
    return entry;
  });
}

export function nextDocs(r: Reader): GlideFields {
  return withoutSets(recordOfRecords(r)) as GlideFields;
}

/** What servers know of commands: arrays, in which the key specifications are records. */
export function nextCommandInfos(r: Reader): GlideReturnType {
  return list(r, (r) => infoOf(withoutSets(nextValue(r, 0, recordOf))));
}

const keySpecifications = 8;
const subcommands = 9;

function infoOf(info: GlideReturnType): GlideReturnType {
  if (Array.isArray(info)) {
    const fields = info as GlideReturnType[];
    if (Array.isArray(fields[keySpecifications])) {
      fields[keySpecifications] = (fields[keySpecifications] as GlideReturnType[]).map((each) => fieldsOf(each));
    }
    if (Array.isArray(fields[subcommands])) {
      fields[subcommands] = (fields[subcommands] as GlideReturnType[]).map(infoOf);
    }
  }
  return info;
}

/** The record that RESP2 has as a flat array, with those within. */
function fieldsOf(value: GlideReturnType): GlideReturnType {
  if (!Array.isArray(value)) {
    return value;
  }
  const flat = value as GlideReturnType[];
  const fields = emptyRecord<GlideReturnType>();
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = flat[i] instanceof Uint8Array ? new TextDecoder().decode(flat[i] as Uint8Array) : String(flat[i]);
    fields[name] = ["begin_search", "find_keys", "spec"].includes(name) ? fieldsOf(flat[i + 1]!) : flat[i + 1]!;
  }
  return fields;
}
