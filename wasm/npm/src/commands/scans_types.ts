// The types of what the commands that scan a key have in common.

import type { GlideString, Integer } from "../types.js";

/** The options of a scan. */
export interface BaseScanOptions {
  /**
   * The pattern that what is returned matches, such as "user:*" (MATCH). What does not is left
   * out after it was looked at: a step may return nothing. Default: everything.
   */
  match?: GlideString;
  /** How many the server looks at in a step, about (COUNT). Default: the server's, which is 10. */
  count?: Integer;
}
