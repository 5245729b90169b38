// The types of what the methods for whoever runs a server take and return.

import type { FlushMode, InfoOptions } from "../enums.js";
import type { GlideString, Integer } from "../types.js";

/** A section of a server's report about itself: one of InfoOptions, or one of a module. */
export type InfoSection = InfoOptions | (string & {});

/** The options of info in a cluster. */
export interface InfoSectionsOption {
  /** Default: the sections that the server has for that. */
  sections?: Iterable<InfoSection>;
}

/** The options of flushall, flushdb, functionFlush and scriptFlush in a cluster. */
export interface FlushModeOption {
  /** Default: as the server is configured. */
  mode?: FlushMode;
}

/** The options of lolwut. */
export interface LolwutOptions {
  /** Which drawing (VERSION). Default: that of the server's version. */
  version?: number;
  /** What the drawing is to be like; which numbers there are depends on its version. */
  parameters?: Iterable<number>;
}

/** A spike of latency. */
export interface LatencyEntry {
  /** When it was, in seconds since 1970. */
  readonly time: number;
  /** How long it took, in milliseconds. */
  readonly latency: number;
}

/** The spikes of latency of a kind of event. */
export interface LatencyEventInfo {
  /** The kind of event. */
  readonly eventName: string;
  /** When the latest was, in seconds since 1970. */
  readonly latestTime: number;
  /** How long the latest took, in milliseconds. */
  readonly latestDuration: number;
  /** How long the longest took, in milliseconds. */
  readonly maxDuration: number;
  /** How long all took together, in milliseconds. Since: 8.1.0. */
  readonly sum?: number;
  /** How many there were. Since: 8.1.0. */
  readonly count?: number;
}

/** What the tables of one database take, in bytes. */
export interface MemoryStatsDb {
  overheadHashtableExpires: number;
  overheadHashtableMain: number;
}

/** What a server uses memory for: bytes, unless the name tells of something else. */
export interface MemoryStats {
  /** By the number of the database. */
  db: Record<number, MemoryStatsDb>;
  allocatorActive: number;
  allocatorAllocated: number;
  allocatorFragmentationBytes: number;
  allocatorFragmentationRatio: number;
  /** Since: 8.0.0. */
  allocatorMuzzy?: number;
  allocatorResident: number;
  allocatorRssBytes: number;
  allocatorRssRatio: number;
  aofBuffer: number;
  clientsNormal: number;
  clientsSlaves: number;
  /** Since: 7.0.0. */
  clusterLinks?: number;
  datasetBytes: number;
  datasetPercentage: number;
  /** Since: 8.0.0. */
  dbDictRehashingCount?: number;
  fragmentation: number;
  fragmentationBytes: number;
  /** Since: 7.0.0. */
  functionsCaches?: number;
  keysBytesPerKey: number;
  keysCount: number;
  luaCaches: number;
  /** Since: 8.0.0. */
  overheadDbHashtableLut?: number;
  /** Since: 8.0.0. */
  overheadDbHashtableRehashing?: number;
  overheadTotal: number;
  peakAllocated: number;
  peakPercentage: number;
  replicationBacklog: number;
  rssOverheadBytes: number;
  rssOverheadRatio: number;
  startupAllocated: number;
  totalAllocated: number;
}

/** The options of memoryUsage. */
export interface MemoryUsageOptions {
  /** How many elements of a value to look at (SAMPLES); 0 looks at all. Default: 5. */
  samples?: Integer;
}

/** The lists of conspicuous commands. Since: 8.1.0. */
export type CommandLogType = "slow" | "large-request" | "large-reply";

/** The options of moduleLoadEx. */
export interface ModuleLoadExOptions {
  /** Settings of the module, by their names (CONFIG). */
  configs?: Record<string, GlideString> | Map<GlideString, GlideString> | { name: GlideString; value: GlideString }[];
  /** The module's arguments (ARGS). */
  args?: Iterable<GlideString>;
}

/** The options of shutdownServer. */
export interface ShutdownOptions {
  /** Whether to write the data to disk, whatever the server is configured to (SAVE, NOSAVE). */
  save?: boolean;
  /** Does not wait for replicas that lag behind (NOW). Since: 7.0.0. */
  now?: boolean;
  /** Ends the server even if the data cannot be written, or a script would hold it up (FORCE). Since: 7.0.0. */
  force?: boolean;
  /** Refuses to end a primary of a cluster that owns slots (SAFE). Since: 9.0.0. */
  safe?: boolean;
  /** Hands over to a replica first, in a cluster (FAILOVER). Since: 9.0.0. */
  failover?: boolean;
}

/** The options of failover. */
export interface FailoverOptions {
  /**
   * The replica that is to be the primary (TO). Default: the first that has caught up. With
   * force it takes over when the time is up although it has not: what it lacks is lost.
   */
  to?: { host: string; port: number; force?: boolean };
  /** Ends a failover that is under way (ABORT). */
  abort?: boolean;
  /** How long to wait for a replica to catch up, in milliseconds (TIMEOUT). Default: for ever. */
  timeoutMs?: number;
}
