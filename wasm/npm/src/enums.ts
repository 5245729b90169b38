// The values of options that have names, as GLIDE names them. Each is a plain string or number
// too: TimeUnit.Seconds is "EX". wasm/build makes their declarations from this file, which
// therefore holds nothing else.

/** How replies return strings: as strings, or as the bytes that they are. */
export const Decoder = {
  String: "string",
  Bytes: "bytes",
} as const;
export type Decoder = (typeof Decoder)[keyof typeof Decoder];

/** The versions of the protocol. */
export const ProtocolVersion = {
  RESP2: "RESP2",
  RESP3: "RESP3",
} as const;
export type ProtocolVersion = (typeof ProtocolVersion)[keyof typeof ProtocolVersion];

/** Which reply leaves a client's cache that is full. */
export const EvictionPolicy = {
  /** The one that was not used for longest. */
  LRU: 0,
  /** One that was used least, of a few that were not used for long. */
  LFU: 1,
} as const;
export type EvictionPolicy = (typeof EvictionPolicy)[keyof typeof EvictionPolicy];

/** What values are compressed by. */
export const CompressionBackend = {
  /** Zstandard. A page reads its values, and writes none. */
  ZSTD: 0,
  /** LZ4. */
  LZ4: 1,
} as const;
export type CompressionBackend = (typeof CompressionBackend)[keyof typeof CompressionBackend];

/** How a client of servers that are no cluster finds out which there are, and which is the primary. */
export const NodeDiscoveryMode = {
  /** The servers in addresses are asked for their roles. */
  Standard: 0,
  /** Nobody is asked: the first address is the primary's, the others are replicas'. It is for proxies. */
  Static: 1,
  /** All servers are found from any of them. They must announce addresses that the bridge allows. */
  DiscoverAll: 2,
} as const;
export type NodeDiscoveryMode = (typeof NodeDiscoveryMode)[keyof typeof NodeDiscoveryMode];

/** What a time counts, from now or since 1970. */
export const TimeUnit = {
  /** Seconds from now. */
  Seconds: "EX",
  /** Milliseconds from now. */
  Milliseconds: "PX",
  /** Seconds since 1970. */
  UnixSeconds: "EXAT",
  /** Milliseconds since 1970. */
  UnixMilliseconds: "PXAT",
} as const;
export type TimeUnit = (typeof TimeUnit)[keyof typeof TimeUnit];

/** What CLIENT PAUSE holds back. Since: 6.2.0. */
export const ClientPauseMode = {
  /** All commands. */
  ALL: "ALL",
  /** Those that may write. */
  WRITE: "WRITE",
} as const;
export type ClientPauseMode = (typeof ClientPauseMode)[keyof typeof ClientPauseMode];

/** When what is flushed is gone. */
export const FlushMode = {
  /** Before the reply. Since: 6.2.0. */
  SYNC: "SYNC",
  /** In the background, after it. */
  ASYNC: "ASYNC",
} as const;
export type FlushMode = (typeof FlushMode)[keyof typeof FlushMode];

/** What FUNCTION RESTORE does to the libraries that are there. Since: 7.0.0. */
export const FunctionRestorePolicy = {
  /** Keeps them, and fails if one has a name that is restored. */
  APPEND: "APPEND",
  /** Deletes all of them first. */
  FLUSH: "FLUSH",
  /** Keeps them, but for those whose names are restored. */
  REPLACE: "REPLACE",
} as const;
export type FunctionRestorePolicy = (typeof FunctionRestorePolicy)[keyof typeof FunctionRestorePolicy];

/** The sections of a server's report about itself. Modules may have sections of other names. */
export const InfoOptions = {
  Server: "server",
  Clients: "clients",
  Memory: "memory",
  Persistence: "persistence",
  Stats: "stats",
  Replication: "replication",
  Cpu: "cpu",
  Commandstats: "commandstats",
  Latencystats: "latencystats",
  Sentinel: "sentinel",
  Cluster: "cluster",
  Modules: "modules",
  Keyspace: "keyspace",
  Errorstats: "errorstats",
  /** All sections but those of modules. */
  All: "all",
  /** Those that are returned where none are asked for. */
  Default: "default",
  /** All sections. */
  Everything: "everything",
} as const;
export type InfoOptions = (typeof InfoOptions)[keyof typeof InfoOptions];
/** Under which condition hsetex sets fields. */
export const HashFieldConditionalChange = {
  /** All of them exist. */
  ONLY_IF_ALL_EXIST: "FXX",
  /** None of them exists. */
  ONLY_IF_NONE_EXIST: "FNX",
} as const;
export type HashFieldConditionalChange = (typeof HashFieldConditionalChange)[keyof typeof HashFieldConditionalChange];

