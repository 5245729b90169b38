// What the commands of the server's modules have in common: how clients execute them and batches
// hold them, by customCommand. It is a module of its own, of which the page's first load has nothing.

import { checkNames, nameOf, oneOf, optionalList } from "./command.js";
import { BaseBatch, BaseClient, ConfigurationError, RequestError } from "./index.js";
import type { BatchOptions, CallOptions, GlideReturnType, GlideString } from "./types.js";
import type { Route } from "./types_cluster.js";

export { checkNames, double, flag, flagWord, integer, listOf, objectOf, oneOf, optionalList, pairsOf as pairsGiven } from "./command.js";

/** Makes of a reply, as customCommand has it in RESP2 and RESP3, what the method resolves to. */
export type ReadReply = (reply: GlideReturnType) => unknown;

/** A command of a module. */
export interface ModuleCommand {
  readonly words: readonly GlideString[];
  readonly read: ReadReply;
}

/** A method: the names of its arguments that come before the options, the names of its options, and what makes the command of them. */
export type ModuleMethod = readonly [
  parameters: readonly string[],
  options: readonly string[],
  make: (what: string, options: Record<string, any>, ...args: any[]) => ModuleCommand,
];

/** The methods of a module, by their names. */
export type ModuleMethods = Readonly<Record<string, ModuleMethod>>;

const callOptions = ["decoder", "route", "timeout", "signal", "idempotent", "replica", "cache", "cacheTtlMs"] satisfies (keyof CallOptions | "route")[];

type Custom = { customCommand(words: readonly GlideString[], options?: object): Promise<GlideReturnType> };
type Adding = { customCommand(words: readonly GlideString[]): void; readonly length: number };

/** The methods of a module that execute a command each by the client that is their first argument. */
export function onClients<T>(name: string, methods: ModuleMethods): T {
  return made(methods, (method, of) => async (client: unknown, ...args: unknown[]) => {
    const what = `${name}.${method}`;
    if (!(client instanceof BaseClient)) {
      throw new ConfigurationError(`${what} client: must be a GlideClient or a GlideClusterClient, not ${nameOf(client)}`);
    }
    const [{ words, read }, call] = commandOf(what, of, args, callOptions);
    const reply = await (client as unknown as Custom).customCommand(words, call);
    const route = call?.["route"] as Route | undefined;
    return route === "allNodes" || route === "allPrimaries" ? byAddress(reply, read) : read(reply);
  });
}

/** The methods of a module that add a command each to the batch that is their first argument, which they return. */
export function inBatches<T>(name: string, methods: ModuleMethods): T {
  return made(methods, (method, of) => (batch: unknown, ...args: unknown[]) => {
    const what = `${name}.${method}`;
    if (!(batch instanceof BaseBatch)) {
      throw new ConfigurationError(`${what} batch: must be a Batch or a ClusterBatch, not ${nameOf(batch)}`);
    }
    const [{ words, read }] = commandOf(what, of, args, []);
    const adding = batch as unknown as Adding;
    const place = adding.length;
    adding.customCommand(words);
    readLater(batch, place, read);
    return batch;
  });
}

function made<T>(methods: ModuleMethods, make: (method: string, of: ModuleMethod) => unknown): T {
  return Object.freeze(Object.fromEntries(Object.entries(methods).map(([method, of]) => [method, make(method, of)]))) as T;
}

/** The command of a call, and the options that are not the method's own, if there are any. */
function commandOf(what: string, [parameters, own, make]: ModuleMethod, args: unknown[], others: readonly string[]): [ModuleCommand, Record<string, unknown> | undefined] {
  const given = parameters.length;
  if (args.length > given + 1) {
    throw new ConfigurationError(`${what}: takes ${[...parameters, "options"].join(", ")}, and was given ${args.length - given - 1} more`);
  }
  const options = args[given] as Record<string, unknown> | undefined;
  // The time of a query is the server's to take; what the call may take has the name that it has in configurations.
  const ofCalls = own.includes("timeout") ? others.map((option) => (option === "timeout" ? "requestTimeout" : option)) : others;
  checkNames(`${what} options`, options, [...own, ...ofCalls]);
  const [ofMethod, ofCall]: Record<string, unknown>[] = [{}, {}];
  for (const [option, value] of Object.entries(options ?? {})) {
    if (value === null) {
      throw new ConfigurationError(`${what} options.${option}: must not be null; leave it out`);
    }
    if (own.includes(option)) {
      ofMethod![option] = value;
    } else {
      ofCall![option === "requestTimeout" ? "timeout" : option] = value;
    }
  }
  const command = make(what, ofMethod!, ...Array.from(parameters, (_, i) => args[i]));
  return [command, Object.keys(ofCall!).length > 0 ? ofCall : undefined];
}

/** The replies of several nodes, by their addresses. */
function byAddress(reply: GlideReturnType, read: ReadReply): Record<string, unknown> {
  return Object.fromEntries((reply as { key: string; value: GlideReturnType }[]).map(({ key, value }) => [key, read(value)]));
}

/** What reads the replies of batches, by their places. */
const readers = new WeakMap<BaseBatch, Map<number, ReadReply>>();
let reads = false;

/** Has exec return of a command of a batch what read makes of its reply. A batch knows no more of a custom command than its words. */
function readLater(batch: BaseBatch, place: number, read: ReadReply): void {
  const ofBatch = readers.get(batch) ?? new Map<number, ReadReply>();
  readers.set(batch, ofBatch.set(place, read));
  if (reads) {
    return;
  }
  reads = true;
  const { exec } = BaseClient.prototype;
  BaseClient.prototype.exec = async function (this: BaseClient, batch: BaseBatch, raiseOnError: boolean, options?: BatchOptions) {
    const results = await exec.call(this, batch, raiseOnError, options);
    for (const [place, read] of (results && readers.get(batch)) ?? []) {
      results![place] = readOrError(results![place]!, read, raiseOnError);
    }
    return results;
  };
}

