// The Go program: loaded, started once, and called with bytes.

import {
  fingerprint,
  operationCancel,
  operationNone,
  operationReconnect,
  statusByNode,
  statusEvent,
  statusFailure,
  statusInvalidation,
  statusMessages,
  statusNotExecuted,
  statusPartFailure,
  statusParts,
  statusReplies,
  statusReply,
  statusSubscriptions,
} from "./boundary_gen.js";
import type { Asked } from "./asked.js";
import type { Invalidated } from "./client_side_cache.js";
import type { Word } from "./command.js";
import { ClosingError, ConfigurationError } from "./errors.js";
import { report } from "./events.js";
import { type Expected, Inbox, type ReplyReader } from "./inbox.js";
import { PendingRequests } from "./pending_requests.js";
import { type Mailbox, run } from "./program.js";
import { Requests } from "./requests.js";
import { AttachedSockets, type ProgramSocket, type Closable, type SocketConstructor, closeSocket } from "./sockets.js";
import { textOf } from "./text.js";
import { Together, mostTogether } from "./together.js";
import type { Deliver, TcpSocket } from "./tcp_socket.js";
import type { BridgeDestination, ConnectionEvent } from "./types.js";

/** A request that has no reply yet. */
export interface PendingRequest extends Expected {
  /** Called with the decoded reply; of a batch with an array of them, or null if it was not executed; of a subscription with the record's bytes. */
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** Withdraws what was not sent of it. The runtime sets it, of a request that has one. */
  withdraw?: () => void;
}

/** What the program calls for a client. */
export interface Registration {
  /** Makes the client's connections by the bridge. */
  readonly webSocket: SocketConstructor | undefined;
  /** Makes those without a bridge. */
  open(address: string, deliver: Deliver, most: number): TcpSocket | undefined;
  /** Those that are open. */
  readonly sockets: Set<Closable>;
  /** What the client's addressMap makes of an address, see the type of that name. */
  destination(address: string): BridgeDestination | undefined;
  /** What its settings that are functions have said, if there are any. */
  readonly asked: Asked | undefined;
  /** Takes an event; Go waits meanwhile. */
  event(event: ConnectionEvent): void;
  /** Takes what its cache is not to believe any more. */
  readonly invalidated: Invalidated;
}

/** The Go program, running. */
export class Runtime {
  private readonly requests = new Requests();
  private readonly pending = new PendingRequests<PendingRequest | Together>();
  private together: Together | undefined; // what the next command is sent with
  private readonly inbox = new Inbox();
  private scheduled = false;
  private flushes = 0; // how many times requests were handed over
  private endReason: string | undefined; // of the program
  private submit: (batch: Uint8Array) => void = () => {};
  private readonly clients = new Map<number, Registration>();
  private later = (call: () => void) => queueMicrotask(call); // which browsers and Workers refuse as a method of ours

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
        inbox: (length: number) => runtime.inbox.open(length),
        deliver: (length: number) => runtime.deliver(length),
        attach: (socket: ProgramSocket, number: number) => sockets.attach(socket, number, (bytes) => program.send(mailbox, number, bytes)),
        detach: (number: number) => sockets.detach(number),
        open: (client: number, address: string, number: number) =>
          sockets.add(number, runtime.clients.get(client)?.open(address, (kind, bytes) => program.send(mailbox, number + kind, bytes), mailbox.size)),
        pause: (number: number, paused: boolean) => sockets.tcp(number)?.pause(paused),
        close: (number: number) => {
          sockets.tcp(number)?.close();
          sockets.detach(number);
        },
        webSocket: (client: number) => runtime.clients.get(client)?.webSocket,
        destination: (client: number, address: string) => destinationOf(runtime.clients.get(client), address),
        asked: (client: number) => runtime.clients.get(client)?.asked?.told() ?? "",
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

  /** Registers what makes a client's connections and takes its events. later has requests sent together that are made before it calls back. */
  register(client: number, registration: Registration, later = this.later): void {
    this.clients.set(client, registration);
    this.later = later;
  }

  /** Removes what a client has registered. */
  unregister(client: number): void {
    this.clients.delete(client);
  }

  /** Has connections that are waited for made now. */
  reconnect(): void {
    for (const client of this.clients.keys()) {
      this.send(client, operationReconnect, [], false, { resolve() {}, reject() {}, asBytes: false });
    }
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
    if (options !== undefined || request.withdraw !== undefined) {
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
    const start = this.requests.length;
    try {
      add(id);
    } catch (error) {
      this.pending.take(id);
      throw error;
    }
    if (request.withdraw !== undefined) {
      this.requests.mark(start);
      const { flushes } = this;
      request.withdraw = () => (flushes === this.flushes ? this.drop(id, start) : queueMicrotask(() => this.cancel(id, request)));
    }
    this.flushLater();
  }

  /** Drops a request that was not handed over. */
  private drop(id: number, start: number): void {
    this.pending.take(id);
    this.requests.mark(start, operationNone);
  }

  /** Has Go give up a request, unless it is answered. Until it is its number is its own. */
  private cancel(id: number, request: PendingRequest): void {
    if (this.pending.get(id) === request) {
      this.endTogether();
      this.requests.add(id, 0, operationCancel, [], false);
      this.flushLater();
    }
  }

  private flushLater(): void {
    if (!this.scheduled) {
      this.scheduled = true;
      this.later(() => this.flush());
    }
  }

  /** Hands over at once what waits for the end of the microtask. What Go can answer without waiting it has then answered. */
  flush(): void {
    this.scheduled = false;
    this.endTogether();
    if (this.endReason !== undefined || this.requests.empty) {
      return;
    }
    this.flushes++;
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
    const view = new DataView(this.inbox.bytes.buffer);
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
      this.clients.get(id)?.event(this.inbox.event(at + 9));
      return;
    }
    if (status === statusInvalidation) {
      this.clients.get(id)?.invalidated?.(this.inbox.record(at + 9));
      return;
    }
    if (status === statusParts || status === statusPartFailure) {
      this.parts(id, status, view, at + 9, end);
      return;
    }
    const request = this.pending.take(id);
    if (status === statusFailure) {
      const failure = () => this.inbox.failure(at + 9);
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
      together.take(place)?.reject(this.inbox.failure(at + 4));
    } else {
      for (let next = at + 4; next < end; place++) {
        const start = next + 4;
        next = start + view.getUint32(start - 4, true);
        const request = together.take(place);
        try {
          request?.resolve(this.inbox.decode(request.reader as ReplyReader, start, next, request.asBytes));
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
        request.resolve(this.inbox.decode(request.reader as ReplyReader, at, end, request.asBytes));
        return;
      case statusReplies:
        request.resolve(this.inbox.decodeAll(request, view, at));
        return;
      case statusByNode:
        request.resolve(this.inbox.decodeByNode(request, view, at));
        return;
      case statusNotExecuted:
        request.resolve(null);
        return;
      case statusMessages:
      case statusSubscriptions:
        request.resolve(this.inbox.bytes.slice(at, end));
        return;
      default:
        request.resolve(undefined);
    }
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
