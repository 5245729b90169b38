// Scans over the keys of a cluster. Go knows which slots are done; between two steps that is
// in the cursor, as text.

import { ConfigurationError } from "./errors.js";
import { type Command, checkNames, flag, integer, nameOf } from "./command.js";
import type { ClusterScanOptions } from "./commands/generic_types.js";
import { nextScan } from "./replies_generic.js";
import type { CallOptions, GlideString } from "./types.js";

const finished = "finished";

/**
 * How far a scan over the keys of a cluster has come. It does not change: each step returns
 * another one, and an old one can be gone on from again. It holds nothing that must be freed.
 */
export class ClusterScanCursor {
  readonly #text: string;

  /** Begins a scan, or goes on from what getCursor has returned. */
  constructor(text = "") {
    this.#text = text;
  }

  /** The cursor as text, to be kept elsewhere. */
  getCursor(): string {
    return this.#text;
  }

  /** Whether the scan is over. */
  isFinished(): boolean {
    return this.#text === finished;
  }
}

/** How the step is read that Go answers. */
export const nextStep: Pick<Command<unknown>, "read"> = {
  read(reader): [ClusterScanCursor, GlideString[]] {
    const [cursor, keys] = nextScan(reader);
    return [new ClusterScanCursor(cursor), keys];
  },
};

/** The arguments of a step for Go. */
export function scanArguments(cursor: ClusterScanCursor, options: (ClusterScanOptions & Pick<CallOptions, "timeout">) | undefined): unknown[] {
  if (!(cursor instanceof ClusterScanCursor)) {
    throw new ConfigurationError(`scan cursor: must be a ClusterScanCursor, not ${nameOf(cursor)}; new ClusterScanCursor() begins`);
  }
  checkNames("scan options", options, ["match", "count", "type", "allowNonCoveredSlots", "decoder", "signal", "timeout"]);
  const { match, count, type, allowNonCoveredSlots, timeout } = options ?? {};
  for (const [name, value] of Object.entries({ match, type })) {
    if (value !== undefined && typeof value !== "string" && !(value instanceof Uint8Array)) {
      throw new ConfigurationError(`scan options.${name}: must be a string${name === "match" ? " or a Uint8Array" : ""}, not ${nameOf(value)}`);
    }
  }
  if (count !== undefined && (integer(count, "scan options.count"), count < 1)) {
    throw new ConfigurationError("scan options.count: must be above 0; leave it out for the server's own");
  }
  if (type === "") {
    throw new ConfigurationError("scan options.type: must not be empty; leave it out for all types");
  }
  const own = { match, count, type, allowNonCoveredSlots: flag(allowNonCoveredSlots, "scan options.allowNonCoveredSlots") ? true : undefined };
  return [timeout === undefined ? {} : { timeout }, cursor.getCursor(), defined(own)];
}

function defined(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
