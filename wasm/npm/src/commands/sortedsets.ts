// Sorted sets: members, each with a score, in order of the scores. Ranges of them are in
// sortedsets_ranges.ts, what is made of several in sortedsets_combine.ts.
// See https://valkey.io/commands/#sorted-set

import { type Command, type Word, command, double, flag, flagWord, integer, listOf, oneOf, optionOf, optionsOf, pairsOf } from "../command.js";
import { ConditionalChange, ScoreFilter, UpdateByScore } from "../enums.js";
import { ConfigurationError } from "../errors.js";
import { nextNullableNumber, nextNumber, nextTexts } from "../replies.js";
import { nextScannedMembers, nextScannedScores, nextScorePairs, withKey, withScores } from "../replies_sortedsets.js";
import { keyAndMember, rankAndScore } from "../shapes_scores.js";
import { list, nextDouble, nextNullableDouble, nextNullableText } from "../shapes_tokens.js";
import type { GlideString, Integer, Text } from "../types.js";
import type { ElementAndScore, Score, ZAddOptions, ZPopOptions, ZScanOptions } from "./sortedsets_types.js";

/**
 * Waits until one of the sorted sets at keys has members, and removes from the first such set
 * as scoreFilter says. The timeout is in seconds, 0 waits for ever. In a cluster the keys must
 * be of one slot. Since: 7.0.0.
 *
 * Reply: the key, and the members with their scores; null if there was none in time.
 * See https://valkey.io/commands/bzmpop/
 * @inBatch options?: number | ZPopOptions
 */
export function bzmpop(keys: Iterable<GlideString>, modifier: ScoreFilter, timeout: number, options?: ZPopOptions): Command<[Text, { element: Text; score: number }[]] | null> {
  return withKey("BZMPOP", double(timeout, "bzmpop timeout"), ...popWords("bzmpop", keys, modifier, options));
}

/**
 * Waits until one of the sorted sets at keys has members, and removes the one with the highest
 * score from the first such set. The timeout is in seconds, 0 waits for ever. In a cluster the
 * keys must be of one slot.
 *
 * Reply: the key, the member and its score; null if there was none in time.
 * See https://valkey.io/commands/bzpopmax/
 */
export function bzpopmax(keys: Iterable<GlideString>, timeout: number): Command<[Text, Text, number] | null> {
  return command(keyAndMember, ["BZPOPMAX", ...listOf(keys, "bzpopmax keys"), double(timeout, "bzpopmax timeout")]);
}

/**
 * Waits until one of the sorted sets at keys has members, and removes the one with the lowest
 * score from the first such set. The timeout is in seconds, 0 waits for ever. In a cluster the
 * keys must be of one slot.
 *
 * Reply: the key, the member and its score; null if there was none in time.
 * See https://valkey.io/commands/bzpopmin/
 */
export function bzpopmin(keys: Iterable<GlideString>, timeout: number): Command<[Text, Text, number] | null> {
  return command(keyAndMember, ["BZPOPMIN", ...listOf(keys, "bzpopmin keys"), double(timeout, "bzpopmin timeout")]);
}

/**
 * Gives members of the sorted set at key their scores, and adds those that are missing.
 *
 * Reply: how many members were added; with changed, how many were added or got another score.
 * See https://valkey.io/commands/zadd/
 */
export function zadd(key: GlideString, membersAndScores: readonly ElementAndScore[] | Record<string, Score> | Map<GlideString, Score>, options?: ZAddOptions): Command<number> {
  const words: Word[] = ["ZADD", key, ...addWords("zadd", options)];
  pairsOf<Score>(membersAndScores, "zadd membersAndScores", "element", "score").forEach(([member, score], i) => {
    words.push(scoreWord(score, `zadd membersAndScores[${i}].score`), member);
  });
  return command(nextNumber, words);
}

/**
 * Adds increment to the score of a member of the sorted set at key, which has 0 before if it is
 * missing.
 *
 * Reply: the score afterwards, or null if a condition of options did not hold.
 * See https://valkey.io/commands/zadd/
 */
export function zaddIncr(key: GlideString, member: GlideString, increment: number, options?: ZAddOptions): Command<number | null> {
  return command(nextNullableDouble, ["ZADD", key, ...addWords("zaddIncr", options), "INCR", scoreWord(increment, "zaddIncr increment"), member]);
}

