// The Go program: loaded, started once, and called with bytes.

import {
  failedReply,
  fingerprint,
  statusByNode,
  statusEvent,
  statusFailure,
  statusMessages,
  statusNotExecuted, statusPartFailure, statusParts,
  statusReplies,
  statusReply,
  statusSubscriptions,
} from "./boundary_gen.js";
import { type Command, type Word, checkNames } from "./command.js";
import { ClosingError, ConfigurationError, ofServer } from "./errors.js";
import { report } from "./events.js";
import { PendingRequests } from "./pending_requests.js";
import { type Mailbox, run } from "./program.js";
import { RecordReader } from "./records.js";
import { Requests } from "./requests.js";
import { Reader } from "./resp.js";
import { AttachedSockets, type ProgramSocket, type SocketConstructor, closeSocket } from "./sockets.js";
import { emptyRecord } from "./shapes_tokens.js";
import { traced } from "./stack.js";
import { textOf } from "./text.js";
import { Together, mostTogether } from "./together.js";
import { compile } from "./wasm_file.js";
import type { BridgeDestination, ConnectionEvent, ConnectionEventType, InitOptions, WebSocketConstructor, WebSocketLike } from "./types.js";

/** What reads a reply: the command itself, or what has the same of it. */
export type ReplyReader = Pick<Command<unknown>, "read" | "asBytes" | "nodesAsPairs" | "errorsByNode">;

/** A request that has no reply yet. */
export interface PendingRequest {
  /** Called with the decoded reply; of a batch with an array of them, or null if it was not executed; of a subscription with the record's bytes. */
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** Whether strings are wanted as bytes. */
  readonly asBytes: boolean;
  /** What reads the reply, if the request has one; of a batch, one for each command. */
  readonly reader?: ReplyReader | readonly ReplyReader[] | undefined;
}

/** What the program calls for a client. */
export interface Registration {
  /** Makes the client's connections. */
  readonly webSocket: SocketConstructor;
  /** Those that are open. */
  readonly sockets: ReadonlySet<WebSocketLike>;
  /** What the client's addressMap makes of an address, see the type of that name. */
  destination(address: string): BridgeDestination | undefined;
  /** Takes an event; Go waits meanwhile. */
  event(event: ConnectionEvent): void;
}

/** The Go program, running. */
export class Runtime {
  private readonly requests = new Requests();
  private readonly pending = new PendingRequests<PendingRequest | Together>();
  private together: Together | undefined; // what the next command is sent with
  private readonly reader = new Reader();
  private scheduled = false;
  private endReason: string | undefined; // of the program
  private inbox = new Uint8Array(0);
  private submit: (batch: Uint8Array) => void = () => {};
  private readonly clients = new Map<number, Registration>();

  private constructor() {}

  /** Starts the program. */
  static async start(module: WebAssembly.Module): Promise<Runtime> {
    const runtime = new Runtime();
    await new Promise<void>((resolve, reject) => {
      let mailbox: Mailbox = { address: 0, size: 0 };
      const sockets = new AttachedSockets();
      const glissade = {
        started: (submit: (batch: Uint8Array) => void, build: string, address: number, size: number, addressee: number) => {
          if (build !== fingerprint) {
            reject(new ConfigurationError("valkey.wasm is of another build than this module; load the one that was shipped with it"));
            return;
          }
          mailbox = { address, size };
          runtime.submit = (batch) => {
            if (!program.send(mailbox, addressee, batch)) {
              submit(batch);
            }
          };
          resolve();
        },
        inbox: (length: number) => (runtime.inbox = new Uint8Array(length)),
        deliver: (length: number) => runtime.deliver(length),
        attach: (socket: ProgramSocket, number: number) => sockets.attach(socket, number, (bytes) => program.send(mailbox, number, bytes)),
        detach: (number: number) => sockets.detach(number),
        webSocket: (client: number) => runtime.clients.get(client)?.webSocket,
        destination: (client: number, address: string) => destinationOf(runtime.clients.get(client), address),
      };
      const send = (number: number, bytes: Uint8Array<ArrayBuffer>) => sockets.send(number, bytes);
      const program = run(module, glissade, send, (reason) => {
        runtime.end(reason);
        reject(new ClosingError(endMessage(reason)));
      });
    });
    return runtime;
  }

  /** Whether the program still runs. */
  get running(): boolean {
    return this.endReason === undefined;
  }

  /** Registers what makes a client's connections and takes its events. */
  register(client: number, registration: Registration): void {
    this.clients.set(client, registration);
  }

  /** Removes what a client has registered. */
  unregister(client: number): void {
    this.clients.delete(client);
  }

  /** How many clients there are, and how many connections they have. */
  counts(): [clients: number, connections: number] {
    let connections = 0;
    for (const { sockets } of this.clients.values()) {
      connections += sockets.size;
    }
    return [this.clients.size, connections];
  }

  /**
   * Sends a request with those of the same microtask. Throws if an argument cannot be
   * sent, and a ClosingError if the program has ended.
   */
  send(client: number, operation: number, args: readonly unknown[], lastIsOptions: boolean, request: PendingRequest): void {
    if (this.endReason !== undefined) {
      throw new ClosingError(endMessage(this.endReason));
    }
    this.schedule(request, (id) => this.requests.add(id, client, operation, args, lastIsOptions));
  }

