// How replies are read that sorted sets alone have, beside those of shapes_scores.ts.

import type { Command, Word } from "./command.js";
import { nextTexts } from "./replies.js";
import type { Reader } from "./resp.js";
import { flatScores, keyAndMembers, scores } from "./shapes_scores.js";
import { isTuple, nextString } from "./shapes_tokens.js";
import type { GlideString, SortedSetDataType } from "./types.js";

/** A command that replies with members and their scores. */
export function withScores(...words: Word[]): Command<SortedSetDataType> {
  return { words, read: scores, readInBatch: (r) => recordOf(scores(r)) };
}

/** A command that replies with a key, and members and their scores, or null. */
export function withKey(...words: Word[]): Command<[GlideString, SortedSetDataType] | null> {
  return { words, read: keyAndMembers, readInBatch: keyAndRecord };
}

function keyAndRecord(r: Reader): unknown {
  const reply = keyAndMembers(r);
  return reply && [reply[0], recordOf(reply[1])];
}

/** Members with their scores, as GLIDE's batches have them. */
function recordOf(members: SortedSetDataType): { key: GlideString; value: number }[] {
  return members.map(({ element, score }) => ({ key: element, value: score }));
}

/** Members with their scores, each a pair. */
export function nextScorePairs(r: Reader): [GlideString, number][] {
  return scores(r).map(({ element, score }) => [element, score]);
}

/** A step of a scan: where to go on, and members, each followed by its score. */
export function nextScannedScores(r: Reader): [string, GlideString[]] {
  return [nextCursor(r), flatScores(r)];
}

/** The same with members alone. */
export function nextScannedMembers(r: Reader): [string, GlideString[]] {
  return [nextCursor(r), nextTexts(r)];
}

/** Where to go on: a string whatever the caller wants strings to be, since loops compare it with "0". */
function nextCursor(r: Reader): string {
  r.next();
  isTuple(r, 2, "a cursor and members");
  return nextString(r);
}
