// Reads replies in RESP2 and RESP3. Go hands over whole replies only, but what does
// not parse still throws and never loops.
//
// Source: https://valkey.io/topics/protocol/ and the RESP3 specification.

import { RequestError, serverError } from "./errors.js";
import { bytesOf, decode, decodeStrictly } from "./text.js";
import type { GlideString } from "./types.js";

const cr = 13;

/** The types, as the characters that begin them. */
export const type = {
  simpleString: 43, // +
  simpleError: 45, // -
  integer: 58, // :
  bulkString: 36, // $
  array: 42, // *
  null: 95, // _
  boolean: 35, // #
  double: 44, // ,
  bigNumber: 40, // (
  bulkError: 33, // !
  verbatimString: 61, // =
  map: 37, // %
  set: 126, // ~
  attribute: 124, // |
  push: 62, // >
} as const;

const streamed = 63; // ?, in place of a length
const chunk = 59; // ;
const endOfStream = 46; // .

const maxDepth = 512;

/** Thrown for bytes that are no RESP. */
export class ProtocolError extends Error {
  override name = "ProtocolError";
}

/**
 * Walks a reply token by token. next() reads one: a whole scalar, or the header of an
 * aggregate, whose elements are the tokens that follow.
 */
export class Reader {
  /** The token's type. */
  type = 0;
  /** Whether the token is null, of whichever type. */
  isNull = false;
  /** The number of elements of an aggregate; of a map, the number of pairs. */
  length = 0;

  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  private end = 0;
  // Where the text of a scalar lies.
  private source: Uint8Array = this.bytes;
  private from = 0;
  private to = 0;

  /** Whether text() returns bytes instead of strings. */
  asBytes = false;

