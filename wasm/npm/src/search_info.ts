// What FT.INFO replies.

import { isPair, isText, listReader, orNull, pairsOf, plain, readNumber, readTruth } from "./module_commands.js";
import type { GlideReturnType } from "./types.js";
import type { FtInfoReturnType } from "./types_search.js";

/** "7 sec", or a number. */
function readSeconds(reply: GlideReturnType): number | bigint {
  return readNumber(isText(reply) ? plain(reply).replace(/ sec$/, "") : reply);
}

/** What reads the fields that are numbers, yes or no, or have fields themselves. */
const readers: Record<string, (reply: GlideReturnType) => unknown> = {
  index_definition: fieldsOf,
  attributes: listReader(fieldsOf),
  backfill_in_progress: readTruth,
  with_offsets: readTruth,
  recent_mutations_queue_delay: readSeconds,
};
for (const name of ["num_docs", "num_records", "num_terms", "total_term_occurrences", "hash_indexing_failures", "mutation_queue_size", "min_stem_size", "default_score", "user_indexed_memory"]) {
  readers[name] = readNumber;
}
for (const name of ["backfill_complete_percent", "backfill_complete_percent_min", "backfill_complete_percent_max"]) {
  readers[name] = orNull(readNumber);
}

/** Fields by their names. Those of other servers, and of newer modules, are as the server sends them. */
function fieldsOf(reply: GlideReturnType): Record<string, unknown> {
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, value] of pairsOf(reply)) {
    const name = plain(key);
    record[name] = readers[name] === undefined ? plainly(value) : readers[name](value);
  }
  return record;
}

/** Maps as objects, whatever is in them. */
function plainly(value: GlideReturnType): unknown {
  if (!Array.isArray(value)) {
    return value;
  }
  return value.length > 0 && isPair(value[0]) ? fieldsOf(value) : (value as GlideReturnType[]).map(plainly);
}

export function infoOf(reply: GlideReturnType): FtInfoReturnType {
  return fieldsOf(reply) as FtInfoReturnType;
}
