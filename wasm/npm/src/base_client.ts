// What clients of both kinds are.

import type { Decoder } from "./enums.js";
import { type BaseBatch, contentOf } from "./batch.js";
import {
  operationBatch,
  operationClose,
  operationCloseSubscription,
  operationDedicated,
  operationGetSubscriptions,
  operationOpenKeyEvents,
  operationOpenSubscription,
  operationReceive,
  operationResetPassword,
  operationSelect,
  operationShutdown,
  operationStatistics,
  operationUnwatch,
  operationUpdatePassword,
  operationWatch,
} from "./boundary_gen.js";
import { cacheStatisticsOf, lookupsOf } from "./client_side_cache.js";
import { ClientSubscriptions } from "./client_subscriptions.js";
import type { ScriptOptions } from "./commands/scripting_types.js";
import type { GlideClient } from "./client.js";
import { CreatedClient, nextClient, wantsBytes } from "./created_client.js";
import { type Attempt, type Held, transact } from "./dedicated.js";
import { type Command, checkCallValues, checkNames, checkObject, command, flag, integer, listOf as iterable, nameOf, recordOf, usableOptions } from "./command.js";
import type { OwnRequest } from "./custom_subscribing.js";
import { ClosingError, ConfigurationError, RequestError, ofServer } from "./errors.js";
import { type EventType, type Listener, Listeners } from "./events.js";
import { limitArguments, thrown } from "./methods.js";
import { Events } from "./message_queue.js";
import type { ReplyReader } from "./inbox.js";
import type { PendingRequest, Runtime } from "./runtime.js";
import { nextOk } from "./replies.js";
import { nextAny } from "./replies_any.js";
import { Script, keysAndArgs } from "./script.js";
import { abortable, signalOf } from "./signals.js";
import { type Change, addSubscribing, channelModes, listOf } from "./subscribing.js";
import { readNames, stateAsPairs, stateOf } from "./subscription_state.js";
import { traceMethods, traced } from "./stack.js";
import { statisticsOf, subscriptionCounts } from "./statistics.js";
import type { SubscriptionSource } from "./subscription.js";
import type {
  BatchOptions,
  CacheStatistics,
  CallOptions,
  ConnectionEvent,
  ConnectionEventType,
  GlideReturnType,
  GlideStatistics,
  GlideString,
  Statistics,
} from "./types.js";
import type { Route, RouteOption } from "./types_cluster.js";
import type {
  ClusterPubSubState,
  ClusterSubscriptionOptions,
  KeyEventOrMissed,
  KeyEventsOptions,
  MissedMessages,
  PubSubEvent,
  PubSubEventsOptions,
  PubSubMsg,
  SubscribeMethods,
} from "./types_pubsub.js";

let subscriptions = 0;

/** Makes a client of what the program has created for a dedicated connection. Class GlideClient sets it, whose methods those have. */
let makeDedicated: (created: CreatedClient) => GlideClient<any>;

/** Sets it. */
export function setDedicated(make: typeof makeDedicated): void {
  makeDedicated = make;
}

/** How long a transaction starts over whose connection is lost each time, in milliseconds. */
const lostPatience = 5_000;

/** The reply of what is done to all connections. */
const ok: ReplyReader = { read: nextOk };

// Interfaces and classes of one name merge: the methods come from the table.
export interface BaseClient extends SubscribeMethods {}

/** A client of either kind. */
export class BaseClient {
  readonly #runtime: Runtime;
  readonly #id: number;
  readonly #asBytes: boolean;
  readonly #statistics: Statistics;
  readonly #listeners: Listeners;
  readonly #subscriptions: ClientSubscriptions;
  readonly #hasCache: boolean;
  #closed = false;

  protected constructor(created: CreatedClient) {
    this.#runtime = created.runtime;
    this.#id = created.id;
    this.#asBytes = created.asBytes;
    this.#statistics = created.statistics;
    this.#listeners = created.listeners;
    this.#hasCache = created.hasCache;
    const program = {
      receive: (subscription: number, waits: boolean, request: PendingRequest) =>
        this.#runtime.send(this.#id, operationReceive, [subscription, waits], false, request),
      flush: () => this.#runtime.flush(),
      missed: (event: MissedMessages) => this.#listeners.emit("messagesMissed", event),
    };
    this.#subscriptions = new ClientSubscriptions(program, created.callback, created.asBytes);
  }

