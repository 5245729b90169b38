// Geospatial indexes: sorted sets of members with their positions on the earth, which are
// found by where they are. See https://valkey.io/commands/#geo

import { type Command, type Word, checkNames, command, double, flag, flagWord, integer, listOf, nameOf, oneOf, optionsOf, pairsOf } from "../command.js";
import { ConditionalChange, GeoUnit, SortOrder } from "../enums.js";
import { ConfigurationError } from "../errors.js";
import { nextNumber } from "../replies.js";
import { nextFound, nextHashes } from "../replies_geo.js";
import { positions } from "../shapes_geo.js";
import { nextNullableDouble } from "../shapes_tokens.js";
import type { GlideRecord, GlideString, Text } from "../types.js";
import type {
  GeoAddOptions,
  GeoCircleShape,
  GeoDistOptions,
  GeoFound,
  GeoSearchResultOptions,
  GeoSearchShape,
  GeoSearchStoreResultOptions,
  GeospatialData,
  SearchOrigin,
} from "./geo_types.js";

const changes = Object.values(ConditionalChange);
const units = Object.values(GeoUnit);
const sortOrders = Object.values(SortOrder);

/**
 * Sets the positions of members of the index at key, which is made if it does not exist.
 *
 * Reply: how many members were added, or with changed also moved.
 * See https://valkey.io/commands/geoadd/
 */
export function geoadd(key: GlideString, membersToGeospatialData: Map<GlideString, GeospatialData> | Record<string, GeospatialData> | GlideRecord<GeospatialData>, options?: GeoAddOptions): Command<number> {
  const { updateMode, changed } = optionsOf("geoadd", options, ["updateMode", "changed"]);
  const words: Word[] = ["GEOADD", key];
  if (updateMode !== undefined) {
    words.push(oneOf(updateMode, "geoadd options.updateMode", changes));
  }
  words.push(...flagWord(changed, "geoadd options.changed", "CH"));
  for (const [member, position] of pairsOf<GeospatialData>(membersToGeospatialData, "geoadd membersToGeospatialData", "key", "value")) {
    words.push(...coordinates(position, "geoadd membersToGeospatialData"), member);
  }
  return command(nextNumber, words);
}

/**
 * Tells how far two members are from each other, in meters or another unit.
 *
 * Reply: the distance, or null if one of them does not exist.
 * See https://valkey.io/commands/geodist/
 */
export function geodist(key: GlideString, member1: GlideString, member2: GlideString, options?: GeoDistOptions): Command<number | null> {
  const { unit } = optionsOf("geodist", options, ["unit"]);
  const last = unit === undefined ? [] : [oneOf(unit, "geodist options.unit", units)];
  return command(nextNullableDouble, ["GEODIST", key, member1, member2, ...last]);
}

/**
 * Gets where members are as Geohash strings of 11 characters, which geohash.org takes.
 *
 * Reply: the strings in order of the members, null where one does not exist.
 * See https://valkey.io/commands/geohash/
 */
export function geohash(key: GlideString, members: Iterable<GlideString>): Command<(string | null)[]> {
  return command(nextHashes, ["GEOHASH", key, ...listOf(members, "geohash members")]);
}

/**
 * Gets where members are.
 *
 * Reply: longitude and latitude in order of the members, null where one does not exist.
 * See https://valkey.io/commands/geopos/
 */
export function geopos(key: GlideString, members: Iterable<GlideString>): Command<([number, number] | null)[]> {
  return command(positions, ["GEOPOS", key, ...listOf(members, "geopos members")]);
}

/**
 * Finds the members within a circle around a position.
 *
 * @deprecated use geosearch.
 * See https://valkey.io/commands/georadius/
 */
export function georadius(key: GlideString, position: GeospatialData, circle: GeoCircleShape, options?: GeoSearchResultOptions): Command<GeoFound<Text>> {
  return command(nextFound<Text>, ["GEORADIUS", key, ...around("georadius", position, circle), ...results("georadius", options)]);
}

/**
 * Finds the members within a circle around a position, and may be executed by replicas.
 *
 * @deprecated use geosearch.
 * See https://valkey.io/commands/georadius_ro/
 */
