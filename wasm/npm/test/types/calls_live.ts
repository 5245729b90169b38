// Values that are followed: what tsc makes of each form.

import type { GlideClient, GlideClusterClient } from "../../src/index.js";
import { type LiveItem, type LiveState, live } from "../../src/live.js";
import { useLive } from "../../src/react.js";

type Items<V> = AsyncIterableIterator<LiveItem<V>>;

declare const text: GlideClient;
declare const cluster: GlideClusterClient<"bytes">;
declare const signal: AbortSignal;
declare const none: GlideClient | null;

export const followed = () => {
  const hash: Items<{ field: string; value: string }[]> = live(text, "key", { as: "hash", signal });
  const bytes: Items<Set<Uint8Array>> = live(cluster, new Uint8Array(1), { as: "set" });
  const decoded: Items<string> = live(cluster, "key", { as: "string", decoder: "string" });
  const read: Items<number> = live(text, "key", { read: (client, key) => client.strlen(key, { cache: false }) });
  const shown: LiveState<string[]> = useLive(none, "key", { as: "list" });
  const counted: LiveState<number> = useLive(cluster, "key", { read: (client, key) => client.scard(key) });
  // @ts-expect-error There is no such type.
  live(text, "key", { as: "stream" });
  // @ts-expect-error The component's life is the signal.
  useLive(text, "key", { signal });
  return [hash, bytes, decoded, read, shown, counted];
};
