// What glissade/monitor declares.

import type { Monitor } from "./types_monitor.js";

export type * from "./types_monitor.js";

/** Iterates over the commands that a server executes. */
export declare const monitor: Monitor;
