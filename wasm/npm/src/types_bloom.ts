// The types of the commands of valkey-bloom. This file holds types alone, so that it is a module
// and a declaration file alike.

import type { GlideReturnType, GlideString, Integer } from "./types.js";
import type { ModuleCallOptions, ModuleClient } from "./types_modules.js";

/** How a filter scales out. */
export interface BloomReserveOptions {
  /** How many times as large as the one before a further sub-filter is, 1 or more. Default: the server's. */
  expansion?: Integer;
  /** Keeps the filter from scaling out: once full it refuses new items. */
  nonScaling?: boolean;
}

/** The properties of a filter, if it must be made. What is left out is left to the server. */
export interface BloomInsertOptions extends BloomReserveOptions {
  /** How many items the filter is for before it scales out or is full. */
  capacity?: Integer;
  /** The rate at which the filter takes other items for members, more than 0 and less than 1. */
  errorRate?: number;
  /** Makes it an error if there is no filter. */
  noCreate?: boolean;
  /** By what the error rate of each further sub-filter is multiplied, more than 0 and less than 1. */
  tightening?: number;
  /** What the hash functions are seeded with, 32 bytes. */
  seed?: Uint8Array;
  /** A capacity that the filter must be able to scale out to within the server's limits. */
  validateScaleTo?: Integer;
}

/** The properties of a filter. What is null is of a filter that does not scale, or unknown to an older module. */
export interface BloomInfo {
  /** How many items there is room for without scaling out further. */
  capacity: number;
  /** How much memory the filter takes, in bytes. */
  size: number;
  /** The number of sub-filters, 1 if it never scaled out. */
  filters: number;
  /** How many items were added. */
  items: number;
  /** The rate at which the filter takes other items for members. */
  errorRate: number | null;
  /** How many times as large as the one before a further sub-filter is. */
  expansion: number | null;
  /** By what the error rate of each further sub-filter is multiplied. */
  tightening: number | null;
  /** The largest capacity that the filter can scale out to. */
  maxScaledCapacity: number | null;
  /** What newer modules tell besides, by their names for it. */
  [other: string]: GlideReturnType;
}

/** A property that infoField tells. */
export type BloomProperty = "capacity" | "size" | "filters" | "items" | "errorRate" | "expansion" | "tightening" | "maxScaledCapacity";

/**
 * The commands of valkey-bloom. A filter tells whether an item was added to it: it may take an item
 * for a member that is none, at a rate that is chosen beforehand, but never the other way round. All
 * reject with a RequestError of the code WRONGTYPE where a key holds no filter, and ERR where the
 * server has not loaded the module. GLIDE has none of them: their names are those of the Go package.
 * See https://valkey.io/topics/bloomfilters/
 */
export interface BloomMethods {
  /**
   * Makes an empty filter for so many items, which takes other items for members at a rate of
   * errorRate, more than 0 and less than 1. Rejects with ERR where key exists.
   *
   *     await GlideBloom.reserve(client, "seen", 0.001, 10_000);
   *     const isNew = await GlideBloom.add(client, "seen", "visitor:42");
   *
   * See https://valkey.io/commands/bf.reserve/
   */
  reserve(client: ModuleClient, key: GlideString, errorRate: number, capacity: Integer, options?: BloomReserveOptions & ModuleCallOptions): Promise<"OK">;
  /**
   * Adds an item to a filter, which is made with the server's defaults if it does not exist. Resolves
   * to true if it is new, false if it, or another that the filter cannot tell from it, was added before.
   * See https://valkey.io/commands/bf.add/
   */
  add(client: ModuleClient, key: GlideString, item: GlideString, options?: ModuleCallOptions): Promise<boolean>;
  /**
   * Adds items, and resolves for each to what add does. Rejects with ERR where a filter that does not
   * scale is full; items before that were added.
   * See https://valkey.io/commands/bf.madd/
   */
  madd(client: ModuleClient, key: GlideString, items: Iterable<GlideString>, options?: ModuleCallOptions): Promise<boolean[]>;
  /**
   * Adds items to a filter, which is made with the properties of the options if it does not exist,
   * even without items. One that exists keeps those it has. Resolves as madd does.
   * See https://valkey.io/commands/bf.insert/
   */
  insert(client: ModuleClient, key: GlideString, items: Iterable<GlideString>, options?: BloomInsertOptions & ModuleCallOptions): Promise<boolean[]>;
  /**
   * Tells whether an item was added: false if it certainly was not, or the key does not exist; true if
   * it was, with the filter's error rate.
   * See https://valkey.io/commands/bf.exists/
   */
  exists(client: ModuleClient, key: GlideString, item: GlideString, options?: ModuleCallOptions): Promise<boolean>;
  /**
   * Tells of each of several items what exists does.
   * See https://valkey.io/commands/bf.mexists/
   */
  mexists(client: ModuleClient, key: GlideString, items: Iterable<GlideString>, options?: ModuleCallOptions): Promise<boolean[]>;
  /**
   * Counts the items that were added, 0 where the key does not exist.
   * See https://valkey.io/commands/bf.card/
   */
  card(client: ModuleClient, key: GlideString, options?: ModuleCallOptions): Promise<number>;
  /**
   * Gets the properties of a filter, and how full it is. Rejects with ERR where the key does not exist.
   * See https://valkey.io/commands/bf.info/
   */
  info(client: ModuleClient, key: GlideString, options?: ModuleCallOptions): Promise<BloomInfo>;
  /**
   * Gets one property of a filter, null where it has not got it: the expansion of one that does not
   * scale. Rejects with ERR for the tightening and maxScaledCapacity of such a one.
   * See https://valkey.io/commands/bf.info/
   */
  infoField(client: ModuleClient, key: GlideString, property: BloomProperty, options?: ModuleCallOptions): Promise<number | null>;
  /**
   * Restores a filter from a dump of the server's append-only file. Programs move filters with dump
   * and restore instead.
   * See https://valkey.io/commands/bf.load/
   */
  load(client: ModuleClient, key: GlideString, dump: GlideString, options?: ModuleCallOptions): Promise<"OK">;
}
