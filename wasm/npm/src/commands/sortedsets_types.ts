// The types of what sorted sets' methods take and return.

import type { ConditionalChange, InfBoundary, UpdateByScore } from "../enums.js";
import type { GlideString, Integer } from "../types.js";

/** The score of a member. */
export type Score = number | "+inf" | "-inf";

/** A member of a sorted set with its score. */
export type ElementAndScore = { element: GlideString; score: Score };

/** The key of a sorted set with what its scores are multiplied by. */
export type KeyWeight = [GlideString, number];

/** How the scores that a member has in several sets become one. */
export type AggregationType = "SUM" | "MIN" | "MAX";

/** An end of a range. */
export type Boundary<T> =
  | InfBoundary
  | {
      value: T;
      /** Whether the range has the value itself. Default: true. */
      isInclusive?: boolean;
    };

/** The members from one rank to another, both included; numbers below 0 count from the end: -1 is the last member. */
export interface RangeByIndex {
  start: Integer;
  end: Integer;
}

/** A part of a range. */
export interface RangeLimit {
  /** How many members to pass over. */
  offset: Integer;
  /** How many to take then; all if below 0. */
  count: Integer;
}

/** The members between two bounds. In reverse, the higher bound comes first. */
export interface SortedSetRange<T> {
  start: Boundary<T>;
  end: Boundary<T>;
  limit?: RangeLimit;
}

/** The members whose scores are between two. */
export type RangeByScore = SortedSetRange<number> & { type: "byScore" };

/** The members between two by their bytes, in a set in which all have the same score. */
export type RangeByLex = SortedSetRange<GlideString> & { type: "byLex" };

/** The options of zrange and zrangeWithScores. */
export interface ZRangeOptions {
  /** Begins with the highest score (REV). Default: false. */
  reverse?: boolean;
}

/** The options of zrangebyscore and others like it. */
export interface ZRangeLimitOptions {
  /** Returns a part of the range. Default: all of it. */
  limit?: RangeLimit;
}

/** The options of zadd and zaddIncr. */
export interface ZAddOptions {
  /** Which members are written at all (XX, NX). Default: all. */
  conditionalChange?: ConditionalChange;
  /** Which new scores members that exist get (LT, GT). Default: all. */
  updateOptions?: UpdateByScore;
  /** Has the reply of zadd count members whose score has changed too (CH). Default: false. */
  changed?: boolean;
}

/** The options of methods that combine sorted sets. */
export interface AggregationOptions {
  /** Default: "SUM". */
  aggregationType?: AggregationType;
}

/** The options of zintercard. */
export interface ZInterCardOptions {
  /** Where to stop counting; 0 is nowhere (LIMIT). */
  limit?: Integer;
}

/** The options of methods that remove members by their scores. */
export interface ZPopOptions {
  /** How many members at most. Default: 1. */
  count?: Integer;
}

/** The options of zscan. */
export interface ZScanOptions {
  /** A glob-style pattern of the members to return (MATCH). */
  match?: GlideString;
  /** About how many members to look at (COUNT). Default: 10. */
  count?: Integer;
  /** Leaves the scores out (NOSCORES). Default: false. Since: 8.0.0. */
  noScores?: boolean;
}