/** Of which fields hexpire and its kin change the expiry. */
export const HashExpirationCondition = {
  /** Those that do not expire. */
  ONLY_IF_NO_EXPIRY: "NX",
  /** Those that expire. */
  ONLY_IF_HAS_EXPIRY: "XX",
  /** Those that would expire earlier otherwise. */
  ONLY_IF_GREATER_THAN_CURRENT: "GT",
  /** Those that would expire later otherwise, or never. */
  ONLY_IF_LESS_THAN_CURRENT: "LT",
} as const;
export type HashExpirationCondition = (typeof HashExpirationCondition)[keyof typeof HashExpirationCondition];
/** The ends of a range that bound nothing. */
export const InfBoundary = {
  PositiveInfinity: "+",
  NegativeInfinity: "-",
} as const;
export type InfBoundary = (typeof InfBoundary)[keyof typeof InfBoundary];

/** Which members or fields a command writes. */
export const ConditionalChange = {
  /** Those alone that exist. */
  ONLY_IF_EXISTS: "XX",
  /** Those alone that do not. */
  ONLY_IF_DOES_NOT_EXIST: "NX",
} as const;
export type ConditionalChange = (typeof ConditionalChange)[keyof typeof ConditionalChange];

/** Which new scores zadd gives to members that exist. */
export const UpdateByScore = {
  /** Lower ones. */
  LESS_THAN: "LT",
  /** Higher ones. */
  GREATER_THAN: "GT",
} as const;
export type UpdateByScore = (typeof UpdateByScore)[keyof typeof UpdateByScore];

/** Which members zmpop and bzmpop remove. */
export const ScoreFilter = {
  /** Those with the highest scores. */
  MAX: "MAX",
  /** Those with the lowest scores. */
  MIN: "MIN",
} as const;
export type ScoreFilter = (typeof ScoreFilter)[keyof typeof ScoreFilter];
/** Under which condition a key's expiry changes. */
export const ExpireOptions = {
  /** The key does not expire yet. */
  HasNoExpiry: "NX",
  /** It does. */
  HasExistingExpiry: "XX",
  /** It would expire later than now; one that does not expire never would. */
  NewExpiryGreaterThanCurrent: "GT",
  /** It would expire earlier than now; any time is earlier than never. */
  NewExpiryLessThanCurrent: "LT",
} as const;
export type ExpireOptions = (typeof ExpireOptions)[keyof typeof ExpireOptions];

/** What a key holds. */
export const ObjectType = {
  STRING: "String",
  LIST: "List",
  SET: "Set",
  ZSET: "ZSet",
  HASH: "Hash",
  STREAM: "Stream",
} as const;
export type ObjectType = (typeof ObjectType)[keyof typeof ObjectType];

/** Which of two elements comes first. */
export const SortOrder = {
  /** The smaller, or the nearer. */
  ASC: "ASC",
  /** The greater, or the farther. */
  DESC: "DESC",
} as const;
export type SortOrder = (typeof SortOrder)[keyof typeof SortOrder];

/** What bitop makes of bits. */
export const BitwiseOperation = {
  /** Those that are set in all strings. */
  AND: "AND",
  /** Those that are set in one string at least. */
  OR: "OR",
  /** Those that are set in an odd number of strings. */
  XOR: "XOR",
  /** Those that are not set in the one string. */
  NOT: "NOT",
} as const;
export type BitwiseOperation = (typeof BitwiseOperation)[keyof typeof BitwiseOperation];

/** What the numbers of a part of a string count. */
export const BitmapIndexType = {
  BYTE: "BYTE",
  BIT: "BIT",
} as const;
export type BitmapIndexType = (typeof BitmapIndexType)[keyof typeof BitmapIndexType];

/** What bitfield does with a number that does not fit. */
export const BitOverflowControl = {
  /** Leaves the bits out for which there is no room. */
  WRAP: "WRAP",
  /** Takes the greatest or the smallest number that fits. */
  SAT: "SAT",
  /** Leaves the integer as it is; the reply is null. */
  FAIL: "FAIL",
} as const;
export type BitOverflowControl = (typeof BitOverflowControl)[keyof typeof BitOverflowControl];

/** An end of a list. */
export const ListDirection = {
  /** The head: the first element. */
  LEFT: "LEFT",
  /** The tail: the last element. */
  RIGHT: "RIGHT",
} as const;
export type ListDirection = (typeof ListDirection)[keyof typeof ListDirection];

/** Where linsert puts an element. */
export const InsertPosition = {
  /** Before the other, nearer to the head. */
  Before: "before",
  /** Behind it. */
  After: "after",
} as const;
export type InsertPosition = (typeof InsertPosition)[keyof typeof InsertPosition];

/** What distances are counted in. */
export const GeoUnit = {
  METERS: "m",
  KILOMETERS: "km",
  MILES: "mi",
  FEET: "ft",
} as const;
export type GeoUnit = (typeof GeoUnit)[keyof typeof GeoUnit];