  /**
   * Executes a batch. Resolves to the results in order; a command that the server
   * refused has its error in its place, or with raiseOnError rejects the promise. A
   * transaction that a change of a watched key prevented resolves to null, see watch.
   */
  async exec(batch: BaseBatch, raiseOnError: boolean, options?: BatchOptions): Promise<GlideReturnType[] | null> {
    const { commands, replies } = contentOf(batch);
    if (typeof raiseOnError !== "boolean") {
      throw new ConfigurationError(`exec raiseOnError: must be true or false, not ${nameOf(raiseOnError)}`);
    }
    checkNames("exec options", options, ["timeout", "idempotent", "decoder", "signal", ...(this.inCluster ? ["route", "retryStrategy"] : [])]);
    checkCallValues("exec", options);
    const args = [batch.isAtomic, commands, options ?? {}];
    const results = await this.#send<GlideReturnType[] | null>(operationBatch, args, true, options, replies, batch.length);
    const failed = raiseOnError ? results?.find((result) => result instanceof Error) : undefined;
    if (failed !== undefined) {
      throw failed;
    }
    return results;
  }

  /**
   * Has the client's next transaction, which is the next exec of an atomic batch, executed
   * only if none of keys has changed until then; otherwise it resolves to null. Await it
   * before reading what the transaction depends on. Further calls add keys. The keys are
   * watched on a dedicated connection of the client, which exec, unwatch and close give
   * back; if it is lost the transaction rejects with a ConnectionError. Callers who share a
   * client share what it watches: those who run transactions at the same time need a client
   * each.
   *
   *     await client.watch(["stock"]);
   *     const stock = Number(await client.get("stock"));
   *     const results = await client.exec(new Batch(true).set("stock", String(stock - 1)), true);
   *
   * In a cluster watched keys, and those of the transaction, must lie in one slot: exec
   * rejects with a ConfigurationError otherwise.
   */
  async watch(keys: Iterable<GlideString>): Promise<"OK"> {
    return this.#send(operationWatch, [iterable(keys, "watch keys")], false, undefined, ok);
  }

  /** Ends the watching of keys. */
  protected endWatch(route: Route | undefined): Promise<"OK"> {
    return this.#send(operationUnwatch, [route], false, undefined, ok);
  }

