// What glissade/live declares.

import type { Live } from "./types_live.js";

export type * from "./types_live.js";

/** Follows a key's value. */
export declare const live: Live;
