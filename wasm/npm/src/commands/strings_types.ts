// The types of what strings' methods take and return.

import type { TimeUnit } from "../enums.js";
import type { GlideString } from "../types.js";

/** When a key expires: in, or at, so many of a unit. */
export type SetExpiry = { type: TimeUnit; count: number } | { type: "EXAT" | "PXAT"; count: Date };

/** Under which condition set does so. */
export type SetCondition =
  | { conditionalSet?: "onlyIfExists" | "onlyIfDoesNotExist" }
  | {
      conditionalSet: "onlyIfEqual";
      /** What the value must be (IFEQ). Since: 8.1.0. */
      comparisonValue: GlideString;
    };

/** The options of set. */
export type SetOptions = SetCondition & {
  /** Resolves to the value that the key had before, or null (GET). Default: false. */
  returnOldValue?: boolean;
  /** When the key expires; "keepExisting" leaves that as it is (KEEPTTL). Default: never. */
  expiry?: "keepExisting" | SetExpiry;
};

/** What becomes of a key's expiry: a new one, or none any more. */
export type GetExExpiry = "persist" | { type: TimeUnit; duration: number } | { type: "EXAT" | "PXAT"; duration: Date };

/** The options of getex. */
export interface GetExOptions {
  /** Default: the expiry stays as it is. */
  expiry?: GetExExpiry;
}

/** The options of lcsIdx. */
export interface LcsIdxOptions {
  /** Adds the length of each match (WITHMATCHLEN). Default: false. */
  withMatchLen?: boolean;
  /** Leaves shorter matches out (MINMATCHLEN). */
  minMatchLen?: number;
}

/** The options of msetex. */
export interface MSetExOptions {
  /** Sets the keys only if all of them exist (XX), or none does (NX). Default: in any case. */
  conditionalSet?: "onlyIfExists" | "onlyIfDoesNotExist";
  /** When the keys expire; "keepExisting" leaves that as it is (KEEPTTL). Default: never. */
  expiry?: "keepExisting" | SetExpiry;
}
