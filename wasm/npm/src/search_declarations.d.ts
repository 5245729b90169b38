// What glissade/search declares.

import type { FtMethods } from "./types_search.js";
import type { InBatches } from "./types_modules.js";

export type * from "./types_search.js";
export type { ModuleCallOptions, ModuleClient } from "./types_modules.js";

/** The commands of valkey-search, executed by a client. */
export declare const GlideFt: FtMethods;

/** The same, added to a batch. */
export declare const FtBatch: InBatches<FtMethods>;
