// Text in and out of bytes. TextEncoder and TextDecoder cost some 300 ns a call, so
// that short ASCII, which most keys and values are, is faster by hand.

import { ConfigurationError } from "./errors.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true }); // It is the reply's.
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const short = 32;

/**
 * Writes text as UTF-8 at offset, where three bytes for each unit must be free, and
 * returns how many bytes it took. Half of a surrogate pair is refused, since UTF-8 has none:
 * all such texts would become the same.
 */
export function encodeInto(text: string, bytes: Uint8Array, offset: number): number {
  if (text.length <= short) {
    let i = 0;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        break;
      }
      bytes[offset + i] = unit;
    }
    if (i === text.length) {
      return i;
    }
  }
  if (!isWellFormed(text)) {
    throw new ConfigurationError("an argument is text with half of a surrogate pair, which UTF-8 does not have: pass bytes, or text.toWellFormed()");
  }
  return encoder.encodeInto(text, bytes.subarray(offset)).written;
}

const halfOfPair = /[\uD800-\uDFFF]/u; // in browsers of 2022

function isWellFormed(text: string & { isWellFormed?(): boolean }): boolean {
  return text.isWellFormed?.() ?? !halfOfPair.test(text);
}

/** How many bytes text takes as UTF-8, or fewer if it has more than limit. */
export function utf8Length(text: string, limit: number): number {
  const { Buffer } = globalThis as { Buffer?: { byteLength(text: string): number } };
  if (Buffer !== undefined) {
    return Buffer.byteLength(text); // Node's, and faster
  }
  let length = 0;
  for (let i = 0; i < text.length && length <= limit; i++) {
    const unit = text.charCodeAt(i);
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3; // two for each half of a pair
  }
  return length;
}

/** Reads UTF-8; what is none becomes U+FFFD. */
export function decode(bytes: Uint8Array, start: number, end: number): string {
  return shortText(bytes, start, end) ?? decoder.decode(bytes.subarray(start, end));
}

/** Reads UTF-8; throws a TypeError if it is none. */
export function decodeStrictly(bytes: Uint8Array, start: number, end: number): string {
  return shortText(bytes, start, end) ?? strict.decode(bytes.subarray(start, end));
}

/** Reads short ASCII; undefined if it is not that. */
function shortText(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start <= short) {
    let text = "";
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!;
      if (byte > 127) {
        return undefined;
      }
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return undefined;
}

/** What a value that was thrown says of itself, whatever it is. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "something was thrown that has no text";
  }
}

/** Bytes as a caller gets them: a Buffer where there are Buffers, which Node's programs expect. */
export function bytesOf(bytes: Uint8Array): Uint8Array {
  return NodeBuffer === undefined ? bytes : NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

const { Buffer: NodeBuffer } = globalThis as { Buffer?: { from(buffer: ArrayBufferLike, offset: number, length: number): Uint8Array } };
