// How the replies about servers and connections are read.

import { nameOf } from "./command.js";
import { ConfigurationError } from "./errors.js";
import { nextNumber } from "./replies.js";
import { type Reader, type } from "./resp.js";
import { record } from "./shapes_records.js";
import { elements, emptyRecord, list, mismatch, nextString, nextText, pairCount } from "./shapes_tokens.js";
import type { MemoryStats } from "./commands/server_types.js";
import type { GlideReturnType, GlideString } from "./types.js";

/** A spike of latency. */
export class LatencyEntry {
  constructor(
    readonly time: number,
    readonly latency: number,
  ) {}
}

/** The spikes of latency of a kind of event. */
export class LatencyEventInfo {
  constructor(
    readonly eventName: string,
    readonly latestTime: number,
    readonly latestDuration: number,
    readonly maxDuration: number,
    readonly sum?: number,
    readonly count?: number,
  ) {}
}

/** How a connection tracks what its client has read. */
export class ClientTrackingInfo {
  constructor(
    readonly flags: Set<string>,
    readonly redirect: number,
    readonly prefixes: Set<string>,
  ) {}
}

export function nextLatencyEntries(r: Reader): LatencyEntry[] {
  return list(r, (r) => {
    r.next();
    const more = elements(r, "a spike of latency") - 2;
    const entry = new LatencyEntry(nextNumber(r), nextNumber(r));
    skip(r, more);
    return entry;
  });
}

export function nextLatencyEvents(r: Reader): LatencyEventInfo[] {
  return list(r, (r) => {
    r.next();
    const length = elements(r, "an event");
    const [name, time, latest, longest] = [nextString(r), nextNumber(r), nextNumber(r), nextNumber(r)];
    if (length < 6) {
      skip(r, length - 4);
      return new LatencyEventInfo(name, time, latest, longest);
    }
    const event = new LatencyEventInfo(name, time, latest, longest, nextNumber(r), nextNumber(r));
    skip(r, length - 6);
    return event;
  });
}

/** Passes over what newer servers add. */
function skip(r: Reader, count: number): void {
  for (let i = 0; i < count; i++) {
    r.skip(0);
  }
}

export function nextClientTrackingInfo(r: Reader): ClientTrackingInfo {
  const fields = record(r);
  const { flags, redirect, prefixes } = fields;
  if (typeof redirect !== "number") {
    throw mismatch("what is tracked", r);
  }
  return new ClientTrackingInfo(namesOf(flags, r), redirect, namesOf(prefixes, r));
}

function namesOf(value: GlideReturnType | undefined, r: Reader): Set<string> {
  if (!Array.isArray(value) && !(value instanceof Set)) {
    throw mismatch("names", r);
  }
  return new Set(value as Iterable<string>);
}

/** The server's names are such as "keys.bytes-per-key" and become keysBytesPerKey. */
export function nextMemoryStats(r: Reader): MemoryStats {
  const databases: Record<string, Record<string, number>> = {};
  const stats: Record<string, unknown> = { db: databases };
  for (const [name, value] of Object.entries(record(r))) {
    const database = /^db\.(\d+)$/.exec(name);
    if (database === null) {
      stats[camelCase(name)] = Number(value);
      continue;
    }
    const tables = emptyRecord<number>();
    for (const [table, size] of Object.entries(value as Record<string, unknown>)) {
      tables[camelCase(table)] = Number(size);
    }
    databases[database[1]!] = { ...tables };
  }
  return stats as unknown as MemoryStats;
}

function camelCase(name: string): string {
  return name.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A map of strings whose keys are names, as an object. */
export function nextTextRecord(r: Reader): Record<string, GlideString> {
  r.next();
  const fields = emptyRecord<GlideString>();
  for (let n = pairCount(r); n > 0; n--) {
    const name = nextString(r, "a name");
    fields[name] = nextText(r);
  }
  return fields;
}

/** An array of two strings, whatever the caller wants strings to be. */
export function nextTime(r: Reader): [string, string] {
  r.next();
  if (r.isNull || r.type !== type.array || r.length !== 2) {
    throw mismatch("seconds and microseconds", r);
  }
  return [nextString(r), nextString(r)];
}

/** A string, whatever the caller wants strings to be. */
export function nextPlainString(r: Reader): string {
  return nextString(r);
}

/** The port of an address. */
export function port(value: number, what: string): string {
  if (!Number.isInteger(value) || value < 1 || value > 65535) {
    throw new ConfigurationError(`${what}: must be a port from 1 to 65535, not ${typeof value === "number" ? value : nameOf(value)}`);
  }
  return String(value);
}
