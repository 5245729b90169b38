// What the streams panel shows of a stream: itself, its groups, and of one of them the
// consumers and what is pending.

const mostPending = 50;

/** Reads a stream, and the group that is chosen if it has it. Returns undefined where there is no such stream. */
export async function readStream(client, key, chosen) {
  const type = await client.type(key);
  if (type === "none") {
    return undefined;
  }
  const options = { decoder: "string" };
  const [length, first, last, groups] = await Promise.all([
    client.xlen(key),
    client.xrange(key, "-", "+", { count: 1, ...options }),
    client.xrevrange(key, "+", "-", { count: 1, ...options }),
    client.xinfoGroups(key, options),
  ]);
  const group = groups.find(({ name }) => name === chosen) ?? groups[0];
  const [consumers, pending] =
    group === undefined
      ? [[], []]
      : await Promise.all([
          client.xinfoConsumers(key, group.name, options),
          client.xpendingWithOptions(key, group.name, { start: "-", end: "+", count: mostPending }, options),
        ]);
  return { length, first: idOf(first), last: idOf(last), groups, group: group?.name, consumers, pending: pending.map(([id, consumer, idle, deliveries]) => ({ id, consumer, idle, deliveries })) };
}

function idOf(entries) {
  return Array.isArray(entries) ? entries[0]?.key : Object.keys(entries ?? {})[0];
}

/** The entries of a stream in the reply of xreadgroup: pairs of an ID and its fields. */
export function entriesIn(reply) {
  return (reply ?? []).flatMap(({ value }) => (Array.isArray(value) ? value.map(({ key, value: fields }) => [key, fields]) : Object.entries(value)));
}
