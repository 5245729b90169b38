// Loops over whole scans, by the methods that take a step of them.

import { ClusterScanCursor } from "./cluster_scan.js";
import { limitArguments, thrown } from "./methods.js";
import { decode } from "./text.js";
import type { CallOptions, GlideString } from "./types.js";

type Options = CallOptions & { readonly noValues?: boolean; readonly noScores?: boolean };

/** A method that takes a step: its last parameters are the cursor and the options. */
type Step = (...args: unknown[]) => Promise<[cursor: unknown, found: GlideString[]]>;

/** Adds the loops to the prototype of a client, whose scan of keys begins with what first returns. */
export function addIterators(prototype: object, first: () => unknown): void {
  for (const [name, begin, pair] of [
    ["scan", first],
    ["sscan", firstCursor],
    ["hscan", firstCursor, (field: GlideString, value: GlideString) => ({ field, value })],
    ["zscan", firstCursor, (element: GlideString, score: GlideString) => ({ element, score: scoreOf(score) })],
  ] as const) {
    const parameters = name === "scan" ? 0 : 1;
    const value = async function* (this: Record<string, Step>, ...args: unknown[]) {
      const options = args[parameters] as Options | undefined;
      const makes = pair !== undefined && !options?.noValues && !options?.noScores ? pair : undefined;
      const width = makes === undefined ? 1 : 2;
      let [cursor, found]: [unknown, GlideString[]] = [begin(), []];
      do {
        [cursor, found] = await this[name]!(...args.slice(0, parameters), cursor, options);
        for (let i = 0; i < found.length; i += width) {
          options?.signal?.throwIfAborted();
          yield makes === undefined ? found[i] : makes(found[i]!, found[i + 1]!);
        }
      } while (cursor instanceof ClusterScanCursor ? !cursor.isFinished() : cursor !== "0");
    };
    Object.defineProperty(prototype, `${name}Iterator`, { value, writable: true, configurable: true });
    limitArguments(prototype, { [`${name}Iterator`]: parameters + 1 }, thrown);
  }
}

function firstCursor(): string {
  return "0";
}

function scoreOf(text: GlideString): number {
  return Number((typeof text === "string" ? text : decode(text, 0, text.length)).replace("inf", "Infinity"));
}
