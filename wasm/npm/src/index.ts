export { Batch } from "./batch.js";
export { GlideClient } from "./client.js";
export { GlideClusterClient } from "./cluster_client.js";
export {
  ClosingError,
  ConfigurationError,
  ConnectionError,
  ExecAbortError,
  RequestError,
  TimeoutError,
  ValkeyError,
} from "./errors.js";
export { init } from "./runtime.js";
export { Script } from "./script.js";
export { ClusterSubscription, Subscription } from "./subscription.js";
export {
  ALL_CHANNELS,
  ALL_PATTERNS,
  ALL_SHARDED_CHANNELS,
  GlideClientConfiguration,
  GlideClusterClientConfiguration,
} from "./pubsub_constants.js";

/** How the strings of a reply are returned, by the names that GLIDE gives them. */
export const Decoder = { String: "string", Bytes: "bytes" } as const;

/** The versions of the protocol, by the names that GLIDE gives them. */
export const ProtocolVersion = { RESP2: "RESP2", RESP3: "RESP3" } as const;
