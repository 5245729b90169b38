// The types of what sets' methods take and return.

import type { Integer } from "../types.js";

/** The options of sintercard. */
export interface SInterCardOptions {
  /** At which number to stop counting; 0 is none (LIMIT). Default: none. */
  limit?: Integer;
}
