// What glissade/bloom declares.

import type { BloomMethods } from "./types_bloom.js";
import type { InBatches } from "./types_modules.js";

export type * from "./types_bloom.js";
export type { ModuleCallOptions, ModuleClient } from "./types_modules.js";

/** The commands of valkey-bloom, executed by a client. */
export declare const GlideBloom: BloomMethods;

/** The same, added to a batch. */
export declare const BloomBatch: InBatches<BloomMethods>;
