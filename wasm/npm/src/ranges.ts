// The ends of ranges, and ranges of sorted sets, as the server takes them.

import { type Word, checkNames, double, integer, nameOf, objectOf, oneOf } from "./command.js";
import type { Boundary, RangeByIndex, RangeByLex, RangeByScore, RangeLimit } from "./commands/sortedsets_types.js";
import { InfBoundary } from "./enums.js";
import { ConfigurationError } from "./errors.js";
import type { GlideString } from "./types.js";

/** A bound of scores. */
export function scoreBound(boundary: Boundary<number>, what: string): Word {
  if (isInfinite(boundary)) {
    return `${boundary}inf`;
  }
  const value = double(valueOf(boundary, what), `${what}.value`);
  return boundary.isInclusive === false ? `(${value}` : value;
}

/** A bound of members by their bytes. */
export function lexBound(boundary: Boundary<GlideString>, what: string): Word {
  if (isInfinite(boundary)) {
    return boundary;
  }
  const value = valueOf(boundary, what);
  return prefixed(boundary.isInclusive === false ? "(" : "[", value, `${what}.value`);
}

/** A bound of the IDs of entries. An ID alone is one too. */
export function idBound(boundary: Boundary<GlideString>, what: string): Word {
  if (typeof boundary === "string") {
    return boundary;
  }
  const value = valueOf(boundary, what);
  return prefixed(boundary.isInclusive === false ? "(" : "", value, `${what}.value`);
}

function isInfinite(boundary: unknown): boundary is InfBoundary {
  return boundary === InfBoundary.PositiveInfinity || boundary === InfBoundary.NegativeInfinity;
}

function valueOf<T>(boundary: Exclude<Boundary<T>, InfBoundary>, what: string): T {
  if (typeof boundary !== "object" || boundary === null || !("value" in boundary)) {
    throw new ConfigurationError(`${what}: must be "+", "-" or { value, isInclusive }, not ${nameOf(boundary)}`);
  }
  checkNames(what, boundary, ["value", "isInclusive"]);
  if (boundary.isInclusive !== undefined && typeof boundary.isInclusive !== "boolean") {
    throw new ConfigurationError(`${what}.isInclusive: must be true or false, not ${nameOf(boundary.isInclusive)}`);
  }
  return boundary.value;
}

function prefixed(prefix: string, value: GlideString, what: string): Word {
  if (typeof value === "string") {
    return prefix + value;
  }
  if (!(value instanceof Uint8Array)) {
    throw new ConfigurationError(`${what}: must be a string or bytes, not ${nameOf(value)}`);
  }
  if (prefix === "") {
    return value;
  }
  const bytes = new Uint8Array(1 + value.length);
  bytes[0] = prefix.charCodeAt(0);
  bytes.set(value, 1);
  return bytes;
}

/** The words of a range, behind the key. */
export function rangeWords(query: RangeByIndex | RangeByScore | RangeByLex, what: string, reverse: boolean): Word[] {
  objectOf(query, what, ["type", "start", "end", "limit"]);
  const words = "type" in query && query.type !== undefined ? boundedRange(query, what) : indexRange(query as RangeByIndex, what);
  const limit = "limit" in query ? limitWords(query.limit, `${what}.limit`) : [];
  return reverse ? [...words, "REV", ...limit] : [...words, ...limit];
}

function boundedRange(query: RangeByScore | RangeByLex, what: string): Word[] {
  const { start, end, type } = query;
  if (oneOf(type, `${what}.type`, ["byScore", "byLex"]) === "byLex") {
    return [lexBound(start as Boundary<GlideString>, `${what}.start`), lexBound(end as Boundary<GlideString>, `${what}.end`), "BYLEX"];
  }
  return [scoreBound(start as Boundary<number>, `${what}.start`), scoreBound(end as Boundary<number>, `${what}.end`), "BYSCORE"];
}

function indexRange(query: RangeByIndex, what: string): Word[] {
  const { start, end } = query;
  if (typeof start === "string" || (typeof start === "object" && start !== null)) {
    throw new ConfigurationError(`${what}.type: is missing, which a range between bounds needs: "byScore" or "byLex"`);
  }
  checkNames(what, query, ["type", "start", "end"]);
  return [integer(start, `${what}.start`), integer(end, `${what}.end`)];
}

/** The words that take a part of a range. */
export function limitWords(limit: RangeLimit | undefined, what: string): Word[] {
  if (limit === undefined) {
    return [];
  }
  const { offset, count } = objectOf(limit, what, ["offset", "count"]);
  return ["LIMIT", integer(offset, `${what}.offset`), integer(count, `${what}.count`)];
}