export function georadiusReadOnly(key: GlideString, position: GeospatialData, circle: GeoCircleShape, options?: GeoSearchResultOptions): Command<GeoFound<Text>> {
  return command(nextFound<Text>, ["GEORADIUS_RO", key, ...around("georadiusReadOnly", position, circle), ...results("georadiusReadOnly", options)]);
}

/**
 * Sets destination to the members of source within a circle around a position.
 *
 * Reply: how many there are; of none, destination is deleted.
 * @deprecated use geosearchstore.
 * See https://valkey.io/commands/georadius/
 */
export function georadiusStore(destination: GlideString, source: GlideString, position: GeospatialData, circle: GeoCircleShape, options?: GeoSearchStoreResultOptions): Command<number> {
  return command(nextNumber, ["GEORADIUS", source, ...around("georadiusStore", position, circle), ...store("georadiusStore", destination, options)]);
}

/**
 * Finds the members within a circle around one of them.
 *
 * @deprecated use geosearch.
 * See https://valkey.io/commands/georadiusbymember/
 */
export function georadiusbymember(key: GlideString, member: GlideString, circle: GeoCircleShape, options?: GeoSearchResultOptions): Command<GeoFound<Text>> {
  return command(nextFound<Text>, ["GEORADIUSBYMEMBER", key, member, ...circular("georadiusbymember", circle), ...results("georadiusbymember", options)]);
}

/**
 * Finds the members within a circle around one of them, and may be executed by replicas.
 *
 * @deprecated use geosearch.
 * See https://valkey.io/commands/georadiusbymember_ro/
 */
export function georadiusbymemberReadOnly(key: GlideString, member: GlideString, circle: GeoCircleShape, options?: GeoSearchResultOptions): Command<GeoFound<Text>> {
  const method = "georadiusbymemberReadOnly";
  return command(nextFound<Text>, ["GEORADIUSBYMEMBER_RO", key, member, ...circular(method, circle), ...results(method, options)]);
}

/**
 * Sets destination to the members of source within a circle around one of them.
 *
 * Reply: how many there are; of none, destination is deleted.
 * @deprecated use geosearchstore.
 * See https://valkey.io/commands/georadiusbymember/
 */
export function georadiusbymemberStore(destination: GlideString, source: GlideString, member: GlideString, circle: GeoCircleShape, options?: GeoSearchStoreResultOptions): Command<number> {
  const method = "georadiusbymemberStore";
  return command(nextNumber, ["GEORADIUSBYMEMBER", source, member, ...circular(method, circle), ...store(method, destination, options)]);
}

/**
 * Finds the members of the index at key within an area around a member or a position, or
 * within a polygon. Since: 6.2.0.
 *
 * Reply: the members, as an array of names. With withDist, withHash or withCoord each is
 * [name, [distance, hash, [longitude, latitude]]], with what was asked for alone.
 * See https://valkey.io/commands/geosearch/
 */
export function geosearch(key: GlideString, searchFrom: SearchOrigin | undefined, searchBy: GeoSearchShape, options?: GeoSearchResultOptions): Command<GeoFound<Text>> {
  return command(nextFound<Text>, ["GEOSEARCH", key, ...area("geosearch", searchFrom, searchBy), ...results("geosearch", options)]);
}

/**
 * Sets destination to the members of source that geosearch would find. Since: 6.2.0.
 *
 * Reply: how many there are; of none, destination is deleted.
 * See https://valkey.io/commands/geosearchstore/
 */
export function geosearchstore(destination: GlideString, source: GlideString, searchFrom: SearchOrigin | undefined, searchBy: GeoSearchShape, options?: GeoSearchStoreResultOptions): Command<number> {
  const { storeDist, ...order } = optionsOf("geosearchstore", options, storing);
  const words = [...area("geosearchstore", searchFrom, searchBy), ...ordering("geosearchstore", order)];
  return command(nextNumber, ["GEOSEARCHSTORE", destination, source, ...words, ...flagWord(storeDist, "geosearchstore options.storeDist", "STOREDIST")]);
}

const storing = ["sortOrder", "count", "isAny", "storeDist"] as const;

