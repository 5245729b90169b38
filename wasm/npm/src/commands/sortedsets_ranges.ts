// Parts of sorted sets, by rank, by score or by the bytes of the members.
// See https://valkey.io/commands/#sorted-set

import { type Command, type Word, command, flag, integer, optionOf, optionsOf } from "../command.js";
import { lexBound, limitWords, rangeWords, scoreBound } from "../ranges.js";
import { nextNumber, nextTexts } from "../replies.js";
import { withScores } from "../replies_sortedsets.js";
import type { GlideString, Integer, Text } from "../types.js";
import type { Boundary, RangeByIndex, RangeByLex, RangeByScore, ZRangeLimitOptions, ZRangeOptions } from "./sortedsets_types.js";

/**
 * Counts the members of the sorted set at key whose score is between two.
 *
 * Reply: the number.
 * See https://valkey.io/commands/zcount/
 */
export function zcount(key: GlideString, minScore: Boundary<number>, maxScore: Boundary<number>): Command<number> {
  return command(nextNumber, "ZCOUNT", key, scoreBound(minScore, "zcount minScore"), scoreBound(maxScore, "zcount maxScore"));
}

/**
 * Counts the members of the sorted set at key between two by their bytes. All must have the
 * same score.
 *
 * Reply: the number.
 * See https://valkey.io/commands/zlexcount/
 */
export function zlexcount(key: GlideString, minLex: Boundary<GlideString>, maxLex: Boundary<GlideString>): Command<number> {
  return command(nextNumber, "ZLEXCOUNT", key, lexBound(minLex, "zlexcount minLex"), lexBound(maxLex, "zlexcount maxLex"));
}

/**
 * Gets the members of the sorted set at key in a range. By score and by lex: since 6.2.0.
 *
 * Reply: the members in order.
 * See https://valkey.io/commands/zrange/
 * @inBatch options?: boolean | ZRangeOptions
 */
export function zrange(key: GlideString, rangeQuery: RangeByIndex | RangeByScore | RangeByLex, options?: ZRangeOptions): Command<Text[]> {
  return command(nextTexts, ["ZRANGE", key, ...rangeWords(rangeQuery, "zrange rangeQuery", reversed("zrange", options))]);
}

/**
 * Stores at destination the members of the sorted set at source in a range, in place of what it
 * held. In a cluster both keys must be of one slot. Since: 6.2.0.
 *
 * Reply: how many members were stored.
 * See https://valkey.io/commands/zrangestore/
 */
export function zrangeStore(destination: GlideString, source: GlideString, rangeQuery: RangeByIndex | RangeByScore | RangeByLex, reverse?: boolean): Command<number> {
  return command(nextNumber, ["ZRANGESTORE", destination, source, ...rangeWords(rangeQuery, "zrangeStore rangeQuery", flag(reverse, "zrangeStore reverse"))]);
}

/**
 * Gets the members of the sorted set at key in a range, with their scores. By score: since 6.2.0.
 *
 * Reply: the members with their scores, in order.
 * See https://valkey.io/commands/zrange/
 * @inBatch options?: boolean | ZRangeOptions
 */
export function zrangeWithScores(key: GlideString, rangeQuery: RangeByIndex | RangeByScore, options?: ZRangeOptions): Command<{ element: Text; score: number }[]> {
  return withScores("ZRANGE", key, ...rangeWords(rangeQuery, "zrangeWithScores rangeQuery", reversed("zrangeWithScores", options)), "WITHSCORES");
}

/**
 * Gets the members of the sorted set at key between two by their bytes, as zrange does.
 *
 * Reply: the members in order.
 * See https://valkey.io/commands/zrangebylex/
 *
 * @deprecated zrange has a range by lex.
 */
export function zrangebylex(key: GlideString, min: Boundary<GlideString>, max: Boundary<GlideString>, options?: ZRangeLimitOptions): Command<Text[]> {
  return command(nextTexts, ["ZRANGEBYLEX", key, lexBound(min, "zrangebylex min"), lexBound(max, "zrangebylex max"), ...limitOf("zrangebylex", options)]);
}

/**
 * Gets the members of the sorted set at key whose score is between two, as zrange does.
 *
 * Reply: the members in order.
 * See https://valkey.io/commands/zrangebyscore/
 *
 * @deprecated zrange has a range by score.
 */
export function zrangebyscore(key: GlideString, min: Boundary<number>, max: Boundary<number>, options?: ZRangeLimitOptions): Command<Text[]> {
  return command(nextTexts, ["ZRANGEBYSCORE", key, scoreBound(min, "zrangebyscore min"), scoreBound(max, "zrangebyscore max"), ...limitOf("zrangebyscore", options)]);
}

/**
 * Gets the members of the sorted set at key whose score is between two, as zrangeWithScores does.
 *
 * Reply: the members with their scores, in order.
 * See https://valkey.io/commands/zrangebyscore/
 *
 * @deprecated zrangeWithScores has a range by score.
 */
export function zrangebyscoreWithScores(key: GlideString, min: Boundary<number>, max: Boundary<number>, options?: ZRangeLimitOptions): Command<{ element: Text; score: number }[]> {
  const method = "zrangebyscoreWithScores";
  return withScores("ZRANGEBYSCORE", key, scoreBound(min, `${method} min`), scoreBound(max, `${method} max`), "WITHSCORES", ...limitOf(method, options));
}

