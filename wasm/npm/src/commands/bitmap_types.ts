// The types of what the methods for bits of strings take.

import type { BitOverflowControl, BitmapIndexType } from "../enums.js";
import type { Integer } from "../types.js";

/** A part of a string. Numbers below 0 count from the end: -1 is the last byte, or bit. */
export interface BitOffsetOptions {
  /** The first byte, or bit. */
  start: Integer;
  /** The last one. To leave it out of bitcount takes 8.0.0. Default: the last of the string. */
  end?: Integer;
  /** What start and end count; they must both be there. Since: 7.0.0. Default: bytes. */
  indexType?: BitmapIndexType;
}

/** No part of a string: all of it. */
export type WholeString = { readonly [Name in keyof BitOffsetOptions]?: undefined };

/** How wide an integer is, and whether it has a sign. */
export interface BitEncoding {
  /** The word of the command. */
  toArg(): string;
}

/** Where an integer lies. */
export interface BitFieldOffset {
  /** The word of the command. */
  toArg(): string;
}

/** A subcommand of bitfield. */
export interface BitFieldSubCommands {
  /** The words of the command. */
  toArgs(): string[];
}

/** An integer with a sign. */
export declare class SignedEncoding implements BitEncoding {
  /** encodingLength is its bits, 64 at most. */
  constructor(encodingLength: Integer);
  toArg(): string;
}

/** An integer without a sign. */
export declare class UnsignedEncoding implements BitEncoding {
  /** encodingLength is its bits, 63 at most. */
  constructor(encodingLength: Integer);
  toArg(): string;
}

/** Where an integer lies, in bits from the beginning. */
export declare class BitOffset implements BitFieldOffset {
  constructor(offset: Integer);
  toArg(): string;
}

/** Where an integer lies, in integers of its own width from the beginning. */
export declare class BitOffsetMultiplier implements BitFieldOffset {
  constructor(offset: Integer);
  toArg(): string;
}

/** Reads an integer. */
export declare class BitFieldGet implements BitFieldSubCommands {
  constructor(encoding: BitEncoding, offset: BitFieldOffset);
  toArgs(): string[];
}

/** Sets an integer; the reply is what it was before. */
export declare class BitFieldSet implements BitFieldSubCommands {
  constructor(encoding: BitEncoding, offset: BitFieldOffset, value: Integer);
  toArgs(): string[];
}

/** Adds to an integer; the reply is what it is afterwards. */
export declare class BitFieldIncrBy implements BitFieldSubCommands {
  constructor(encoding: BitEncoding, offset: BitFieldOffset, increment: Integer);
  toArgs(): string[];
}

/** Says what the subcommands behind it do where a number does not fit. It has no reply. */
export declare class BitFieldOverflow implements BitFieldSubCommands {
  constructor(overflowControl: BitOverflowControl);
  toArgs(): string[];
}
