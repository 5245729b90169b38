// The types of what the methods about scripts and functions take and return.

import type { FunctionRestorePolicy } from "../enums.js";
import type { GlideString } from "../types.js";

/** What a script is called with. */
export interface ScriptOptions {
  /** The keys that it uses, KEYS in Lua. In a cluster they must all be of one slot. */
  keys?: Iterable<GlideString>;
  /** Its other arguments, ARGV in Lua. */
  args?: Iterable<GlideString>;
}

/** What a script without keys is called with. */
export interface ScriptArgsOption {
  /** Its arguments, ARGV in Lua. */
  args?: Iterable<GlideString>;
}

/** The options of functionLoad. */
export interface FunctionLoadOptions {
  /** Replaces the library of that name if there is one (REPLACE). Default: false. */
  replace?: boolean;
}

/** The options of functionList. */
export interface FunctionListOptions {
  /** The name of a library, or a pattern such as "my*" (LIBRARYNAME). Default: all. */
  libNamePattern?: GlideString;
  /** Adds the source code of the libraries (WITHCODE). Default: false. */
  withCode?: boolean;
}

/** The options of functionRestore in a cluster. */
export interface FunctionRestoreOptions {
  /** Default: FunctionRestorePolicy.APPEND. */
  policy?: FunctionRestorePolicy;
}

/** Libraries of functions: library_name, engine, functions and, if asked for, library_code. */
export type FunctionListResponse = Record<string, GlideString | Record<string, GlideString | null | GlideString[]>[]>[];

/** Of a server, running_script with the function that runs, or null, and what each of its engines has. */
export type FunctionStatsSingleResponse = Record<
  string,
  null | Record<string, GlideString | GlideString[] | number> | Record<string, Record<string, number>>
>;

/** The same by the servers' addresses. */
export type FunctionStatsFullResponse = Record<string, FunctionStatsSingleResponse>;
