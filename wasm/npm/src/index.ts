import * as exported from "./index.js";
import { named } from "./errors.js";

export { BaseClient } from "./base_client.js";
export { BaseBatch, Batch, ClusterBatch, ClusterTransaction, Transaction } from "./batch.js";
export {
  BitFieldGet,
  BitFieldIncrBy,
  BitFieldOverflow,
  BitFieldSet,
  BitOffset,
  BitOffsetMultiplier,
  SignedEncoding,
  UnsignedEncoding,
} from "./bitfield.js";
export { ClientSideCache } from "./client_side_cache.js";
export { GlideClient } from "./client.js";
export { GlideClusterClient } from "./cluster_client.js";
export { ClusterScanCursor } from "./cluster_scan.js";
export {
  CircuitBreakerError,
  ClosingError,
  ConfigurationError,
  ConnectionError,
  ExecAbortError,
  RequestError,
  TimeoutError,
  ValkeyError,
} from "./errors.js";
export {
  convertElementsAndScores,
  convertFieldsAndValuesToHashDataType,
  convertGlideRecord,
  convertGlideRecordToRecord,
  convertKeysAndEntries,
  convertRecordToGlideRecord,
  isGlideRecord,
  parseInfoResponse,
} from "./glide_records.js";
export { ClientTrackingInfo, LatencyEntry, LatencyEventInfo } from "./replies_server.js";
export { Logger } from "./logger.js";
export { init } from "./start.js";
export { Script } from "./script.js";
export { ClusterSubscription, Subscription } from "./subscription.js";
export {
  ALL_CHANNELS,
  ALL_PATTERNS,
  ALL_SHARDED_CHANNELS,
  GlideClientConfiguration,
  GlideClusterClientConfiguration,
} from "./pubsub_constants.js";
export * from "./enums.js";

for (const [name, value] of Object.entries(exported)) {
  if (typeof value === "function") {
    named({ [name]: value as never });
  }
}
