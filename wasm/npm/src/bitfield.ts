// What bitfield does with the bits of a string, as GLIDE has it: a class for each subcommand,
// and for how wide an integer is and where it lies.

import { integer, oneOf } from "./command.js";
import { BitOverflowControl } from "./enums.js";
import type { BitEncoding, BitFieldOffset, BitFieldSubCommands } from "./commands/bitmap_types.js";
import type { Integer } from "./types.js";

/** A word that is a number behind a prefix. */
abstract class NumberWord {
  readonly #word: string;

  protected constructor(prefix: string, value: Integer, what: string) {
    this.#word = prefix + String(integer(value, what));
  }

  toArg(): string {
    return this.#word;
  }
}

/** An integer with a sign. */
export class SignedEncoding extends NumberWord implements BitEncoding {
  /** encodingLength is its bits, 64 at most. */
  constructor(encodingLength: Integer) {
    super("i", encodingLength, "SignedEncoding encodingLength");
  }
}

/** An integer without a sign. */
export class UnsignedEncoding extends NumberWord implements BitEncoding {
  /** encodingLength is its bits, 63 at most. */
  constructor(encodingLength: Integer) {
    super("u", encodingLength, "UnsignedEncoding encodingLength");
  }
}

/** Where an integer lies, in bits from the beginning. */
export class BitOffset extends NumberWord implements BitFieldOffset {
  constructor(offset: Integer) {
    super("", offset, "BitOffset offset");
  }
}

/** Where an integer lies, in integers of its own width from the beginning. */
export class BitOffsetMultiplier extends NumberWord implements BitFieldOffset {
  constructor(offset: Integer) {
    super("#", offset, "BitOffsetMultiplier offset");
  }
}

/** A subcommand by its words. */
abstract class Subcommand {
  readonly #words: string[];

  protected constructor(...words: string[]) {
    this.#words = words;
  }

  toArgs(): string[] {
    return [...this.#words];
  }
}

/** Reads an integer. */
export class BitFieldGet extends Subcommand implements BitFieldSubCommands {
  constructor(encoding: BitEncoding, offset: BitFieldOffset) {
    super("GET", encoding.toArg(), offset.toArg());
  }
}

/** Sets an integer; the reply is what it was before. */
export class BitFieldSet extends Subcommand implements BitFieldSubCommands {
  constructor(encoding: BitEncoding, offset: BitFieldOffset, value: Integer) {
    super("SET", encoding.toArg(), offset.toArg(), String(integer(value, "BitFieldSet value")));
  }
}

/** Adds to an integer; the reply is what it is afterwards. */
export class BitFieldIncrBy extends Subcommand implements BitFieldSubCommands {
  constructor(encoding: BitEncoding, offset: BitFieldOffset, increment: Integer) {
    super("INCRBY", encoding.toArg(), offset.toArg(), String(integer(increment, "BitFieldIncrBy increment")));
  }
}

const controls = Object.values(BitOverflowControl);

/** Says what the subcommands behind it do where a number does not fit. It has no reply. */
export class BitFieldOverflow extends Subcommand implements BitFieldSubCommands {
  constructor(overflowControl: BitOverflowControl) {
    super("OVERFLOW", oneOf(overflowControl, "BitFieldOverflow overflowControl", controls));
  }
}
