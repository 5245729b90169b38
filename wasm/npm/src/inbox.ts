// What the Go program has handed over: records, and the replies in them.

import { failedReply } from "./boundary_gen.js";
import type { Command } from "./command.js";
import { type ValkeyError, ofServer } from "./errors.js";
import { RecordReader } from "./records.js";
import { Reader } from "./resp.js";
import { emptyRecord } from "./shapes_tokens.js";
import type { ConnectionEvent, ConnectionEventType } from "./types.js";

/** What reads a reply: the command itself, or what has the same of it. */
export type ReplyReader = Pick<Command<unknown>, "read" | "asBytes" | "nodesAsPairs" | "errorsByNode">;

/** What is to be known of a request to read its reply. */
export interface Expected {
  /** Whether strings are wanted as bytes. */
  readonly asBytes: boolean;
  /** What reads the reply, if the request has one; of a batch, one for each command. */
  readonly reader?: ReplyReader | readonly ReplyReader[] | undefined;
}

/** The bytes that were handed over last, and what reads them. */
export class Inbox {
  bytes = new Uint8Array(0);
  private readonly reader = new Reader();

  /** Makes room for as many bytes. */
  open(length: number): Uint8Array {
    return (this.bytes = new Uint8Array(length));
  }

  /** The error of a record. */
  failure(at: number): ValkeyError {
    return new RecordReader(this.bytes, at).failure();
  }

  /** Decodes the replies of a batch; what fails has its error in its place. */
  decodeAll(request: Expected, view: DataView, at: number): unknown[] {
    const results: unknown[] = [];
    const count = view.getUint32(at, true);
    for (let i = 0, next = at + 4; i < count; i++) {
      const [result, end] = this.replyOf(view, next, (request.reader as readonly ReplyReader[])[i]!, request.asBytes);
      results.push(result);
      next = end;
    }
    return results;
  }

  /** Decodes the replies of several nodes to one command. It throws the first error, as GLIDE rejects, unless the command wants them all. */
  decodeByNode(request: Expected, view: DataView, at: number): unknown {
    const results = emptyRecord<unknown>();
    const replyReader = request.reader as ReplyReader;
    const count = view.getUint32(at, true);
    for (let i = 0, next = at + 4; i < count; i++) {
      const reader = new RecordReader(this.bytes, next);
      const address = reader.text();
      [results[address], next] = this.replyOf(view, reader.at, replyReader, request.asBytes);
    }
    for (const [address, result] of Object.entries(results)) {
      if (result instanceof Error && !replyReader.errorsByNode) {
        throw ofServer(result, address);
      }
    }
    return replyReader.nodesAsPairs ? Object.entries(results).map(([key, value]) => ({ key, value })) : results;
  }

  /** Decodes one of several replies, or its error, and returns it with where it ends. */
  private replyOf(view: DataView, at: number, reader: ReplyReader, asBytes: boolean): [result: unknown, end: number] {
    const failed = view.getUint8(at) === failedReply;
    const start = at + 5;
    const end = start + view.getUint32(at + 1, true);
    try {
      return [failed ? new RecordReader(this.bytes, start).failure() : this.decode(reader, start, end, asBytes), end];
    } catch (error) {
      return [error, end];
    }
  }

  /** Decodes a reply. */
  decode(reader: ReplyReader, start: number, end: number, asBytes: boolean): unknown {
    this.reader.reset(this.bytes, start, end, reader.asBytes ?? asBytes);
    return reader.read(this.reader);
  }

  /** What a record has. */
  record(at: number): RecordReader {
    return new RecordReader(this.bytes, at);
  }

  /** The event of a record. */
  event(at: number): ConnectionEvent {
    const reader = new RecordReader(this.bytes, at);
    const [kind, address] = [reader.text(), reader.text()];
    const [attempt, wait] = [reader.number(), reader.number()];
    return {
      type: kind.replace(/ ./, (match) => match.trim().toUpperCase()) as ConnectionEventType, // "connect failed" in Go
      address,
      ...(reader.byte() === 1 && { error: reader.failure() }),
      ...(attempt > 0 && { attempt, wait }),
    };
  }
}
