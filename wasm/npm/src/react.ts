// Values that are followed, in components of React. It is a module of its own.

import { useMemo, useRef, useSyncExternalStore } from "react";
import { live } from "./live.js";
import type { LiveState, UseLive } from "./types_live.js";

export const useLive = ((client: any, key: any, { as, decoder, read }: any = {}) => {
  const latest = useRef(read);
  latest.current = read;
  const [subscribe, snapshot] = useMemo(() => {
    let state: LiveState<unknown> = { value: undefined, gap: false };
    const subscribe = (changed: () => void) => {
      const controller = new AbortController();
      const { signal } = controller;
      const show = (next: LiveState<unknown>) => {
        if (!signal.aborted) {
          state = next;
          changed();
        }
      };
      const follow = async () => {
        try {
          for await (const item of live(client, key, { as, decoder, signal, read: read && ((...given: unknown[]) => latest.current(...given)) } as any)) {
            show(item);
          }
        } catch (error) {
          show({ ...state, gap: true, error });
        }
      };
      if (client) {
        void follow();
      }
      return () => controller.abort();
    };
    return [subscribe, () => state] as const;
  }, [client, typeof key, String(key), as, decoder, !read]);
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}) as UseLive;