/** Where the older commands store what they find. */
function store(method: string, destination: GlideString, options: GeoSearchStoreResultOptions | undefined): Word[] {
  const { storeDist, ...order } = optionsOf(method, options, storing);
  return [...ordering(method, order), flag(storeDist, `${method} options.storeDist`) ? "STOREDIST" : "STORE", destination];
}

/** What is returned, and in which order. */
function results(method: string, options: GeoSearchResultOptions | undefined): Word[] {
  const { withCoord, withDist, withHash, ...order } = optionsOf(method, options, ["sortOrder", "count", "isAny", "withCoord", "withDist", "withHash"]);
  const words = ordering(method, order);
  words.push(...flagWord(withCoord, `${method} options.withCoord`, "WITHCOORD"));
  words.push(...flagWord(withDist, `${method} options.withDist`, "WITHDIST"));
  words.push(...flagWord(withHash, `${method} options.withHash`, "WITHHASH"));
  return words;
}

function ordering(method: string, { sortOrder, count, isAny }: Pick<GeoSearchResultOptions, "sortOrder" | "count" | "isAny">): Word[] {
  const words: Word[] = [];
  if (count !== undefined) {
    words.push("COUNT", integer(count, `${method} options.count`));
  }
  words.push(...flagWord(isAny, `${method} options.isAny`, "ANY"));
  if (sortOrder !== undefined) {
    words.push(oneOf(sortOrder, `${method} options.sortOrder`, sortOrders));
  }
  return words;
}

/** Where to search. */
function area(method: string, from: SearchOrigin | undefined, by: GeoSearchShape): Word[] {
  hasFields(by, `${method} searchBy`, ["radius", "width", "height", "unit", "vertices"]);
  const isPolygon = "vertices" in by;
  if ((from === undefined) !== isPolygon) {
    throw new ConfigurationError(`${method} searchFrom: must be ${isPolygon ? "undefined with a polygon, which has a place of its own" : "a member or a position"}`);
  }
  return [...(from === undefined ? [] : origin(method, from)), ...shape(method, by)];
}

function origin(method: string, from: SearchOrigin): Word[] {
  const what = `${method} searchFrom`;
  hasFields(from, what, ["position", "member"]);
  if ("position" in from) {
    checkNames(what, from, ["position"]);
    return ["FROMLONLAT", ...coordinates(from.position, `${what}.position`)];
  }
  checkNames(what, from, ["member"]);
  return ["FROMMEMBER", from.member];
}

function shape(method: string, by: GeoSearchShape): Word[] {
  const what = `${method} searchBy`;
  if ("radius" in by) {
    return ["BYRADIUS", ...circular(method, by, "searchBy")];
  }
  if ("vertices" in by) {
    checkNames(what, by, ["vertices"]);
    const vertices = listOf(by.vertices, `${what}.vertices`);
    return ["BYPOLYGON", integer(vertices.length, what), ...vertices.flatMap((each, i) => coordinates(each, `${what}.vertices[${i}]`))];
  }
  checkNames(what, by, ["width", "height", "unit"]);
  return ["BYBOX", double(by.width, `${what}.width`), double(by.height, `${what}.height`), oneOf(by.unit, `${what}.unit`, units)];
}

function circular(method: string, circle: GeoCircleShape, name = "circle"): Word[] {
  const what = `${method} ${name}`;
  hasFields(circle, what, ["radius", "unit"]);
  return [double(circle.radius, `${what}.radius`), oneOf(circle.unit, `${what}.unit`, units)];
}

function around(method: string, position: GeospatialData, circle: GeoCircleShape): Word[] {
  return [...coordinates(position, `${method} position`), ...circular(method, circle)];
}

function coordinates(position: GeospatialData, what: string): Word[] {
  hasFields(position, what, ["longitude", "latitude"]);
  return [double(position.longitude, `${what}.longitude`), double(position.latitude, `${what}.latitude`)];
}

/** Refuses what is no object, or has fields of other names. */
function hasFields(value: object, what: string, names: readonly string[]): void {
  if (value === undefined || value === null) {
    throw new ConfigurationError(`${what}: must have ${names.join(" or ")}, not be ${nameOf(value)}`);
  }
  checkNames(what, value, names);
}
