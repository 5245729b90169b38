// What the commands that scan a key have in common: their options, and what a step returns.

import { type Word, integer } from "./command.js";
import type { BaseScanOptions } from "./commands/scans_types.js";
import { nextTexts } from "./replies.js";
import type { Reader } from "./resp.js";
import { isTuple, nextString } from "./shapes_tokens.js";
import type { GlideString } from "./types.js";

/** The words of the options of a scan. */
export function scanWords({ match, count }: BaseScanOptions, method: string): Word[] {
  const words: Word[] = [];
  if (match !== undefined) {
    words.push("MATCH", match);
  }
  if (count !== undefined) {
    words.push("COUNT", integer(count, `${method} options.count`));
  }
  return words;
}

/**
 * A step of a scan: where to go on, and what was found. The cursor is a string whatever the
 * caller wants strings to be, since loops compare it with "0".
 */
export function nextScan(r: Reader): [string, GlideString[]] {
  r.next();
  isTuple(r, 2, "a cursor and what was found");
  return [nextString(r), nextTexts(r)];
}
