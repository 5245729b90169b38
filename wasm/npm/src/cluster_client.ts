import { BaseClient } from "./base_client.js";
import type { ClusterBatch } from "./batch.js";
import { operationClusterScan, operationCreateCluster } from "./boundary_gen.js";
import { ClusterScanCursor, nextStep, scanArguments } from "./cluster_scan.js";
import type { ClusterScanOptions } from "./commands/generic_types.js";
import { checkCallValues, checkNames, optionsOf } from "./command.js";
import { scriptLoad } from "./commands/scripting.js";
import type { ScriptArgsOption } from "./commands/scripting_types.js";
import { type CreatedClient, create, requireCreated } from "./created_client.js";
import type { Held } from "./dedicated.js";
import type { Decoder } from "./enums.js";
import { addIterators } from "./iterators.js";
import { addMethods, limitArguments } from "./methods.js";
import type { ClusterMethods } from "./methods_types_gen.js";
import type { Script } from "./script.js";
import { traced } from "./stack.js";
import { addSubscribing, channelModes } from "./subscribing.js";
import { ClusterSubscription } from "./subscription.js";
import type { CallOptions, Decoded, GlideReturnType, GlideString, OrFunction } from "./types.js";
import type {
  ClusterBatchOptions,
  ClusterResponse,
  GlideClusterClientConfiguration,
  RouteOption,
} from "./types_cluster.js";
import type { ClusterScanIterators } from "./types_iterators.js";
import type { ClusterSubscriptionOptions, ShardedSubscribeMethods } from "./types_pubsub.js";

// Interfaces and classes of one name merge: the methods come from the table.
export interface GlideClusterClient<T extends Decoder = "string"> extends ClusterMethods<T>, ClusterScanIterators<T>, ShardedSubscribeMethods {}

/**
 * A client of a cluster. Make one with createClient.
 *
 * Each command goes where its keys are. mget, mset, del, exists, touch and unlink may
 * have keys of several slots: they are then executed in parts, each of which is atomic
 * while the whole is not. Of other commands all keys must lie in one slot, as they do
 * with the same hash tag: {user1}.name, {user1}.mail. Commands without keys are routed by
 * the command's policy: flushall to all primaries, dbsize to all with the sum as its
 * reply, info to all with a reply of each by its address, ping to any.
 */
export class GlideClusterClient<T extends Decoder = "string"> extends BaseClient {
  /**
   * Finds a cluster through a bridge, whose URL with a target may stand for a configuration with
   * nothing else. Rejects with a ConfigurationError, a ConnectionError or a TimeoutError.
   *
   *     const client = await GlideClusterClient.createClient("wss://bridge.example/?target=shop");
   */
  static createClient<T extends Decoder = "string">(
    configuration: (GlideClusterClientConfiguration & { defaultDecoder?: T }) | OrFunction<string | URL>,
  ): Promise<GlideClusterClient<T>> {
    return traced(create(operationCreateCluster, configuration).then((created) => new GlideClusterClient<T>(created)));
  }

  private constructor(created: CreatedClient) {
    super(requireCreated(created, GlideClusterClient));
  }

  /**
   * Executes a batch. A transaction must have its keys in one slot. The commands of a
   * pipeline go each where its keys are, and its results come in the order of the
   * commands, which were executed in that order on each node, not across them. One that
   * several nodes execute, or that blocks, waits for those before it, and those behind
   * wait for it. Results and errors are as those of a client that is no cluster's.
   */
  override exec(batch: ClusterBatch, raiseOnError: boolean, options?: ClusterBatchOptions): Promise<GlideReturnType[] | null> {
    return super.exec(batch, raiseOnError, options);
  }

  protected override get inCluster(): boolean {
    return true;
  }

  protected override async makeKnown(code: GlideString): Promise<void> {
    // What fails is no matter: the script is sent to those that do not know it.
    await this.execute(scriptLoad(code), undefined, true).catch(() => {});
  }

  /**
   * Executes a Lua script without keys by a route: by its hash, and by its source where a
   * server does not know it yet.
   */
  async invokeScriptWithRoute(script: Script, options?: ScriptArgsOption & CallOptions & RouteOption): Promise<ClusterResponse<GlideReturnType>> {
    return this.invoke("invokeScriptWithRoute", script, options) as Promise<ClusterResponse<GlideReturnType>>;
  }

  /**
   * Finds some of the cluster's keys, those of one step of a scan.
   *
   *     let [cursor, keys] = await client.scan(new ClusterScanCursor());
   *     while (!cursor.isFinished()) {
   *       [cursor, keys] = await client.scan(cursor);
   *     }
   *
   * A key that is there all the while is found, even if slots are moved; some are found more
   * than once, and a step may find none. The options must be the same in all steps. Resolves
   * to the cursor for the next step and to keys.
   */
  async scan<D extends Decoder = T>(cursor: ClusterScanCursor, options?: ClusterScanOptions & Pick<CallOptions<D>, "decoder" | "signal" | "timeout">): Promise<[ClusterScanCursor, Decoded<D>[]]> {
    checkCallValues("scan", options);
    const step = await this.request(operationClusterScan, scanArguments(cursor, options), options, nextStep);
    return step as [ClusterScanCursor, Decoded<D>[]];
  }

  /**
   * Resolves to a connection for the caller alone, as that of GlideClient: to the primary that has
   * the slot of key. Commands with keys of other servers are refused there by MOVED, which is not
   * followed; while the slot is on its way ASK is.
   */
  async dedicated(key: GlideString, options?: Pick<CallOptions, "signal">): Promise<Held> {
    checkNames("dedicated options", options, ["signal"]);
    checkCallValues("dedicated", options);
    return this.openDedicated([key], false, options);
  }

  /** Ends the watching of all keys, or of those that lie where the route leads: see watch. */
  async unwatch(options?: CallOptions & RouteOption): Promise<"OK"> {
    return this.endWatch(optionsOf("unwatch", options, []).route);
  }

  /** Makes a subscription with a queue of its own, as that of GlideClient, and with sharded channels too. */
  subscription(options: ClusterSubscriptionOptions = {}): Promise<ClusterSubscription> {
    return this.openSubscription(options, ClusterSubscription);
  }

  static {
    limitArguments(GlideClusterClient.prototype, { exec: 3, dedicated: 2, invokeScriptWithRoute: 2, scan: 2, unwatch: 1, subscription: 1 }, (error) => Promise.reject(error));
    addMethods(
      GlideClusterClient.prototype,
      "cluster",
      (client, command, options) => client.execute(command, options, true),
      (error) => Promise.reject(error),
    );
    addIterators(GlideClusterClient.prototype, () => new ClusterScanCursor());
    addSubscribing(GlideClusterClient.prototype, [channelModes.Sharded], (client, ...call) => client.change(...call));
  }
}
