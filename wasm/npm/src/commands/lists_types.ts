// The types of what lists' methods take and return.

import type { Integer } from "../types.js";

/** The options of lpos. */
export interface LPosOptions {
  /** From which match on: 2 passes over the first one, -1 is the last one and has the search go towards the head. Default: 1. */
  rank?: Integer;
  /** How many places to return, in an array; 0 is all (COUNT). Default: the first, not in an array. */
  count?: Integer;
  /** How many elements to compare at most; 0 is all (MAXLEN). Default: all. */
  maxLength?: Integer;
}

/** The options of lmpop and blmpop. */
export interface LMPopOptions {
  /** How many elements to remove at most (COUNT). Default: 1. */
  count?: Integer;
}
