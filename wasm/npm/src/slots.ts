// The words of ranges of slots.

import { type Word, integer, listOf, objectOf } from "./command.js";
import type { SlotRange } from "./commands/cluster_types.js";

export function rangeWords(range: SlotRange, what: string): Word[] {
  const { start, end } = objectOf(range, what, ["start", "end"]);
  return [integer(start, `${what}.start`), integer(end, `${what}.end`)];
}

export function rangesWords(ranges: Iterable<SlotRange>, what: string): Word[] {
  return listOf(ranges, what).flatMap((range, i) => rangeWords(range, `${what}[${i}]`));
}
