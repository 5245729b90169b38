// How the replies of custom commands are read: as GLIDE has them, which is the same in RESP2
// and RESP3. A map is an array of { key, value }, a set an array.

import type { Read, Word } from "./command.js";
import { nextAny, nextGlideRecord, nextGlideRecordOfRecords, nextGlideRecords, nextNullableGlideRecord, nextPairs, nextTextPairs } from "./replies_any.js";
import { nextFound } from "./replies_geo.js";
import { nextFieldsWithValues } from "./replies_hashes.js";
import type { Reader } from "./resp.js";
import { positions } from "./shapes_geo.js";
import { keyAndMember, keyAndMembers, rankAndScore, scores } from "./shapes_scores.js";
import { claimedEntries, streamEntries, streamResponses } from "./shapes_streams.js";
import { isTuple, list, listOf, nextBoolean, nextDouble, nextNullableDouble, nextText } from "./shapes_tokens.js";
import { decode } from "./text.js";
import type { GlideRecord, GlideReturnType, SortedSetDataType, StreamEntryDataType } from "./types.js";
import type { Route } from "./types_cluster.js";

const readers = new Map<string, Read<unknown>>();

function read(reader: Read<unknown>, names: string): void {
  for (const name of names.split(",")) {
    readers.set(name.trim(), reader);
  }
}

read(nextBoolean, "COPY, EXPIRE, EXPIREAT, HEXISTS, HSETNX, MOVE, MSETNX, PERSIST, PEXPIRE, PEXPIREAT, PFADD, RENAMENX, SISMEMBER, SMOVE");
read(nextBoolean, "XGROUP CREATECONSUMER, XGROUP DESTROY");
read((r) => list(r, nextBoolean), "SCRIPT EXISTS, SMISMEMBER");
read(nextDouble, "HINCRBYFLOAT, INCRBYFLOAT, ZINCRBY");
read(nextNullableDouble, "GEODIST, ZADD INCR, ZSCORE");
read((r) => list(r, nextNullableDouble), "ZMSCORE");
read(positions, "GEOPOS");
read(nextFound, "GEOSEARCH, GEORADIUS_RO, GEORADIUSBYMEMBER_RO");
for (const more of ["WITHCOORD", "WITHDIST", "WITHHASH"]) {
  read(nextFound, `GEORADIUS ${more}, GEORADIUSBYMEMBER ${more}`); // without them it may be a count of STORE
}
read(nextTextPairs, "CONFIG GET, HGETALL");
read(nextPairs, "HELLO, PUBSUB NUMSUB, PUBSUB SHARDNUMSUB");
read(nextGlideRecord, "CLIENT TRACKINGINFO, FUNCTION STATS, LCS IDX, MEMORY STATS, XINFO STREAM");
read(nextNullableGlideRecord, "ACL GETUSER");
read(nextGlideRecords, "CLUSTER LINKS, FUNCTION LIST, XINFO CONSUMERS, XINFO GROUPS");
read(nextGlideRecordOfRecords, "LATENCY HISTOGRAM");
read((r) => scoresByMember(scores(r)), "ZPOPMAX, ZPOPMIN");
const withScores = "ZDIFF, ZINTER, ZRANGE, ZRANGEBYSCORE, ZREVRANGE, ZREVRANGEBYSCORE, ZUNION";
read((r) => scoresByMember(scores(r)), withScores.replace(/\w+/g, "$& WITHSCORES"));
read((r) => scores(r).map(({ element, score }) => [element, score]), "ZRANDMEMBER WITHSCORES");
read(nextFieldsWithValues, "HRANDFIELD WITHVALUES");
read(keyAndMember, "BZPOPMAX, BZPOPMIN");
read(keyAndScores, "BZMPOP, ZMPOP");
read(rankAndScore, "ZRANK WITHSCORE, ZREVRANK WITHSCORE");
read(keyAndElements, "BLMPOP, LMPOP");
read((r) => entriesById(streamEntries(r)), "XCLAIM, XRANGE, XREVRANGE");
read(nextAny, "XCLAIM JUSTID");
read(entriesByStream, "XREAD, XREADGROUP");
read(claimed, "XAUTOCLAIM");
read(nextAny, "XAUTOCLAIM JUSTID");

/** The words behind a command's name that say what its reply is. */
const deciding = new Set(["IDX", "INCR", "JUSTID", "WITHCOORD", "WITHDIST", "WITHHASH", "WITHSCORE", "WITHSCORES", "WITHVALUES"]);

/** What reads the reply of a command. */
export function readerOf(words: readonly Word[]): Read<unknown> {
  const name = upperCase(words[0]);
  let found = readers.get(`${name} ${upperCase(words[1])}`) ?? readers.get(name);
  for (const word of words.slice(2)) {
    const text = upperCase(word);
    if (deciding.has(text)) {
      found = readers.get(`${name} ${text}`) ?? found;
    }
  }
  return found ?? nextAny;
}

/** Commands without one reply of all, which several nodes execute where nothing is said. */
const routes = new Map<string, Route>();
for (const name of ["BGREWRITEAOF", "BGSAVE", "INFO", "LATENCY DOCTOR", "LATENCY GRAPH", "LATENCY HISTOGRAM", "LATENCY HISTORY", "LATENCY LATEST"]) {
  routes.set(name, "allPrimaries");
}
for (const name of ["MEMORY DOCTOR", "MEMORY MALLOC-STATS", "MEMORY STATS"]) {
  routes.set(name, "allPrimaries");
}
routes.set("FUNCTION STATS", "allNodes");

/** Which nodes of a cluster execute a command where nothing is said, undefined to leave it to the client. */
export function routeOf(words: readonly Word[]): Route | undefined {
  const name = upperCase(words[0]);
  return routes.get(name) ?? routes.get(`${name} ${upperCase(words[1])}`);
}

/** A word of a command's name as the server compares it; what is too long for one is none. */
export function upperCase(word: Word | undefined): string {
  if (word instanceof Uint8Array) {
    return word.length > 32 ? "" : decode(word, 0, word.length).toUpperCase();
  }
  return typeof word === "string" && word.length <= 32 ? word.toUpperCase() : "";
}

function scoresByMember(members: SortedSetDataType): GlideRecord<number> {
  return members.map(({ element, score }) => ({ key: element, value: score }));
}

function keyAndScores(r: Reader): unknown {
  const found = keyAndMembers(r);
  return found === null ? null : [found[0], scoresByMember(found[1])];
}

function keyAndElements(r: Reader): unknown {
  r.next();
  if (r.isNull) {
    return null;
  }
  isTuple(r, 2, "a key and elements");
  const key = nextText(r);
  r.next();
  return [{ key, value: listOf(r, nextText) }];
}

function entriesById(entries: StreamEntryDataType): GlideReturnType {
  return Object.entries(entries).map(([key, value]) => ({ key, value }));
}

function entriesByStream(r: Reader): unknown {
  const streams = streamResponses(r);
  return streams.length === 0 ? null : streams.map(({ key, value }) => ({ key, value: entriesById(value) }));
}

function claimed(r: Reader): unknown {
  const [next, entries, deleted] = claimedEntries(r);
  return [next, entriesById(entries), deleted];
}
