// The commands of the server's modules: what tsc makes of each.

import { BloomBatch, type BloomInfo, GlideBloom } from "../../src/bloom.js";
import type { Batch, ClusterBatch, GlideClient, GlideClusterClient } from "../../src/index.js";
import { GlideJson, JsonBatch, type ReturnTypeJson } from "../../src/json.js";
import { type Field, FtBatch, type FtInfoReturnType, GlideFt } from "../../src/search.js";

declare const text: GlideClient;
declare const cluster: GlideClusterClient<"bytes">;
declare const batch: Batch;
declare const clusterBatch: ClusterBatch;
declare const signal: AbortSignal;

type Pairs<K, V> = { key: K; value: V }[];

export const documents = async () => {
  const set: "OK" | null = await GlideJson.set(text, "key", "$", "{}", { conditionalChange: "NX", signal });
  const got: string | null = await GlideJson.get(text, "key", { path: ["$.a", ".b"], indent: " " });
  const bytes: Uint8Array | null = await GlideJson.get(cluster, "key", { route: "randomNode" });
  const decoded: string | null = await GlideJson.get(cluster, "key", { decoder: "string" });
  const many: (string | null)[] = await GlideJson.mget(text, new Set(["a"]), "$");
  const toggled: ReturnTypeJson<boolean> = await GlideJson.toggle(text, "key", { path: "$.a" });
  const lengths: ReturnTypeJson<number> = await GlideJson.arrinsert(text, "key", "$", -1n, ["1"]);
  const sum: string = await GlideJson.numincrby(text, "key", "$", 1.5);
  const same: Batch = JsonBatch.get(JsonBatch.set(batch, "key", "$", "1", { conditionalChange: "XX" }), "key", { space: " " });
  // @ts-expect-error What a batch is executed with is said to exec.
  JsonBatch.get(batch, "key", { decoder: "bytes" });
  // @ts-expect-error There is no such condition.
  await GlideJson.set(text, "key", "$", "1", { conditionalChange: "ONLY" });
  // @ts-expect-error A client executes.
  await GlideJson.get(batch, "key");
  return [set, got, bytes, decoded, many, toggled, lengths, sum, same];
};

export const indexes = async () => {
  const schema: Field[] = [
    { type: "TEXT", name: "title", nostem: true },
    { type: "VECTOR", name: "picture", attributes: { algorithm: "HNSW", dimensions: 3, distanceMetric: "L2", numberOfEdges: 4 } },
  ];
  await GlideFt.create(text, "index", schema, { dataType: "HASH", prefixes: ["product:"] });
  // @ts-expect-error Such an index has no graph.
  await GlideFt.create(text, "index", [{ type: "VECTOR", name: "v", attributes: { algorithm: "FLAT", dimensions: 3, distanceMetric: "L2", numberOfEdges: 4 } }]);
  const [total, found]: [number, Pairs<string, Pairs<string, string>>] = await GlideFt.search(text, "index", "*", { limit: { offset: 0, count: 2 }, requestTimeout: 5_000 });
  const [, sorted] = await GlideFt.search(text, "index", "*", { sortby: "price", withsortkeys: true });
  const key: string | null | undefined = sorted[0]?.value[0];
  // @ts-expect-error Both say how many.
  await GlideFt.search(text, "index", "*", { limit: { offset: 0, count: 2 }, count: true });
  const records = await GlideFt.aggregate(cluster, "index", "*", {
    loadFields: ["price"],
    clauses: [{ type: "GROUPBY", properties: ["@color"], reducers: [{ function: "COUNT", args: [], name: "count" }] }, { type: "SORTBY", properties: [{ property: "@count", order: "DESC" }] }],
  });
  const name: Uint8Array | undefined = records[0]?.[0]?.key;
  const info: FtInfoReturnType = await GlideFt.info(text, "index", { scope: "LOCAL" });
  const aliases: Pairs<string, string> = await GlideFt.aliaslist(text);
  const same: ClusterBatch = FtBatch.search(clusterBatch, "index", "*", { nocontent: true });
  return [total, found, key, name, info, aliases, same];
};

export const filters = async () => {
  const added: boolean[] = await GlideBloom.insert(text, "key", ["a"], { capacity: 10, seed: new Uint8Array(32) });
  const info: BloomInfo = await GlideBloom.info(cluster, "key");
  const rate: number | null = await GlideBloom.infoField(text, "key", "errorRate");
  const same: Batch = BloomBatch.madd(batch, "key", ["a"]);
  // @ts-expect-error There is no such property.
  await GlideBloom.infoField(text, "key", "ITEMS");
  return [added, info, rate, same];
};
