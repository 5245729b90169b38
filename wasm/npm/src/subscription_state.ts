// What a client is to be subscribed to, and what it is, as the program tells it.

import { RecordReader } from "./records.js";
import { channelModes } from "./subscribing.js";
import type { GlideReturnType, GlideString } from "./types.js";
import type { PubSubState } from "./types_pubsub.js";

/** The names by mode, those that are wanted and those that servers have confirmed. */
type Names = readonly [desired: GlideString[][], actual: GlideString[][]];

/** Reads the program's record of the names. */
export function readNames(bytes: Uint8Array, asBytes: boolean): Names {
  const record = new RecordReader(bytes, 0);
  const list = <T>(next: () => T): T[] => Array.from({ length: record.number() }, next);
  const byMode = () => list(() => list(() => record.string(asBytes)));
  return [byMode(), byMode()];
}

/** The state as the method getSubscriptions has it. */
export function stateOf([desired, actual]: Names): PubSubState<number> {
  const sets = (names: GlideString[][]) => Object.fromEntries(names.map((each, mode) => [mode, new Set(each as string[])]));
  return { desiredSubscriptions: sets(desired), actualSubscriptions: sets(actual) };
}

/** The state as a custom command replies it in GLIDE. */
export function stateAsPairs([desired, actual]: Names): GlideReturnType {
  const modes = Object.keys(channelModes);
  const pairs = (names: GlideString[][]) => names.map((value, mode) => ({ key: modes[mode] as string, value }));
  return ["desired", pairs(desired), "actual", pairs(actual)];
}
