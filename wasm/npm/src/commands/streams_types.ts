// The types of what streams' methods take and return.

import type { GlideString, Integer } from "../types.js";
import type { Boundary } from "./sortedsets_types.js";

/** Which entries of a stream to remove: all but so many, or those with lower IDs. */
export type StreamTrimOptions = ({ method: "minid"; threshold: GlideString } | { method: "maxlen"; threshold: Integer }) & {
  /** Removes exactly those (=), or fewer where that is faster (~). */
  exact: boolean;
  /** How many entries to remove at most, if not exactly those (LIMIT). Since: 6.2.0. */
  limit?: Integer;
};

/** The options of xadd. */
export interface StreamAddOptions {
  /** The entry's ID, such as "1526919030474-55". Default: one that the server makes (*). */
  id?: GlideString;
  /** Makes the stream if it does not exist; false adds nothing then (NOMKSTREAM). Default: true. */
  makeStream?: boolean;
  /** Removes old entries afterwards. Default: none. */
  trim?: StreamTrimOptions;
}

/** The options of xread. */
export interface StreamReadOptions {
  /** How long to wait for an entry where there is none, in milliseconds; 0 waits for ever (BLOCK). Default: not at all. */
  block?: Integer;
  /** How many entries of each stream to return at most (COUNT). Default: all. */
  count?: Integer;
}

/** The options of xreadgroup. */
export type StreamReadGroupOptions = StreamReadOptions & {
  /** Counts the entries as acknowledged at once, so that none becomes pending (NOACK). Default: false. */
  noAck?: boolean;
};

/** The options of xrange and xrevrange. */
export interface XRangeOptions {
  /** How many entries to return at most (COUNT). Default: all. */
  count?: Integer;
}

/** Which pending entries xpendingWithOptions returns. */
export interface StreamPendingOptions {
  /** How long ago they were delivered last, at least, in milliseconds (IDLE). Since: 6.2.0. */
  minIdleTime?: Integer;
  /** The lowest ID. Bounds that are not included: since 6.2.0. */
  start: Boundary<GlideString>;
  /** The highest ID. */
  end: Boundary<GlideString>;
  /** How many at most. */
  count: Integer;
  /** Those of this consumer alone. Default: of all. */
  consumer?: GlideString;
}

/** The options of xclaim and xclaimJustId. */
export interface StreamClaimOptions {
  /** How long ago the entries are to count as delivered, in milliseconds (IDLE). Default: 0. */
  idle?: Integer;
  /** When they are to count as delivered, in milliseconds since 1970 (TIME). */
  idleUnixTime?: Integer | Date;
  /** How often they are to count as delivered (RETRYCOUNT). */
  retryCount?: Integer;
  /** Makes entries pending that were not (FORCE). Default: false. */
  isForce?: boolean;
  /** Has the group go on behind this ID, unless it is further already (LASTID). */
  lastId?: GlideString;
}

/** The options of xautoclaim and xautoclaimJustId. */
export interface XAutoClaimOptions {
  /** How many entries to claim in this step at most (COUNT). Default: 100. */
  count?: Integer;
}

/** The options of xgroupCreate. */
export interface StreamGroupOptions {
  /** Makes an empty stream if the key does not exist (MKSTREAM). Default: false. */
  mkStream?: boolean;
  /** How many entries the group is to count as read, from which the server reckons its lag (ENTRIESREAD). Since: 7.0.0. */
  entriesRead?: string | Integer;
}

/** The options of xgroupSetId. */
export interface XGroupSetIdOptions {
  /** How many entries the group is to count as read, from which the server reckons its lag (ENTRIESREAD). Since: 7.0.0. */
  entriesRead?: Integer;
}

/** The options of xsetid. */
export interface XSetIdOptions {
  /** How many entries the stream is to count as added (ENTRIESADDED). Since: 7.0.0. */
  entriesAdded?: Integer;
  /** The highest ID that is to count as deleted (MAXDELETEDID). Since: 7.0.0. */
  maxDeletedId?: GlideString;
}

/** The options of xinfoStream. */
export interface XInfoStreamOptions {
  /**
   * Returns entries, consumer groups, and what is pending too (FULL): true the first 10 of each, a
   * number that many, 0 all. Default: false.
   */
  fullOptions?: boolean | Integer;
}

/** A field of what xinfoStream replies. */
export type StreamEntries = GlideString | number | (GlideString | number | GlideString[])[][];

/** What xinfoStream replies, by the server's names. */
export type ReturnTypeXinfoStream = Record<string, StreamEntries | Record<string, StreamEntries | Record<string, StreamEntries>[]>[] | null>;