  /** Sends a command, as send does. options are those of the call that are for Go. */
  sendCommand(client: number, words: readonly Word[], options: object | undefined, request: PendingRequest): void {
    if (this.endReason !== undefined) {
      throw new ClosingError(endMessage(this.endReason));
    }
    if (options !== undefined) {
      this.schedule(request, (id) => this.requests.addCommand(id, client, words, options));
      return;
    }
    this.requests.checkIdle();
    const { together } = this;
    const sentWith = together?.client === client && together.count < mostTogether ? together : this.startTogether(client);
    this.requests.addWords(words);
    sentWith.add(request);
    this.flushLater();
  }

  private startTogether(client: number): Together {
    this.endTogether();
    this.together = this.pending.make((id) => new Together(client, id));
    this.requests.startCommands(this.together.id, client);
    return this.together;
  }

  private endTogether(): void {
    const { together } = this;
    if (together !== undefined) {
      this.together = undefined;
      this.requests.endCommands(together.count);
      if (together.count === 0) {
        this.pending.take(together.id);
      }
    }
  }

  /** Adds a request with an id, and has it sent at the end of the microtask. */
  private schedule(request: PendingRequest, add: (id: number) => void): void {
    this.requests.checkIdle();
    this.endTogether();
    const id = this.pending.add(request);
    try {
      add(id);
    } catch (error) {
      this.pending.take(id);
      throw error;
    }
    this.flushLater();
  }

  private flushLater(): void {
    if (!this.scheduled) {
      this.scheduled = true;
      queueMicrotask(() => this.flush());
    }
  }

  /** Hands over at once what waits for the end of the microtask. What Go can answer without waiting it has then answered. */
  flush(): void {
    this.scheduled = false;
    this.endTogether();
    if (this.endReason !== undefined || this.requests.empty) {
      return;
    }
    this.submit(this.requests.encoded());
    this.requests.clear();
  }

  /** Rejects all pending requests, and closes the sockets, which are not read any more. */
  private end(reason: string): void {
    if (this.endReason !== undefined) {
      return;
    }
    this.endReason = reason;
    const unanswered = this.pending.takeAll().flatMap((request) => (request instanceof Together ? request.unanswered() : request));
    rejectEach(unanswered, () => new ClosingError(endMessage(reason), "maybeExecuted"));
    for (const client of this.clients.values()) {
      client.sockets.forEach(closeSocket);
    }
    this.clients.clear();
  }

  /** Reads the records that Go has put into the inbox. It never throws, since Go would not take it. */
  private deliver(length: number): void {
    const bytes = this.inbox;
    const view = new DataView(bytes.buffer);
    for (let at = 0, end = 0; at < length; at = end) {
      end = at + 4 + view.getUint32(at, true);
      try {
        this.record(view, at, end);
      } catch (error) {
        queueMicrotask(() => report(error));
      }
    }
  }

  private record(view: DataView, at: number, end: number): void {
    const id = view.getUint32(at + 4, true);
    const status = view.getUint8(at + 8);
    if (status === statusEvent) {
      this.clients.get(id)?.event(this.event(at + 9));
      return;
    }
    if (status === statusParts || status === statusPartFailure) {
      this.parts(id, status, view, at + 9, end);
      return;
    }
    const request = this.pending.take(id);
    if (status === statusFailure) {
      const failure = () => new RecordReader(this.inbox, at + 9).failure();
      if (id === 0) {
        this.end(failure().message);
      } else if (request instanceof Together) {
        rejectEach(request.unanswered(), failure);
      } else {
        request?.reject(failure());
      }
    } else if (request !== undefined && !(request instanceof Together)) {
      try {
        this.complete(request, status, view, at + 9, end);
      } catch (error) {
        request.reject(error);
      }
    }
  }

  /** Takes what became of some of the commands that were sent together. */
  private parts(id: number, status: number, view: DataView, at: number, end: number): void {
    const together = this.pending.get(id);
    if (!(together instanceof Together)) {
      return;
    }
    let place = view.getUint32(at, true);
    if (status === statusPartFailure) {
      together.take(place)?.reject(new RecordReader(this.inbox, at + 4).failure());
    } else {
      for (let next = at + 4; next < end; place++) {
        const start = next + 4;
        next = start + view.getUint32(start - 4, true);
        const request = together.take(place);
        try {
          request?.resolve(this.decode(request.reader as ReplyReader, start, next, request.asBytes));
        } catch (error) {
          rejectEach([request], () => error);
        }
      }
    }
    if (together.isOver) {
      this.pending.take(id);
    }
  }

  private complete(request: PendingRequest, status: number, view: DataView, at: number, end: number): void {
    switch (status) {
      case statusReply:
        request.resolve(this.decode(request.reader as ReplyReader, at, end, request.asBytes));
        return;
      case statusReplies:
        request.resolve(this.decodeAll(request, view, at));
        return;
      case statusByNode:
        request.resolve(this.decodeByNode(request, view, at));
        return;
      case statusNotExecuted:
        request.resolve(null);
        return;
      case statusMessages:
      case statusSubscriptions:
        request.resolve(this.inbox.slice(at, end));
        return;
      default:
        request.resolve(undefined);
    }
  }

