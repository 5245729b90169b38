// The types of what hashes' methods take and return.

import type { HashExpirationCondition, HashFieldConditionalChange, TimeUnit } from "../enums.js";
import type { GlideString, HashDataType } from "../types.js";
import type { BaseScanOptions } from "./scans_types.js";

/** The fields of a hash with their values as methods take them. */
export type FieldsAndValues =
  | HashDataType
  | Record<string, GlideString>
  | Map<GlideString, GlideString>
  | readonly (readonly [field: GlideString, value: GlideString])[];

/** When the fields expire: in, or at, so many of a unit; "KEEPTTL" leaves that as it is. */
export type HSetExExpiry = { type: TimeUnit; count: number } | { type: "EXAT" | "PXAT"; count: Date } | "KEEPTTL";

/** What becomes of the fields' expiry: a new one, or with "PERSIST" none any more. */
export type HGetExExpiry = { type: TimeUnit; count: number } | { type: "EXAT" | "PXAT"; count: Date } | "PERSIST";

/** The options of hsetex. */
export interface HSetExOptions {
  /** Sets the fields only if the key exists ("XX") or does not ("NX"). Default: in any case. Since: 9.1.0. */
  keyConditionalChange?: "XX" | "NX";
  /** Sets the fields only if all of them exist, or none does. Default: in any case. */
  fieldConditionalChange?: HashFieldConditionalChange;
  /** When the fields expire. Default: never, also those that had an expiry before. */
  expiry?: HSetExExpiry;
}

/** The options of hgetex. */
export interface HGetExOptions {
  /** What becomes of the fields' expiry. Default: it stays as it is. */
  expiry?: HGetExExpiry;
}

/** The options of hexpire, hpexpire, hexpireat and hpexpireat. */
export interface HExpireOptions {
  /** Changes the expiry only of those fields for which it holds. A field without expiry counts as never expiring. Default: of all. */
  condition?: HashExpirationCondition;
}

/** The options of hscan. */
export type HScanOptions = BaseScanOptions & {
  /** Leaves the values out (NOVALUES). Default: false. Since: 8.0.0. */
  noValues?: boolean;
};
