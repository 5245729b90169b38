// What glissade/react declares.

import type { UseLive } from "./types_live.js";

export type * from "./types_live.js";

/** Has a component show a key's value. */
export declare const useLive: UseLive;
