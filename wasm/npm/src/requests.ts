// The requests of a microtask, as bytes for Go. The format is described in
// wasm/internal/boundary/doc.go; both sides are built together.

import { cancelable, operationCommand, operationCommands, tagAbsent, tagArray, tagBytes, tagFalse, tagFloat, tagInt, tagObject, tagString, tagTrue, withOptions } from "./boundary_gen.js";
import { type Word, nameOf, recordOf } from "./command.js";
import { ConfigurationError } from "./errors.js";
import { encodeInto, utf8Length } from "./text.js";

const initialSize = 4 << 10;
const keptSize = 1 << 20;
const maxDepth = 16;
/** The length, the id, the client and the operation, in bytes. */
const requestHeader = 14;
/** Where the operation stands in it. */
const operationOffset = 12;

// Of RESP: the characters that begin a line, and more than a line with a number takes.
const asterisk = 42;
const dollar = 36;
const zero = 48;
const lineSpace = 16;

/** What servers take of one string unless their proto-max-bulk-len says otherwise, in bytes. */
const longestString = 512 << 20;

const minInteger = -(2n ** 63n);
const maxInteger = 2n ** 63n - 1n;

/** Collects requests in a buffer that grows as needed. */
export class Requests {
  private bytes = new Uint8Array(initialSize);
  private view = new DataView(this.bytes.buffer);
  /** How many bytes they have. */
  length = 0;
  private start = 0; // of a request of several commands
  private adding = false;

  /** Whether there are none. */
  get empty(): boolean {
    return this.length === 0;
  }

