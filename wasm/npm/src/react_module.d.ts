// What is used of React, which its users have themselves.
declare module "react" {
  export function useMemo<T>(make: () => T, dependencies: readonly unknown[]): T;
  export function useRef<T>(value: T): { current: T };
  export function useSyncExternalStore<T>(subscribe: (changed: () => void) => () => void, snapshot: () => T, serverSnapshot: () => T): T;
}
