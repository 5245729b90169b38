// Replies with named fields. They become plain objects with the names that the server
// uses, so that the fields of newer servers are there too.

import { type Reader, type } from "./resp.js";
import { emptyRecord, mismatch, nextString, pairCount } from "./shapes_tokens.js";
import { nextValue, valueOf } from "./shapes_values.js";
import type { GlideReturnType } from "./types.js";

type Fields = Record<string, GlideReturnType>;

// RESP2 has flat arrays for records, which do not tell that they are any. What these
// fields hold is one in every reply that has them: a record, an array of records, or
// a record of records.
const holdsRecord = new Set(["histogram_usec", "running_script"]);
const holdsRecords = new Set(["arguments", "consumers", "functions", "groups", "nodes", "selectors"]);
const holdsRecordOfRecords = new Set(["engines", "subcommands"]);
const databaseOfMemoryStats = /^db\.\d+$/;

export function record(r: Reader): Fields {
  r.next();
  return recordOf(r, 0);
}

export function nullableRecord(r: Reader): Fields | null {
  r.next();
  return r.isNull ? null : recordOf(r, 0);
}

/** A record whose fields are all records, named by what they are about. */
export function recordOfRecords(r: Reader): Fields {
  r.next();
  return recordOf(r, 0, nextRecord);
}

/** The record that the token begins. Within others, names may be numbers. */
export function recordOf(r: Reader, depth: number, value = nextField): Fields {
  const fields = emptyRecord<GlideReturnType>();
  for (let n = pairCount(r); n > 0; n--) {
    r.next();
    if (!r.isText() && (depth === 0 || r.type !== type.integer)) {
      throw mismatch("the name of a field", r);
    }
    const name = r.string();
    fields[name] = value(r, depth + 1, name);
  }
  return fields;
}

/** A record within another, or whatever else stands in its place. */
function nextRecord(r: Reader, depth: number): GlideReturnType {
  r.token();
  return isRecord(r) ? recordOf(r, depth) : valueOf(r, depth, recordOf);
}

function nextField(r: Reader, depth: number, name: string): GlideReturnType {
  if (holdsRecord.has(name) || databaseOfMemoryStats.test(name)) {
    return nextRecord(r, depth);
  }
  const ofRecords = holdsRecordOfRecords.has(name);
  if (!ofRecords && !holdsRecords.has(name)) {
    return nextValue(r, depth, recordOf);
  }
  r.token();
  if (!isRecord(r)) {
    return valueOf(r, depth, recordOf); // a count of them, as XINFO STREAM has
  }
  if (ofRecords) {
    return recordOf(r, depth, nextRecord);
  }
  const records: GlideReturnType[] = [];
  for (let n = r.length; n > 0; n--) {
    records.push(nextRecord(r, depth + 1));
  }
  return records;
}

function isRecord(r: Reader): boolean {
  return !r.isNull && (r.type === type.map || r.type === type.array);
}

export function textRecord(r: Reader): Record<string, string> {
  return textFields(r, withoutLineEnd(nextString(r)));
}

export function textRecords(r: Reader): Record<string, string>[] {
  return nextString(r)
    .split("\n")
    .map(withoutLineEnd)
    .filter((line) => line !== "")
    .map((line) => textFields(r, line));
}

function withoutLineEnd(text: string): string {
  return text.replace(/[\r\n]+$/, "");
}

/** Whether a field is an address, which a path with spaces may be, without its port yet. */
function isOpenAddress(name: string | undefined, fields: Record<string, string>): boolean {
  return (name === "addr" || name === "laddr") && fields[name]!.includes("/") && !/:\d+$/.test(fields[name]!);
}

/** The fields of a line "name=value name=value". A word without "=" belongs to the value before it. */
function textFields(r: Reader, line: string): Record<string, string> {
  const fields = emptyRecord<string>();
  let last: string | undefined;
  for (const word of line === "" ? [] : line.split(" ")) {
    const at = word.indexOf("=");
    if (at >= 0 && !isOpenAddress(last, fields)) {
      last = word.slice(0, at);
      fields[last] = word.slice(at + 1);
    } else if (last !== undefined) {
      fields[last] += ` ${word}`;
    } else {
      throw mismatch("fields", r, "text that does not begin with name=value");
    }
  }
  return fields;
}