  /** The bytes of all requests, valid until the next call. */
  encoded(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Drops all requests, and memory beyond 1 MiB. */
  clear(): void {
    this.length = 0;
    if (this.bytes.length > keptSize) {
      this.bytes = new Uint8Array(initialSize);
      this.view = new DataView(this.bytes.buffer);
    }
  }

  /**
   * Adds a request. Of an options argument, the last, the fields of the call itself
   * are left out. Throws a ConfigurationError, and adds nothing, if an argument is of
   * no type that can be sent.
   */
  add(id: number, client: number, operation: number, args: readonly unknown[], lastIsOptions: boolean): void {
    this.checkIdle();
    const start = this.length;
    this.adding = true;
    try {
      this.header(id, client, operation);
      const last = lastIsOptions ? args.length - 1 : -1;
      for (let i = 0; i < args.length; i++) {
        this.value(args[i], i === last, 0);
      }
      this.view.setUint32(start, this.length - start - 4, true);
    } catch (error) {
      this.length = start;
      throw error;
    } finally {
      this.adding = false;
    }
  }

  /** Adds a command by its words, with the options of its call as Go takes them, if there are any. It is otherwise as add. */
  addCommand(id: number, client: number, words: readonly Word[], options: object | undefined): void {
    this.checkIdle();
    const start = this.length;
    this.adding = true;
    try {
      this.header(id, client, options === undefined ? operationCommand : operationCommand | withOptions);
      if (options !== undefined) {
        this.value(options, false, 0);
      }
      this.words(words);
      this.view.setUint32(start, this.length - start - 4, true);
    } catch (error) {
      this.length = start;
      throw error;
    } finally {
      this.adding = false;
    }
  }

  /** Marks the request that begins there: as one that may be given up, or by another operation. */
  mark(start: number, operation?: number): void {
    const at = start + operationOffset;
    this.view.setUint16(at, operation ?? this.view.getUint16(at, true) | cancelable, true);
  }

  /** Starts a request of several commands, which addWords adds and endCommands ends. */
  startCommands(id: number, client: number): void {
    this.start = this.length;
    this.header(id, client, operationCommands);
    this.reserve(4);
    this.length += 4; // how many they are
  }

  /** Adds a command by its words. Throws a ConfigurationError, and adds nothing, as add does. */
  addWords(words: readonly Word[]): void {
    this.checkIdle();
    const start = this.length;
    this.adding = true;
    try {
      this.words(words);
    } catch (error) {
      this.length = start;
      throw error;
    } finally {
      this.adding = false;
    }
  }

  /** Ends a request of so many commands, which is dropped if there are none. */
  endCommands(count: number): void {
    if (count === 0) {
      this.length = this.start;
      return;
    }
    this.view.setUint32(this.start, this.length - this.start - 4, true);
    this.view.setUint32(this.start + requestHeader, count, true);
  }

  private header(id: number, client: number, operation: number): void {
    this.reserve(requestHeader);
    this.view.setUint32(this.length + 4, id, true);
    this.view.setUint32(this.length + 8, client, true);
    this.view.setUint16(this.length + operationOffset, operation, true);
    this.length += requestHeader;
  }

  private words(words: readonly Word[]): void {
    this.reserve(lineSpace);
    this.line(asterisk, words.length);
    for (let i = 0; i < words.length; i++) {
      this.word(words, i);
    }
  }

  /** Throws a ConfigurationError while a request is being added, as by a getter of an argument that calls the client. */
  checkIdle(): void {
    if (this.adding) {
      throw new ConfigurationError("an argument has the client called again while it is read: have a value in place of the getter or Proxy");
    }
  }

  private word(words: readonly Word[], i: number): void {
    const word = words[i];
    if (typeof word === "string") {
      this.bulk(word);
      return;
    }
    if (!(word instanceof Uint8Array)) {
      throw new ConfigurationError(`${i === 0 ? "the command's name" : `${String(words[0])} argument ${i}`}: must be a string or a Uint8Array, not ${nameOf(word)}`);
    }
    refuseBeyondLimit(word.length);
    this.reserve(lineSpace + word.length + 2);
    this.line(dollar, word.length);
    this.bytes.set(word, this.length);
    this.length += word.length;
    this.crlf();
  }

  /** Adds a bulk string. Its length is taken for that of ASCII first, and the text moved if it is not. */
  private bulk(text: string): void {
    if (3 * text.length > longestString) {
      refuseBeyondLimit(utf8Length(text, longestString));
    }
    this.reserve(2 * lineSpace + 3 * text.length);
    const start = this.length;
    this.line(dollar, text.length);
    const from = this.length;
    const length = encodeInto(text, this.bytes, from);
    if (length !== text.length) {
      this.length = start;
      this.bytes.copyWithin(from + lineSpace, from, from + length);
      this.line(dollar, length);
      this.bytes.copyWithin(this.length, from + lineSpace, from + lineSpace + length);
    }
    this.length += length;
    this.crlf();
  }

  /** Adds a line of a character and a number, for which there is room. */
  private line(character: number, n: number): void {
    const { bytes } = this;
    bytes[this.length++] = character;
    if (n < 10) {
      bytes[this.length++] = zero + n;
    } else {
      const digits = String(n);
      for (let i = 0; i < digits.length; i++) {
        bytes[this.length++] = digits.charCodeAt(i);
      }
    }
    this.crlf();
  }

  private crlf(): void {
    this.bytes[this.length++] = 13;
    this.bytes[this.length++] = 10;
  }

  private value(value: unknown, isOptions: boolean, depth: number): void {
    switch (typeof value) {
      case "string":
        this.text(tagString, value);
        return;
      case "number":
        this.number(value);
        return;
      case "undefined":
        this.tag(tagAbsent);
        return;
      case "boolean":
        this.tag(value ? tagTrue : tagFalse);
        return;
      case "bigint":
        if (value < minInteger || value > maxInteger) {
          throw new ConfigurationError(`the bigint ${value} does not fit 64 bits`);
        }
        this.tag(tagInt, 8);
        this.view.setBigInt64(this.length, value, true);
        this.length += 8;
        return;
      case "object":
        if (value === null) {
          this.tag(tagAbsent);
        } else if (value instanceof Uint8Array) {
          refuseBeyondLimit(value.length);
          this.counted(tagBytes, value.length, value.length);
          this.bytes.set(value, this.length);
          this.length += value.length;
        } else if (depth === maxDepth) {
          throw new ConfigurationError("an argument is nested too deep, or holds itself");
        } else if (Array.isArray(value)) {
          this.counted(tagArray, value.length, 0);
          for (const element of value) {
            this.value(element, false, depth + 1);
          }
        } else {
          this.object(value, isOptions, depth);
        }
        return;
      default:
        throw new ConfigurationError(`an argument is a ${typeof value}, which cannot be sent`);
    }
  }

  private number(value: number): void {
    const whole = Number.isSafeInteger(value) && !Object.is(value, -0);
    this.tag(whole ? tagInt : tagFloat, 8);
    if (whole) {
      this.view.setUint32(this.length, value >>> 0, true);
      this.view.setInt32(this.length + 4, Math.floor(value / 0x1_0000_0000), true);
    } else {
      this.view.setFloat64(this.length, value, true);
    }
    this.length += 8;
  }

  private object(value: object, isOptions: boolean, depth: number): void {
    // A Map or a Date has no fields, and would count as {}.
    let names = Object.keys(recordOf(value, "an argument"));
    if (isOptions) {
      names = names.filter((name) => name !== "decoder" && name !== "signal");
    }
    this.counted(tagObject, names.length, 0);
    for (const name of names) {
      const field = (value as Record<string, unknown>)[name];
      if (field === null) {
        throw new ConfigurationError(`${name}: must not be null; leave it out`);
      }
      this.string(name);
      this.value(field, false, depth + 1);
    }
  }

  private tag(tag: number, more = 0): void {
    this.reserve(1 + more);
    this.bytes[this.length++] = tag;
  }

  private counted(tag: number, count: number, more: number): void {
    this.tag(tag, 4 + more);
    this.view.setUint32(this.length, count, true);
    this.length += 4;
  }

  private text(tag: number, text: string): void {
    if (3 * text.length > longestString) {
      refuseBeyondLimit(utf8Length(text, longestString));
    }
    this.tag(tag);
    this.string(text);
  }

  private string(text: string): void {
    this.reserve(4 + 3 * text.length);
    const length = encodeInto(text, this.bytes, this.length + 4);
    this.view.setUint32(this.length, length, true);
    this.length += 4 + length;
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) {
      return;
    }
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.length + more));
    grown.set(this.encoded());
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

/** Refuses what would be copied for long only to be refused by the server, which then closes the connection. */
function refuseBeyondLimit(bytes: number): void {
  if (bytes > longestString) {
    throw new ConfigurationError(`an argument has more than the 512 MiB that a server takes at most: store it in parts`);
  }
}
