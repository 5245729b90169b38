// What sorted sets reply: members with their scores, alone and in company.

import { type Reader, type } from "./resp.js";
import { doubleOf, elements, isTuple, lengthMismatch, mismatch, nextDouble, nextText, pairs } from "./shapes_tokens.js";
import type { GlideString, SortedSetDataType } from "./types.js";

/** Members with their scores: an array of pairs, a flat array or a map. */
export function scores(r: Reader): SortedSetDataType {
  return members(r, nextDouble, (element, score) => ({ element, score }));
}

/** Members, each followed by its score as the server spells it. */
export function flatScores(r: Reader): GlideString[] {
  return members(r, nextSpelledDouble, (member, score) => [member, score]).flat();
}

function nextSpelledDouble(r: Reader): GlideString {
  r.next();
  doubleOf(r);
  return r.text();
}

function members<Score, T>(r: Reader, score: (r: Reader) => Score, make: (member: GlideString, score: Score) => T): T[] {
  r.next();
  if (r.type === type.map) {
    return pairs(r, nextText, score, make);
  }
  const n = elements(r, "members with scores");
  const values: T[] = [];
  for (let i = 0; i < n; i++) {
    r.next();
    if (r.type === type.array && !r.isNull) {
      isTuple(r, 2, "a member with its score");
      values.push(make(nextText(r), score(r)));
      continue;
    }
    if (!r.isText()) {
      throw mismatch("a member with its score", r);
    }
    if (n % 2 !== 0) {
      throw lengthMismatch("members with scores", r, n);
    }
    values.push(make(r.text(), score(r)));
    i++;
  }
  return values;
}

export function rankAndScore(r: Reader): [number | bigint, number] | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  isTuple(r, 2, "a rank and a score");
  r.next();
  if (r.isNull || r.type !== type.integer) {
    throw mismatch("a rank", r);
  }
  return [r.integer(), nextDouble(r)];
}

export function keyAndMember(r: Reader): [GlideString, GlideString, number] | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  isTuple(r, 3, "a key, a member and its score");
  return [nextText(r), nextText(r), nextDouble(r)];
}

export function keyAndMembers(r: Reader): [GlideString, SortedSetDataType] | null {
  r.next();
  if (r.isNull) {
    return null;
  }
  isTuple(r, 2, "a key and members with their scores");
  return [nextText(r), scores(r)];
}
