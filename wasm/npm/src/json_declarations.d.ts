// What glissade/json declares.

import type { JsonMethods } from "./types_json.js";
import type { InBatches } from "./types_modules.js";

export type * from "./types_json.js";
export type { ModuleCallOptions, ModuleClient } from "./types_modules.js";

/** The commands of valkey-json, executed by a client. */
export declare const GlideJson: JsonMethods;

/** The same, added to a batch. */
export declare const JsonBatch: InBatches<JsonMethods>;