/**
 * Tells how many members the sorted set at key has.
 *
 * Reply: the number, 0 if the key does not exist.
 * See https://valkey.io/commands/zcard/
 */
export function zcard(key: GlideString): Command<number> {
  return command(nextNumber, "ZCARD", key);
}

/**
 * Adds increment to the score of a member of the sorted set at key, which has 0 before if it is
 * missing.
 *
 * Reply: the score afterwards.
 * See https://valkey.io/commands/zincrby/
 */
export function zincrby(key: GlideString, increment: number, member: GlideString): Command<number> {
  return command(nextDouble, "ZINCRBY", key, double(increment, "zincrby increment"), member);
}

/**
 * Removes members from the first of the sorted sets at keys that has any, as modifier says. In
 * a cluster the keys must be of one slot. Since: 7.0.0.
 *
 * Reply: the key, and the members with their scores; null if all sets are empty.
 * See https://valkey.io/commands/zmpop/
 * @inBatch options?: number | ZPopOptions
 */
export function zmpop(keys: Iterable<GlideString>, modifier: ScoreFilter, options?: ZPopOptions): Command<[Text, { element: Text; score: number }[]] | null> {
  return withKey("ZMPOP", ...popWords("zmpop", keys, modifier, options));
}

/**
 * Gets the scores of members of the sorted set at key. Since: 6.2.0.
 *
 * Reply: the scores in order of the members, null for those that are missing.
 * See https://valkey.io/commands/zmscore/
 */
export function zmscore(key: GlideString, members: Iterable<GlideString>): Command<(number | null)[]> {
  return command((r) => list(r, nextNullableDouble), ["ZMSCORE", key, ...listOf(members, "zmscore members")]);
}

/**
 * Removes the members with the highest scores from the sorted set at key.
 *
 * Reply: the members with their scores, the highest first.
 * See https://valkey.io/commands/zpopmax/
 * @inBatch options?: number | ZPopOptions
 */
export function zpopmax(key: GlideString, options?: ZPopOptions): Command<{ element: Text; score: number }[]> {
  return withScores("ZPOPMAX", key, ...countWords("zpopmax", options, []));
}

/**
 * Removes the members with the lowest scores from the sorted set at key.
 *
 * Reply: the members with their scores, the lowest first.
 * See https://valkey.io/commands/zpopmin/
 * @inBatch options?: number | ZPopOptions
 */
export function zpopmin(key: GlideString, options?: ZPopOptions): Command<{ element: Text; score: number }[]> {
  return withScores("ZPOPMIN", key, ...countWords("zpopmin", options, []));
}

/**
 * Gets a member of the sorted set at key at random. Since: 6.2.0.
 *
 * Reply: the member, or null if the key does not exist.
 * See https://valkey.io/commands/zrandmember/
 */
export function zrandmember(key: GlideString): Command<Text | null> {
  return command(nextNullableText, "ZRANDMEMBER", key);
}

/**
 * Gets members of the sorted set at key at random: count different ones at most, or, if count
 * is below 0, that many of which some may be the same. Since: 6.2.0.
 *
 * Reply: the members.
 * See https://valkey.io/commands/zrandmember/
 */
export function zrandmemberWithCount(key: GlideString, count: Integer): Command<Text[]> {
  return command(nextTexts, "ZRANDMEMBER", key, integer(count, "zrandmemberWithCount count"));
}

/**
 * Gets members of the sorted set at key at random with their scores: count different ones at
 * most, or, if count is below 0, that many of which some may be the same. Since: 6.2.0.
 *
 * Reply: pairs of a member and its score.
 * See https://valkey.io/commands/zrandmember/
 */
export function zrandmemberWithCountWithScores(key: GlideString, count: Integer): Command<[Text, number][]> {
  return command(nextScorePairs, "ZRANDMEMBER", key, integer(count, "zrandmemberWithCountWithScores count"), "WITHSCORES");
}

/**
 * Tells the place of a member of the sorted set at key, from the lowest score on.
 *
 * Reply: the place, 0 for the first; null if the member is missing.
 * See https://valkey.io/commands/zrank/
 */
export function zrank(key: GlideString, member: GlideString): Command<number | null> {
  return command(nextNullableNumber, "ZRANK", key, member);
}

/**
 * Tells the place of a member of the sorted set at key, from the lowest score on, and its
 * score. Since: 7.2.0.
 *
 * Reply: the place, 0 for the first, and the score; null if the member is missing.
 * See https://valkey.io/commands/zrank/
 */
