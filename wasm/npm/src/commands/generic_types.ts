// The types of what the methods for keys take.

import type { BaseScanOptions } from "./scans_types.js";
import type { ExpireOptions, ObjectType, SortOrder } from "../enums.js";
import type { GlideString, Integer } from "../types.js";

/** The options of copy. */
export interface CopyOptions {
  /** The database to copy to. In a cluster since 9.0.0. Default: that of the client. */
  destinationDB?: Integer;
  /** Replaces what destination holds (REPLACE). Default: false. */
  replace?: boolean;
}

/** The options of methods that change when a key expires. */
export interface ExpireCondition {
  /** Under which condition they do. Since: 7.0.0. Default: always. */
  expireOption?: ExpireOptions;
}

/** The options of migrate. */
export interface MigrateOptions {
  /** Leaves the keys here too (COPY). Default: false. */
  copy?: boolean;
  /** Replaces keys that exist there (REPLACE). Default: false. */
  replace?: boolean;
  /** The password for the other server (AUTH). */
  password?: string;
  /** The name of the user there (AUTH2), who needs a password too. Since: 6.0.0. */
  username?: string;
}

/** The options of restore. */
export interface RestoreOptions {
  /** Replaces the key if it exists (REPLACE). Default: false. */
  replace?: boolean;
  /** Takes ttl for milliseconds since 1970 (ABSTTL). Since: 5.0.0. Default: false. */
  absttl?: boolean;
  /** For how many seconds the key has not been used (IDLETIME). Not with frequency. Since: 5.0.0. */
  idletime?: Integer;
  /** How often the key is used, as objectFreq tells it (FREQ). Not with idletime. Since: 5.0.0. */
  frequency?: Integer;
}

/** The options of scan. */
export interface ScanOptions extends BaseScanOptions {
  /** Finds only keys that hold this (TYPE); the name of a module's type may stand here too. Since: 6.0.0. */
  type?: ObjectType | (string & {});
}

/** The options of a scan of a cluster. */
export interface ClusterScanOptions extends ScanOptions {
  /** Goes on where no node serves some of the slots. Default: false. */
  allowNonCoveredSlots?: boolean;
}

/** The options of clusterscan. */
export interface ClusterScanStepOptions extends ScanOptions {
  /** The only slot to scan (SLOT). Default: all. */
  slot?: number;
}

/** A part of what was found. */
export interface Limit {
  /** How much of it to pass over. */
  offset: number;
  /** How much of it to return at most; all of it where it is below 0. */
  count: number;
}

/** The options of sort, sortReadOnly and sortStore. */
export interface SortOptions {
  /**
   * Sorts by the keys that this pattern names, with each element in place of its first
   * asterisk, and after "->" the field of a hash; without an asterisk it does not sort (BY).
   */
  byPattern?: GlideString;
  /** Which of the sorted elements to return (LIMIT). Default: all. */
  limit?: Limit;
  /** Gets for each element what these patterns name, as byPattern does, in its place; "#" is the element (GET). */
  getPatterns?: Iterable<GlideString>;
  /** Default: ascending. */
  orderBy?: SortOrder;
  /** Sorts as text, not as numbers (ALPHA). Default: false. */
  isAlpha?: boolean;
}