  /** Makes a client of a connection of its own, to the primary that has the keys, which are watched or not. */
  protected async openDedicated(keys: GlideString[], watches: boolean, options: Pick<CallOptions, "signal"> | undefined): Promise<Held> {
    const id = nextClient();
    const runtime = this.#runtime;
    try {
      await this.#send(operationDedicated, [id, keys, watches], false, options);
    } catch (error) {
      if (options?.signal?.aborted) {
        runtime.send(id, operationClose, [], false, { resolve() {}, reject() {}, asBytes: false });
      }
      throw error;
    }
    const created = new CreatedClient(runtime, id, this.#asBytes, this.#statistics, new Listeners(), undefined, false);
    return Object.assign(makeDedicated(created), { release(this: BaseClient) { this.close(); } });
  }

  /**
   * Changes keys depending on what they hold, without a lock: attempt reads what it needs by the
   * connection that it is called with, which watches keys, and returns the changes as an atomic
   * batch. They are executed if none of keys was changed meanwhile; otherwise all of it is
   * repeated, after a pause that is random and grows, until the signal is aborted. Resolves to
   * the results, errors of single commands in their places, or to null where attempt has
   * returned null, as there was nothing to do.
   *
   *     await client.transaction(["stock"], async (tx) => new Batch(true).set("stock", String(Number(await tx.get("stock")) - 1)));
   *
   * attempt may be called many times, and should do nothing but read and compute. A connection
   * that is lost before EXEC was sent is a reason to start over too. In a cluster all keys must
   * lie in one slot.
   */
  async transaction(
    keys: Iterable<GlideString>,
    attempt: Attempt,
    options?: Pick<CallOptions, "signal">,
  ): Promise<GlideReturnType[] | null> {
    const list = iterable(keys, "transaction keys");
    if (list.length === 0) {
      throw new ConfigurationError("transaction keys: is empty; give the keys that must not change");
    }
    if (typeof attempt !== "function") {
      throw new ConfigurationError(`transaction attempt: must be a function that returns the changes as a batch, not ${nameOf(attempt)}`);
    }
    checkNames("transaction options", options, ["signal"]);
    checkCallValues("transaction", options);
    return transact(() => this.openDedicated(list, true, options), attempt, lostPatience, options?.signal);
  }

  /**
   * Executes a Lua script: by its hash, and by its source where the server does not
   * know it yet.
   */
  invokeScript(script: Script, options?: ScriptOptions & CallOptions): Promise<GlideReturnType> {
    return this.invoke("invokeScript", script, options);
  }

  /** Executes a Lua script. Of several nodes those are sent the source that do not know it yet. */
  protected async invoke(method: string, script: Script, options: (ScriptOptions & CallOptions & RouteOption) | undefined): Promise<GlideReturnType> {
    if (!(script instanceof Script)) {
      throw new ConfigurationError(`${method} script: must be a Script: new Script(source)`);
    }
    checkNames(`${method} options`, options, method === "invokeScript" ? ["keys", "args", ...usableOptions(this.inCluster)] : ["args", ...usableOptions(true)]);
    checkCallValues(method, options);
    const words = keysAndArgs(method, options);
    const code = script.getCode();
    const send = (name: string, text: GlideString, own: object | undefined = options) =>
      this.execute({ ...command(nextAny, name, text, ...words), errorsByNode: true }, own, false) as Promise<GlideReturnType>;
    let result: GlideReturnType;
    try {
      result = await send("EVALSHA", script.getHash());
    } catch (error) {
      if (code === undefined || !isUnknownScript(error)) {
        throw error;
      }
      await this.makeKnown(code);
      return send("EVAL", code);
    }
    if (options?.route !== "allNodes" && options?.route !== "allPrimaries") {
      return result;
    }
    const byAddress = result as Record<string, GlideReturnType>;
    const retry = async (address: string): Promise<void> => {
      if (code !== undefined && isUnknownScript(byAddress[address])) {
        byAddress[address] = await send("EVAL", code, { ...options, route: { type: "routeByAddress", host: address } satisfies Route });
      }
      if (byAddress[address] instanceof Error) {
        throw ofServer(byAddress[address], address);
      }
    };
    await Promise.all(Object.keys(byAddress).map(retry));
    return byAddress;
  }

  /** Whether it is a cluster's. */
  protected get inCluster(): boolean {
    return false;
  }

  /** Has all servers know a script that one does not know. */
  protected makeKnown(_code: GlideString): Promise<void> {
    return Promise.resolve(); // executing it does
  }

  /** Executes a command that commands/ has made. */
  protected execute(command: Command<unknown>, options: CallOptions | undefined, inCluster: boolean): Promise<unknown> {
    if (command.ownRequest !== undefined) {
      return traced(this.#ask(command.ownRequest, options));
    }
    const reply = new Promise((resolve, reject) => {
      this.#checkOpen();
      const request = abortable(signalOf(options), {
        resolve,
        reject,
        asBytes: wantsBytes(options?.decoder, this.#asBytes),
        reader: command,
      });
      this.#runtime.sendCommand(this.#id, command.words, settingsOf(command, options, inCluster), request);
      this.#statistics.commands++;
    });
    return traced(reply);
  }

  /** Sends a request that is no command. */
  protected request(operation: number, args: readonly unknown[], options: CallOptions | undefined, reader: ReplyReader): Promise<unknown> {
    return this.#send(operation, args, false, options, reader);
  }

  /**
   * Changes the database of all of the client's connections, those that are made
   * later included. Commands that are under way are executed in the old or in the new
   * one: await the promise before sending more. Rejects with a RequestError if there
   * is no such database; all connections then keep what they had.
   */
  async select(databaseId: number): Promise<"OK"> {
    integer(databaseId, "select databaseId");
    return this.#send(operationSelect, [databaseId], false, undefined, ok);
  }

  /**
   * Replaces the password with which connections are made from now on, as when it was
   * changed on the server. With immediateAuth the connections that exist are
   * authenticated with it too. Rejects if the server refuses the password, which is
   * kept nevertheless.
   */
  async updateConnectionPassword(password: string, immediateAuth?: boolean): Promise<"OK"> {
    if (typeof password !== "string") {
      throw new ConfigurationError(`updateConnectionPassword password: must be a string, not ${nameOf(password)}`);
    }
    flag(immediateAuth, "updateConnectionPassword immediateAuth");
    return this.#send(operationUpdatePassword, [password, immediateAuth], false, undefined, ok);
  }

  /** Has connections made without authentication from now on. */
  resetConnectionPassword(): Promise<"OK"> {
    return this.#send(operationResetPassword, [], false, undefined, ok);
  }

  /**
   * Has listener called with each event of that type from now on, in order, until the
   * function that it returns is called or the client is closed. An error that a
   * listener throws is reported like one that nobody catches, by reportError or on
   * the console, and concerns nothing else.
   *
   *     const stop = client.on("disconnected", ({ address, error }) => console.warn(address, error));
   */
  on(type: ConnectionEventType, listener: (event: ConnectionEvent) => void): () => void;
  /**
   * The same where messages of the client's own subscriptions may be missing, which the
   * callback and getPubSubMessage cannot tell. It is called before the message that comes
   * next.
   */
  on(type: "messagesMissed", listener: (event: MissedMessages) => void): () => void;
  on(type: EventType, listener: (event: never) => void): () => void {
    return this.#listeners.add(type, listener as Listener);
  }

  /**
   * Resolves to the next message of the channels that the client is configured with, or
   * has subscribed itself. Rejects with a ConfigurationError if a callback gets them,
   * and with a ClosingError when the client is closed.
   */
  async getPubSubMessage(options: CallOptions = {}): Promise<PubSubMsg> {
    this.#checkOpen();
    checkObject("getPubSubMessage options", options);
    return this.#subscriptions.next(wantsBytes(options.decoder, this.#asBytes), signalOf(options));
  }

  /** Returns the next message if there is one already, or null. */
  tryGetPubSubMessage(decoder?: Decoder): PubSubMsg | null {
    this.#checkOpen();
    return this.#subscriptions.tryNext(wantsBytes(decoder, this.#asBytes));
  }

  /**
   * Iterates over what getPubSubMessage has, and what is told in its place where messages
   * may be missing. The end of the iteration leaves the channels subscribed.
   */
  pubSubEvents(options: PubSubEventsOptions = {}): AsyncIterableIterator<PubSubEvent> {
    this.#checkOpen();
    checkObject("pubSubEvents options", options);
    return this.#subscriptions.events(wantsBytes(options.decoder, this.#asBytes), signalOf(options));
  }

  /** Resolves to what the client is to be subscribed to, and to what servers have confirmed. */
  async getSubscriptions(): Promise<ClusterPubSubState> {
    const record = await this.#send<Uint8Array>(operationGetSubscriptions, [], false, undefined);
    return stateOf(readNames(record, false));
  }

  /** Does what a custom command asks of the client's own subscription. */
  async #ask([operation, ...args]: OwnRequest, options: CallOptions | undefined): Promise<GlideReturnType> {
    if (operation !== operationGetSubscriptions) {
      await this.change(operation, args, options);
      return null;
    }
    const record = await this.#send<Uint8Array>(operation, args, false, options);
    return stateAsPairs(readNames(record, wantsBytes(options?.decoder, this.#asBytes)));
  }

  /**
   * Follows what happens to keys, on all primaries of a cluster, and resolves once they have
   * confirmed it: what is read then is a state that the events follow. Rejects with a
   * ConfigurationError where a server's setting notify-keyspace-events has it send nothing,
   * which says what to set.
   *
   *     for await (const event of await client.keyEvents({ pattern: "user:*", signal })) {
   *       if (event.type === "keyEvent") console.log(event.event, event.key);
   *       else console.warn(event.error); // events may be missing here; more come
   *     }
   */
  async keyEvents(options: KeyEventsOptions = {}): Promise<AsyncIterableIterator<KeyEventOrMissed>> {
    const { queue, asBytes, signal, change, closed } = await this.#open(operationOpenKeyEvents, "keyEvents", options);
    return new Events<KeyEventOrMissed>(queue, asBytes, signal, () => {
      closed();
      return change(operationCloseSubscription, [], undefined).catch(() => {}); // the client may be closed
    });
  }

  /** Makes a subscription. */
  protected async openSubscription<S>(options: ClusterSubscriptionOptions, Kind: new (source: SubscriptionSource) => S): Promise<S> {
    return new Kind(await this.#open(operationOpenSubscription, "subscription", options));
  }

  async #open(operation: number, method: string, options: ClusterSubscriptionOptions & KeyEventsOptions): Promise<SubscriptionSource> {
    const { signal: _, decoder, ...settings } = recordOf(options, `${method} options`);
    const signal = signalOf(options);
    const asBytes = wantsBytes(decoder, this.#asBytes);
    for (const field of ["channels", "patterns", "shardedChannels", "events"] as const) {
      const names = settings[field];
      if (names !== undefined && names !== null) {
        settings[field] = listOf(names, `${method} options.${field}`) as string[];
      }
    }
    const id = ++subscriptions;
    const change: Change = (operation, args, options) => this.#send(operation, [id, ...args], false, options);
    const queue = this.#subscriptions.open(id);
    try {
      await change(operation, [settings], { signal });
    } catch (error) {
      this.#subscriptions.close(queue);
      change(operationCloseSubscription, [], undefined).catch(() => {}); // where the signal has ended the wait
      throw error;
    }
    return { queue, asBytes, signal, change, closed: () => this.#subscriptions.close(queue) };
  }

  /** Changes the client's own subscription. */
  protected change(...[operation, args, options]: Parameters<Change>): Promise<void> {
    return this.#send(operation, [0, ...args], false, options);
  }

  /**
   * Counts in the form of GLIDE: the clients that are open in this program and their
   * connections, and of this client how often its subscriptions were not those that it is
   * to have, and when they were last, in milliseconds since 1970, and what became of values that it
   * compresses.
   */
  getStatistics(): GlideStatistics {
    return statisticsOf(...this.#runtime.counts(), this.#counts());
  }

  /** Counts of the client's cache. Throws a ConfigurationError if it has none. */
  getCacheStatistics(): CacheStatistics {
    if (!this.#hasCache) {
      throw new ConfigurationError("client-side caching is not enabled; give createClient a clientSideCache");
    }
    return cacheStatisticsOf(this.#counts().slice(-8));
  }

  /** Resolves to the part of the reads that the cache has answered, from 0 to 1; 0 where there were none. */
  async getCacheHitRate(): Promise<number> {
    const counts = this.getCacheStatistics();
    return counts.hits / (lookupsOf(counts) || 1);
  }

  /** Resolves to the part of the reads that it has not answered: they were sent, or waited for another that was. */
  async getCacheMissRate(): Promise<number> {
    const counts = this.getCacheStatistics();
    return (counts.misses + counts.shared) / (lookupsOf(counts) || 1);
  }

  /** Resolves to how many replies the cache has now. */
  async getCacheEntryCount(): Promise<number> {
    return this.getCacheStatistics().entries;
  }

  /** Resolves to how many have left the cache for want of memory. */
  async getCacheEvictions(): Promise<number> {
    return this.getCacheStatistics().evictions;
  }

  /** Resolves to how many were too old when they were asked for. */
  async getCacheExpirations(): Promise<number> {
    return this.getCacheStatistics().expirations;
  }

  /** Resolves to how many reads were looked up in the cache. */
  async getCacheTotalLookups(): Promise<number> {
    return lookupsOf(this.getCacheStatistics());
  }

  /** What Go counts. */
  #counts(): readonly number[] {
    this.#checkOpen();
    let counts: readonly number[] = [];
    const resolve = (value: unknown) => (counts = value as number[]);
    this.#runtime.send(this.#id, operationStatistics, [], false, { resolve, reject: () => {}, asBytes: false, reader: subscriptionCounts });
    this.#runtime.flush(); // Go answers it without waiting.
    return counts;
  }

  /** What the client has sent and received so far. */
  statistics(): Statistics {
    return { ...this.#statistics };
  }

  /**
   * Closes the client. Calls that are under way, and later ones, reject with a
   * ClosingError.
   */
  close(): void {
    void this.#close(operationClose);
  }

  /**
   * Closes the client once the calls that are under way are answered, or after timeout,
   * in milliseconds; those that are not answered by then, and later ones, reject with a
   * ClosingError.
   */
  async shutdown(timeout = 5_000): Promise<void> {
    if (!Number.isFinite(timeout) || timeout < 0) {
      throw new ConfigurationError("shutdown timeout: must be a number of milliseconds");
    }
    await this.#close(operationShutdown, [timeout]);
  }

  /** Closes the client at the end of an "await using" block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close(operationClose);
  }

  #close(operation: number, args: readonly unknown[] = []): Promise<void> {
    if (this.#closed) {
      return Promise.resolve();
    }
    this.#closed = true;
    this.#listeners.close();
    this.#subscriptions.closeAll();
    return new Promise<void>((resolve) => {
      const done = () => {
        this.#runtime.unregister(this.#id);
        resolve();
      };
      try {
        this.#runtime.send(this.#id, operation, args, false, { resolve: done, reject: done, asBytes: false });
      } catch {
        done(); // the program has ended, and the client with it
      }
    });
  }

  #checkOpen(): void {
    if (this.#closed) {
      throw new ClosingError();
    }
  }

  #send<T>(
    operation: number,
    args: readonly unknown[],
    lastIsOptions: boolean,
    options: CallOptions | undefined,
    reader?: PendingRequest["reader"],
    commands = 1,
  ): Promise<T> {
    const reply = new Promise<T>((resolve, reject) => {
      this.#checkOpen();
      const request = abortable(signalOf(options), {
        resolve: resolve as (value: unknown) => void,
        reject,
        asBytes: wantsBytes(options?.decoder, this.#asBytes),
        reader,
      });
      this.#runtime.send(this.#id, operation, args, lastIsOptions, request);
      this.#statistics.commands += commands;
    });
    return traced(reply);
  }

  static {
    limitArguments(
      BaseClient.prototype,
      {
        invokeScript: 2, select: 1, updateConnectionPassword: 2, resetConnectionPassword: 0, getPubSubMessage: 1, getSubscriptions: 0, keyEvents: 1, shutdown: 1,
        watch: 1, transaction: 3, getCacheHitRate: 0, getCacheMissRate: 0, getCacheEntryCount: 0, getCacheEvictions: 0, getCacheExpirations: 0, getCacheTotalLookups: 0,
      },
      (error) => Promise.reject(error),
    );
    limitArguments(BaseClient.prototype, { on: 2, tryGetPubSubMessage: 1, pubSubEvents: 1, statistics: 0, getStatistics: 0, getCacheStatistics: 0, close: 0 }, thrown);
    traceMethods(BaseClient.prototype, ["exec", "invokeScript", "getPubSubMessage", "getSubscriptions", "keyEvents", "openSubscription", "shutdown", "watch", "transaction"]);
    addSubscribing(BaseClient.prototype, [channelModes.Exact, channelModes.Pattern], (client, ...call) => client.change(...call));
  }
}

/** The options of a call that are for Go, if there are any. */
function settingsOf(command: Command<unknown>, options: (CallOptions & RouteOption) | undefined, inCluster: boolean): object | undefined {
  const route = options?.route ?? (inCluster ? command.route : undefined);
  if (route === undefined && options === undefined && !command.byAddress) {
    return undefined;
  }
  const { timeout, idempotent, replica, cache, cacheTtlMs } = options ?? {};
  const settings = { route, timeout, idempotent, replica, cache, cacheTtlMs, everyServer: command.byAddress };
  // What is false, 0 or "" was said too.
  const said = Object.entries(settings).filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof RequestError && error.code === "NOSCRIPT";
}