  /** Decodes the replies of a batch; what fails has its error in its place. */
  private decodeAll(request: PendingRequest, view: DataView, at: number): unknown[] {
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
  private decodeByNode(request: PendingRequest, view: DataView, at: number): unknown {
    const results = emptyRecord<unknown>();
    const replyReader = request.reader as ReplyReader;
    const count = view.getUint32(at, true);
    for (let i = 0, next = at + 4; i < count; i++) {
      const reader = new RecordReader(this.inbox, next);
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
      return [failed ? new RecordReader(this.inbox, start).failure() : this.decode(reader, start, end, asBytes), end];
    } catch (error) {
      return [error, end];
    }
  }

  private decode(reader: ReplyReader, start: number, end: number, asBytes: boolean): unknown {
    this.reader.reset(this.inbox, start, end, reader.asBytes ?? asBytes);
    return reader.read(this.reader);
  }

  private event(at: number): ConnectionEvent {
    const reader = new RecordReader(this.inbox, at);
    const [type, address] = [reader.text(), reader.text()];
    const [attempt, wait] = [reader.number(), reader.number()];
    return {
      type: type as ConnectionEventType,
      address,
      ...(reader.byte() === 1 && { error: reader.failure() }),
      ...(attempt > 0 && { attempt, wait }),
    };
  }
}

/** What a client's addressMap says, as Go takes it. It never throws, since Go would not take it. */
function destinationOf(registration: Registration | undefined, address: string): [kind: string, text: string] {
  try {
    const found = registration?.destination(address);
    if (found === undefined) {
      return ["", ""];
    }
    const [kind, text] = typeof found === "string" ? ["address", found] : ["target", found?.target];
    return typeof text === "string" ? [kind, text] : ["error", "must be an address or { target } and is neither"];
  } catch (error) {
    return ["error", textOf(error)];
  }
}

/** Rejects requests, with an error for each, since each has a stack of its own. */
function rejectEach(requests: readonly (PendingRequest | undefined)[], error: () => unknown): void {
  for (const each of requests) {
    try {
      each?.reject(error());
    } catch (thrown) {
      queueMicrotask(() => report(thrown)); // by a signal; the others are rejected all the same
    }
  }
}

function endMessage(reason: string): string {
  return `the client's program has ended: ${reason}; every client that it had is closed, make a new one`;
}

let running: Promise<Runtime> | undefined;
let source: Pick<InitOptions, "wasmModule" | "wasmURL"> = {};
let chosenWebSocket: WebSocketConstructor | undefined;

/**
 * Loads and starts the client's program. It is called by createClient too, and does
 * nothing where that was done already; call it first to choose another wasm file or
 * constructor, or to load ahead of time.
 */
export function init(options: InitOptions = {}): Promise<void> {
  return traced(start(options).then(() => {}));
}

/** The running program, started if need be. A program that ended or failed to start is started anew. */
export async function start(options: InitOptions = {}): Promise<Runtime> {
  checkOptions(options);
  chosenWebSocket = options.webSocketConstructor ?? chosenWebSocket;
  if (options.wasmModule !== undefined || options.wasmURL !== undefined) {
    source = options; // to start it from again, should it end
  }
  const before = running;
  if (before !== undefined && (await isUsable(before))) {
    return before;
  }
  if (running === before) {
    running = (source.wasmModule ? Promise.resolve(source.wasmModule) : compile(source.wasmURL)).then((module) => Runtime.start(module));
  }
  return running!;
}

function checkOptions(options: InitOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new ConfigurationError('init takes an object such as { wasmURL: "https://cdn.example/valkey.wasm" }');
  }
  checkNames("init options", options, ["wasmURL", "wasmModule", "webSocketConstructor"] satisfies (keyof InitOptions)[]);
  const { wasmModule, webSocketConstructor } = options;
  if (wasmModule !== undefined && !isModule(wasmModule)) {
    throw new ConfigurationError("init wasmModule: must be a WebAssembly.Module; await WebAssembly.compileStreaming(fetch(url)) makes one");
  }
  if (webSocketConstructor !== undefined && typeof webSocketConstructor !== "function") {
    throw new ConfigurationError("init webSocketConstructor: must be a class like WebSocket");
  }
}

/** Whether it is a module, of whichever realm. */
function isModule(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}

async function isUsable(runtime: Promise<Runtime>): Promise<boolean> {
  try {
    return (await runtime).running;
  } catch {
    return false;
  }
}

/** The constructor to use for WebSockets. */
export function webSocketConstructor(): WebSocketConstructor {
  const constructor = chosenWebSocket ?? (globalThis as { WebSocket?: unknown }).WebSocket;
  if (typeof constructor !== "function") {
    throw new ConfigurationError("there is no WebSocket here: pass webSocketConstructor to init, in Node before 22 that of the package ws");
  }
  return constructor as WebSocketConstructor;
}