export function zrankWithScore(key: GlideString, member: GlideString): Command<[number, number] | null> {
  return command(rankAndScore, "ZRANK", key, member, "WITHSCORE") as Command<[number, number] | null>;
}

/**
 * Removes members from the sorted set at key.
 *
 * Reply: how many were removed.
 * See https://valkey.io/commands/zrem/
 */
export function zrem(key: GlideString, members: Iterable<GlideString>): Command<number> {
  return command(nextNumber, ["ZREM", key, ...listOf(members, "zrem members")]);
}

/**
 * Tells the place of a member of the sorted set at key, from the highest score on.
 *
 * Reply: the place, 0 for the first; null if the member is missing.
 * See https://valkey.io/commands/zrevrank/
 */
export function zrevrank(key: GlideString, member: GlideString): Command<number | null> {
  return command(nextNullableNumber, "ZREVRANK", key, member);
}

/**
 * Tells the place of a member of the sorted set at key, from the highest score on, and its
 * score. Since: 7.2.0.
 *
 * Reply: the place, 0 for the first, and the score; null if the member is missing.
 * See https://valkey.io/commands/zrevrank/
 */
export function zrevrankWithScore(key: GlideString, member: GlideString): Command<[number, number] | null> {
  return command(rankAndScore, "ZREVRANK", key, member, "WITHSCORE") as Command<[number, number] | null>;
}

/**
 * Gets some of the members of the sorted set at key. Begin with the cursor "0", and go on with
 * the one of the reply until it is "0" again.
 *
 * Reply: the next cursor, and the members, each followed by its score unless noScores is set.
 * See https://valkey.io/commands/zscan/
 */
export function zscan(key: GlideString, cursor: GlideString, options?: ZScanOptions): Command<[string, Text[]]> {
  const { match, count, noScores } = optionsOf("zscan", options, ["match", "count", "noScores"]);
  const words: Word[] = ["ZSCAN", key, cursor];
  if (match !== undefined) {
    words.push("MATCH", match);
  }
  if (count !== undefined) {
    words.push("COUNT", integer(count, "zscan options.count"));
  }
  return flag(noScores, "zscan options.noScores") ? command(nextScannedMembers, [...words, "NOSCORES"]) : command(nextScannedScores, words);
}

/**
 * Gets the score of a member of the sorted set at key.
 *
 * Reply: the score, or null if the member is missing.
 * See https://valkey.io/commands/zscore/
 */
export function zscore(key: GlideString, member: GlideString): Command<number | null> {
  return command(nextNullableDouble, "ZSCORE", key, member);
}

/** The words between the key and the scores. */
function addWords(method: string, options: ZAddOptions | undefined): Word[] {
  const { conditionalChange, updateOptions, changed } = optionsOf(method, options, ["conditionalChange", "updateOptions", "changed"]);
  const words: Word[] = [];
  if (conditionalChange !== undefined) {
    words.push(oneOf(conditionalChange, `${method} options.conditionalChange`, Object.values(ConditionalChange)));
  }
  if (updateOptions !== undefined) {
    if (conditionalChange === ConditionalChange.ONLY_IF_DOES_NOT_EXIST) {
      throw new ConfigurationError(`${method} options.updateOptions: is about members that exist, which conditionalChange "NX" leaves alone; leave one of them out`);
    }
    words.push(oneOf(updateOptions, `${method} options.updateOptions`, Object.values(UpdateByScore)));
  }
  words.push(...flagWord(changed, `${method} options.changed`, "CH"));
  return words;
}

function scoreWord(score: Score, what: string): Word {
  return score === "+inf" || score === "-inf" ? score : double(score, what);
}

function popWords(method: string, keys: Iterable<GlideString>, modifier: ScoreFilter, options: ZPopOptions | undefined): Word[] {
  const names = listOf(keys, `${method} keys`);
  return [String(names.length), ...names, oneOf(modifier, `${method} modifier`, Object.values(ScoreFilter)), ...countWords(method, options, ["COUNT"])];
}

/** The number of the options, behind the words that announce it. */
function countWords(method: string, options: ZPopOptions | undefined, before: string[]): Word[] {
  const count = optionOf(method, options, "count");
  return count === undefined ? [] : [...before, integer(count, `${method} options.count`)];
}
