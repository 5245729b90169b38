// The words of ranges of slots.

import { type Word, checkNames, integer, listOf } from "./command.js";
import type { SlotRange } from "./commands/cluster_types.js";

export function rangeWords(range: SlotRange, what: string): Word[] {
  checkNames(what, range, ["start", "end"]);
  return [integer(range.start, `${what}.start`), integer(range.end, `${what}.end`)];
}

export function rangesWords(ranges: Iterable<SlotRange>, what: string): Word[] {
  return listOf(ranges, what).flatMap((range, i) => rangeWords(range, `${what}[${i}]`));
}
