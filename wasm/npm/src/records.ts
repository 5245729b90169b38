// What Go's records have beside replies. The format is described in
// wasm/internal/boundary; both sides are built together.

import { type ValkeyError, errorOf } from "./errors.js";
import { bytesOf, decode } from "./text.js";
import type { GlideString } from "./types.js";

/** Reads numbers, strings and errors one after the other. */
export class RecordReader {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    /** Where the next is. */
    public at: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Whether there is no more. */
  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.view.getUint8(this.at++);
  }

  number(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  text(): string {
    return this.string(false) as string;
  }

  /** Reads a string; as bytes it is a copy. */
  string(asBytes: boolean): GlideString {
    const length = this.number();
    const start = this.at;
    this.at += length;
    return asBytes ? bytesOf(this.bytes.slice(start, this.at)) : decode(this.bytes, start, this.at);
  }

  /** Reads a count and as many strings. */
  texts(): string[] {
    const list: string[] = [];
    for (let left = this.number(); left > 0; left--) {
      list.push(this.text());
    }
    return list;
  }

  failure(): ValkeyError {
    return errorOf(this.byte(), this.byte(), this.text(), this.text(), this.text());
  }
}
