import { BaseBatch, Batch, ClusterBatch, ClusterTransaction, Transaction } from "./batch.js";
import { GlideClient } from "./client.js";
import { GlideClusterClient } from "./cluster_client.js";
import { named } from "./errors.js";
import { Script } from "./script.js";
import { ClusterSubscription, Subscription } from "./subscription.js";

export {
  BaseBatch,
  Batch,
  ClusterBatch,
  ClusterSubscription,
  ClusterTransaction,
  GlideClient,
  GlideClusterClient,
  Script,
  Subscription,
  Transaction,
};
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
export {
  ClosingError,
  ConfigurationError,
  ConnectionError,
  ExecAbortError,
  RequestError,
  TimeoutError,
  ValkeyError,
} from "./errors.js";
export { ClientTrackingInfo, LatencyEntry, LatencyEventInfo } from "./replies_server.js";
export { init } from "./runtime.js";
export {
  ALL_CHANNELS,
  ALL_PATTERNS,
  ALL_SHARDED_CHANNELS,
  GlideClientConfiguration,
  GlideClusterClientConfiguration,
} from "./pubsub_constants.js";
export * from "./enums.js";

named({ BaseBatch, Batch, ClusterBatch, ClusterSubscription, ClusterTransaction, GlideClient, GlideClusterClient, Script, Subscription, Transaction });
