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