function readOrError(reply: GlideReturnType, read: ReadReply, raises: boolean): GlideReturnType {
  if (reply instanceof Error) {
    return reply;
  }
  try {
    return read(reply) as GlideReturnType;
  } catch (error) {
    if (raises) {
      throw error;
    }
    return error as Error as GlideReturnType;
  }
}

// What methods make words of.

/** A string or bytes. */
export function text(value: unknown, what: string): GlideString {
  if (typeof value !== "string" && !(value instanceof Uint8Array)) {
    throw new ConfigurationError(`${what}: must be a string or a Uint8Array, not ${nameOf(value)}`);
  }
  return value;
}

/** The same, but not "". */
export function name(value: unknown, what: string, remedy: string): GlideString {
  if (text(value, what).length === 0) {
    throw new ConfigurationError(`${what}: is empty; ${remedy}`);
  }
  return value as GlideString;
}

/** A word, how many values follow, and these; nothing where there are none. */
export function counted(word: string, values: Iterable<GlideString> | undefined, what: string): GlideString[] {
  const list = Array.from(optionalList(values, what), (value, i) => text(value, `${what}[${i}]`));
  return list.length === 0 ? [] : [word, String(list.length), ...list];
}

/** Refuses what cannot be, with what to do about it. */
export function refuse(what: string, why: string): never {
  throw new ConfigurationError(`${what}: ${why}`);
}

/** A word and the value behind it, nothing where it was left out. */
export function optional<T>(word: string, value: T | undefined, spell: (value: T, what: string) => GlideString, what: string): GlideString[] {
  return value === undefined ? [] : [word, spell(value, what)];
}

/** One of several words, nothing where it was left out. */
export function optionalWord(value: string | undefined, what: string, words: readonly string[]): GlideString[] {
  return value === undefined ? [] : [oneOf(value, what, words)];
}

/** Bytes or a string as a string. */
export function plain(value: GlideString): string {
  return typeof value === "string" ? value : new TextDecoder().decode(value);
}

// What makes results of replies.

/** The error of a reply that is not what was wanted. */
export function unexpected(wanted: string, reply: unknown): Error {
  return new RequestError(`unexpected reply: expected ${wanted}, got ${reply instanceof Error ? reply.message : nameOf(reply)}`);
}

export const isText = (reply: unknown): reply is GlideString => typeof reply === "string" || reply instanceof Uint8Array;
export const isNumber = (reply: unknown): reply is number | bigint => typeof reply === "number" || typeof reply === "bigint";

/** What is a T by is, and otherwise throws. An error within a reply is thrown itself. */
export function readAs<T>(wanted: string, is: (reply: unknown) => reply is T): (reply: GlideReturnType) => T {
  return (reply) => {
    if (is(reply)) {
      return reply;
    }
    throw reply instanceof Error ? reply : unexpected(wanted, reply);
  };
}

export const readText = readAs("a string", isText);
export const readInteger = readAs("an integer", isNumber);
export const readOk = (reply: GlideReturnType): string => plain(readText(reply));

/** Reads null too. */
export function orNull<T>(read: (reply: GlideReturnType) => T): (reply: GlideReturnType) => T | null {
  return (reply) => (reply === null ? null : read(reply));
}

/** Reads a list of what each reads. */
export function listReader<T>(each: (reply: GlideReturnType) => T): (reply: GlideReturnType) => T[] {
  return (reply) => {
    if (!Array.isArray(reply)) {
      throw reply instanceof Error ? reply : unexpected("an array", reply);
    }
    return (reply as GlideReturnType[]).map(each);
  };
}

/** Reads a number that may be spelled as text, as RESP2 has those with a fraction. */
export function readNumber(reply: GlideReturnType): number | bigint {
  if (isNumber(reply)) {
    return reply;
  }
  const spelled = isText(reply) ? plain(reply) : "";
  const number = Number(spelled);
  if (spelled.trim() === "" || Number.isNaN(number)) {
    throw reply instanceof Error ? reply : unexpected("a number", reply);
  }
  return number;
}

/** Reads yes or no: a boolean, 1 or 0, or either as text. */
export function readTruth(reply: GlideReturnType): boolean {
  const said = isText(reply) ? plain(reply) : reply;
  if (said === true || said === 1 || said === "1" || said === "true") {
    return true;
  }
  if (said === false || said === 0 || said === "0" || said === "false") {
    return false;
  }
  throw reply instanceof Error ? reply : unexpected("a boolean", reply);
}

/** Reads names with values: of a map, or of an array in which they take turns. */
export function pairsOf(reply: GlideReturnType): [name: GlideString, value: GlideReturnType][] {
  const list = listReader((each) => each)(reply);
  const pairs: [GlideString, GlideReturnType][] = [];
  if (list.length > 0 && isPair(list[0])) {
    for (const { key, value } of list as unknown as { key: GlideReturnType; value: GlideReturnType }[]) {
      pairs.push([readText(key), value]);
    }
    return pairs;
  }
  if (list.length % 2 !== 0) {
    throw unexpected("names with values", reply);
  }
  for (let i = 0; i < list.length; i += 2) {
    pairs.push([readText(list[i]!), list[i + 1]!]);
  }
  return pairs;
}

/** Whether it is an element of a map. */
export function isPair(reply: unknown): boolean {
  return typeof reply === "object" && reply !== null && "key" in reply && "value" in reply;
}