  /** Begins to read the reply that lies from start to end. */
  reset(bytes: Uint8Array, start: number, end: number, asBytes: boolean): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.asBytes = asBytes;
  }

  /** How many bytes of the reply were not read. */
  remaining(): number {
    while (this.at < this.end && this.bytes[this.at] === endOfStream) {
      this.line();
    }
    return this.end - this.at;
  }

  /** Reads the next token; throws a RequestError if it is an error of the server. */
  next(): void {
    this.token();
    if (this.isError()) {
      throw this.error();
    }
  }

  /** Reads the next token, which may be an error. */
  token(): void {
    while (this.bytes[this.at] === endOfStream) {
      this.line();
    }
    this.skipAttributes(0);
    if (this.at >= this.end) {
      throw new ProtocolError("the reply ends too early");
    }
    this.type = this.bytes[this.at++]!;
    this.isNull = this.type === type.null;
    switch (this.type) {
      case type.bulkString:
      case type.bulkError:
      case type.verbatimString:
        this.bulk();
        return;
      case type.array:
      case type.set:
      case type.push:
      case type.map:
        this.aggregate();
        return;
      case type.simpleString:
      case type.simpleError:
      case type.integer:
      case type.double:
      case type.boolean:
      case type.bigNumber:
      case type.null:
        this.line();
        return;
      default:
        throw new ProtocolError(`no type begins with byte ${this.type}`);
    }
  }

  /** The type of the value that follows, 0 at the end. */
  nextType(): number {
    this.skipAttributes(0);
    return this.at < this.end ? this.bytes[this.at]! : 0;
  }

  /** Whether the token is an error of the server. */
  isError(): boolean {
    return this.type === type.simpleError || this.type === type.bulkError;
  }

  /** The error that the token is. */
  error(): Error {
    return serverError(decode(this.source, this.from, this.to));
  }

  /** Whether the token is a string. */
  isText(): boolean {
    return (
      !this.isNull &&
      (this.type === type.bulkString || this.type === type.simpleString || this.type === type.verbatimString)
    );
  }

  /** The text of a scalar as the caller wants strings. That something went well is a string always, as GLIDE has it. */
  text(): GlideString {
    if (this.asBytes && !this.isOk()) {
      return bytesOf(this.source.slice(this.from, this.to));
    }
    try {
      return decodeStrictly(this.source, this.from, this.to);
    } catch {
      throw new RequestError('the reply holds an invalid utf-8 sequence; ask for its bytes with the decoder "bytes"');
    }
  }

  private isOk(): boolean {
    return this.type === type.simpleString && this.to - this.from === 2 && this.source[this.from] === 79 && this.source[this.from + 1] === 75;
  }

  /** The text of a scalar as a string. */
  string(): string {
    return decode(this.source, this.from, this.to);
  }

  /** The value of an integer; a bigint if a number could not hold it. */
  integer(): number | bigint {
    // Up to 15 digits are exact and need no string.
    if (this.to - this.from <= 15) {
      let n = 0;
      const negative = this.source[this.from] === 45;
      for (let i = negative || this.source[this.from] === 43 ? this.from + 1 : this.from; i < this.to; i++) {
        const digit = this.source[i]! - 48;
        if (digit < 0 || digit > 9) {
          throw new ProtocolError("an integer has a character that is no digit");
        }
        n = n * 10 + digit;
      }
      return negative && n !== 0 ? -n : n;
    }
    const exact = this.bigint();
    const rounded = Number(exact);
    return Number.isSafeInteger(rounded) ? rounded : exact;
  }

  /** The value of a big number. */
  bigint(): bigint {
    try {
      return BigInt(this.string());
    } catch {
      throw new ProtocolError("a number is none");
    }
  }

  /** The value of a double, or of a string that holds one; undefined if it holds none. */
  double(): number | undefined {
    const text = this.string();
    const special = /^([+-]?)(?:inf(?:inity)?|(nan(?:\(.*\))?))$/i.exec(text); // as C libraries print them
    if (special !== null) {
      return special[2] !== undefined ? NaN : special[1] === "-" ? -Infinity : Infinity;
    }
    const n = Number(text);
    return text.trim() === "" || Number.isNaN(n) ? undefined : n;
  }

  /** The value of a boolean. */
  boolean(): boolean {
    return this.bytes[this.from] === 116; // t
  }

  /** Passes over the next value as a whole. */
  skip(depth: number): void {
    if (depth > maxDepth) {
      throw new ProtocolError("the reply is nested too deep");
    }
    this.skipAttributes(depth);
    const kind = this.bytes[this.at++];
    switch (kind) {
      case type.bulkString:
      case type.bulkError:
      case type.verbatimString:
        this.bulk();
        return;
      case type.array:
      case type.set:
      case type.push:
      case type.map:
        this.skipElements(kind === type.map ? 2 : 1, depth);
        return;
      default:
        this.line();
    }
  }

  /** Passes over attributes, which tell something of the value behind them. */
  private skipAttributes(depth: number): void {
    while (this.bytes[this.at] === type.attribute) {
      this.at++;
      this.skipElements(2, depth);
    }
  }

  private skipElements(perElement: number, depth: number): void {
    const count = this.count();
    if (count === undefined) {
      while (this.bytes[this.at] !== endOfStream) {
        this.skip(depth + 1);
      }
      this.line();
      return;
    }
    for (let i = 0; i < count * perElement; i++) {
      this.skip(depth + 1);
    }
  }

  /** Takes a line; its text is then from..to. */
  private line(): void {
    this.source = this.bytes;
    this.from = this.at;
    while (this.bytes[this.at] !== cr) {
      if (++this.at >= this.end) {
        throw new ProtocolError("a line has no end");
      }
    }
    this.to = this.at;
    this.at += 2;
  }

  /** Takes the count of a header: undefined if it is streamed, below 0 if it is null. */
  private count(): number | undefined {
    this.line();
    return this.bytes[this.from] === streamed ? undefined : Number(this.integer());
  }

  private bulk(): void {
    const length = this.count();
    if (length === undefined) {
      this.chunks();
    } else if (length < 0) {
      this.isNull = true;
      return;
    } else {
      this.from = this.at;
      this.to = this.at + length;
      this.at = this.to + 2;
      if (this.at > this.end) {
        throw new ProtocolError("a string reaches behind its reply");
      }
    }
    if (this.type === type.verbatimString) {
      this.from = Math.min(this.from + 4, this.to); // "txt:"
    }
  }

  /** Joins a streamed string. */
  private chunks(): void {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      if (this.at >= this.end || this.bytes[this.at++] !== chunk) {
        throw new ProtocolError("a streamed string has no end");
      }
      const size = this.count() ?? 0;
      if (size <= 0) {
        break;
      }
      parts.push(this.bytes.subarray(this.at, this.at + size));
      length += size;
      this.at += size + 2;
      if (this.at > this.end) {
        throw new ProtocolError("a chunk reaches behind its reply");
      }
    }
    const whole = new Uint8Array(length);
    let offset = 0;
    for (const part of parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    this.source = whole;
    this.from = 0;
    this.to = length;
  }

  private aggregate(): void {
    const count = this.count();
    if (count === undefined) {
      // Counted ahead, so that callers need not know; token() passes over the end.
      const [kind, start] = [this.type, this.at];
      let elements = 0;
      for (; this.bytes[this.at] !== endOfStream; elements++) {
        this.skip(1);
      }
      this.at = start;
      this.type = kind;
      this.isNull = false;
      this.length = kind === type.map ? elements / 2 : elements;
      return;
    }
    this.isNull = count < 0;
    this.length = Math.max(count, 0);
  }
}