/**
 * Removes the members of the sorted set at key between two by their bytes. All must have the
 * same score.
 *
 * Reply: how many were removed.
 * See https://valkey.io/commands/zremrangebylex/
 */
export function zremRangeByLex(key: GlideString, minLex: Boundary<GlideString>, maxLex: Boundary<GlideString>): Command<number> {
  return command(nextNumber, "ZREMRANGEBYLEX", key, lexBound(minLex, "zremRangeByLex minLex"), lexBound(maxLex, "zremRangeByLex maxLex"));
}

/**
 * Removes the members of the sorted set at key from one rank to another, both included. Numbers
 * below 0 count from the end: -1 is the last member.
 *
 * Reply: how many were removed.
 * See https://valkey.io/commands/zremrangebyrank/
 */
export function zremRangeByRank(key: GlideString, start: Integer, end: Integer): Command<number> {
  return command(nextNumber, "ZREMRANGEBYRANK", key, integer(start, "zremRangeByRank start"), integer(end, "zremRangeByRank end"));
}

/**
 * Removes the members of the sorted set at key whose score is between two.
 *
 * Reply: how many were removed.
 * See https://valkey.io/commands/zremrangebyscore/
 */
export function zremRangeByScore(key: GlideString, minScore: Boundary<number>, maxScore: Boundary<number>): Command<number> {
  return command(nextNumber, "ZREMRANGEBYSCORE", key, scoreBound(minScore, "zremRangeByScore minScore"), scoreBound(maxScore, "zremRangeByScore maxScore"));
}

/**
 * Gets the members of the sorted set at key from one rank to another, both included, of which 0
 * is the highest score, as zrange does with reverse.
 *
 * Reply: the members, the highest score first.
 * See https://valkey.io/commands/zrevrange/
 *
 * @deprecated zrange has reverse.
 */
export function zrevrange(key: GlideString, start: Integer, stop: Integer): Command<Text[]> {
  return command(nextTexts, "ZREVRANGE", key, integer(start, "zrevrange start"), integer(stop, "zrevrange stop"));
}

/**
 * Gets the members of the sorted set at key from one rank to another, both included, of which 0
 * is the highest score, as zrangeWithScores does with reverse.
 *
 * Reply: the members with their scores, the highest first.
 * See https://valkey.io/commands/zrevrange/
 *
 * @deprecated zrangeWithScores has reverse.
 */
export function zrevrangeWithScores(key: GlideString, start: Integer, stop: Integer): Command<{ element: Text; score: number }[]> {
  return withScores("ZREVRANGE", key, integer(start, "zrevrangeWithScores start"), integer(stop, "zrevrangeWithScores stop"), "WITHSCORES");
}

/**
 * Gets the members of the sorted set at key between two by their bytes, the last first, as
 * zrange does with reverse.
 *
 * Reply: the members in order.
 * See https://valkey.io/commands/zrevrangebylex/
 *
 * @deprecated zrange has a range by lex, and reverse.
 */
export function zrevrangebylex(key: GlideString, max: Boundary<GlideString>, min: Boundary<GlideString>, options?: ZRangeLimitOptions): Command<Text[]> {
  return command(nextTexts, ["ZREVRANGEBYLEX", key, lexBound(max, "zrevrangebylex max"), lexBound(min, "zrevrangebylex min"), ...limitOf("zrevrangebylex", options)]);
}

/**
 * Gets the members of the sorted set at key whose score is between two, the highest first, as
 * zrange does with reverse.
 *
 * Reply: the members in order.
 * See https://valkey.io/commands/zrevrangebyscore/
 *
 * @deprecated zrange has a range by score, and reverse.
 */
export function zrevrangebyscore(key: GlideString, max: Boundary<number>, min: Boundary<number>, options?: ZRangeLimitOptions): Command<Text[]> {
  const method = "zrevrangebyscore";
  return command(nextTexts, ["ZREVRANGEBYSCORE", key, scoreBound(max, `${method} max`), scoreBound(min, `${method} min`), ...limitOf(method, options)]);
}

/**
 * Gets the members of the sorted set at key whose score is between two, the highest first, as
 * zrangeWithScores does with reverse.
 *
 * Reply: the members with their scores, in order.
 * See https://valkey.io/commands/zrevrangebyscore/
 *
 * @deprecated zrangeWithScores has a range by score, and reverse.
 */
export function zrevrangebyscoreWithScores(key: GlideString, max: Boundary<number>, min: Boundary<number>, options?: ZRangeLimitOptions): Command<{ element: Text; score: number }[]> {
  const method = "zrevrangebyscoreWithScores";
  return withScores("ZREVRANGEBYSCORE", key, scoreBound(max, `${method} max`), scoreBound(min, `${method} min`), "WITHSCORES", ...limitOf(method, options));
}

function limitOf(method: string, options: ZRangeLimitOptions | undefined): Word[] {
  return limitWords(optionsOf(method, options, ["limit"]).limit, `${method} options.limit`);
}

/** Whether a range is of the highest first. */
function reversed(method: string, options: ZRangeOptions | undefined): boolean {
  return flag(optionOf(method, options, "reverse"), `${method} options.reverse`);
}
