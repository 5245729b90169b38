import { BaseClient, setDedicated } from "./base_client.js";
import type { Batch } from "./batch.js";
import { operationCreate } from "./boundary_gen.js";
import { checkCallValues, checkNames } from "./command.js";
import { type CreatedClient, create, requireCreated } from "./created_client.js";
import type { Held } from "./dedicated.js";
import type { Decoder } from "./enums.js";
import { addIterators } from "./iterators.js";
import { addMethods, limitArguments } from "./methods.js";
import type { StandaloneMethods } from "./methods_types_gen.js";
import { traced } from "./stack.js";
import { Subscription } from "./subscription.js";
import type { BatchOptions, CallOptions, GlideClientConfiguration, GlideReturnType, OrFunction } from "./types.js";
import type { ScanIterators } from "./types_iterators.js";
import type { StandalonePubSubState, SubscriptionOptions } from "./types_pubsub.js";

// Interfaces and classes of one name merge: the methods come from the table.
export interface GlideClient<T extends Decoder = "string"> extends StandaloneMethods<T>, ScanIterators<T> {}

/** A client of one server that is not a cluster's, or of a primary and its replicas. Make one with createClient. */
export class GlideClient<T extends Decoder = "string"> extends BaseClient {
  /**
   * Connects to a server through a bridge, whose URL may stand for a configuration with nothing
   * else. Rejects with a ConfigurationError, a ConnectionError or a TimeoutError.
   *
   *     const client = await GlideClient.createClient("wss://bridge.example/?target=cache");
   */
  static createClient<T extends Decoder = "string">(
    configuration: (GlideClientConfiguration & { defaultDecoder?: T }) | OrFunction<string | URL>,
  ): Promise<GlideClient<T>> {
    return traced(create(operationCreate, configuration).then((created) => new GlideClient<T>(created)));
  }

  private constructor(created: CreatedClient) {
    super(requireCreated(created, GlideClient));
  }

  /**
   * Executes a batch. Resolves to the results in order; a command that the server
   * refused has its error in its place, or with raiseOnError rejects the promise. A
   * transaction that a change of a watched key prevented resolves to null, see watch.
   */
  override exec(batch: Batch, raiseOnError: boolean, options?: BatchOptions): Promise<GlideReturnType[] | null> {
    return super.exec(batch, raiseOnError, options);
  }

  /**
   * Resolves to a connection to the primary for the caller alone, with the methods of a client,
   * for what the server keeps by connection, such as watched keys. Call release when it is no
   * longer needed, or declare it by "await using". What it is asked for is done one after the
   * other, and nothing is tried again: when the connection was lost every call rejects with a
   * ConnectionError. customCommand takes commands that change the connection alone, such as
   * MULTI, EXEC and AUTH; between MULTI and EXEC everything else is a custom command too, since
   * the server answers QUEUED. Where advancedConfiguration.dedicated allows no more connections,
   * it waits for one.
   *
   *     await using own = await client.dedicated();
   *     await own.watch(["stock"]);
   *     const stock = Number(await own.get("stock"));
   *     const results = await own.exec(new Batch(true).set("stock", String(stock - 1)), true); // null if somebody has changed it
   */
  async dedicated(options?: Pick<CallOptions, "signal">): Promise<Held> {
    checkNames("dedicated options", options, ["signal"]);
    checkCallValues("dedicated", options);
    return this.openDedicated([], false, options);
  }

  /** Ends the watching of all keys: see watch. */
  unwatch(): Promise<"OK"> {
    return this.endWatch(undefined);
  }

  /**
   * Makes a subscription with a queue of its own, and resolves once the server has
   * confirmed what it is to have. Rejects with a RequestError if the server refuses it.
   *
   *     for await (const event of await client.subscription({ channels: ["news"], signal })) {
   *       if (event.type === "message") console.log(event.channel, event.message);
   *       else console.warn(event.error); // messages may be missing here; more come
   *     }
   */
  subscription(options: SubscriptionOptions = {}): Promise<Subscription> {
    return this.openSubscription(options, Subscription);
  }

  override getSubscriptions(): Promise<StandalonePubSubState> {
    return super.getSubscriptions();
  }

  static {
    limitArguments(GlideClient.prototype, { exec: 3, dedicated: 1, unwatch: 0, subscription: 1, getSubscriptions: 0 }, (error) => Promise.reject(error));
    addMethods(
      GlideClient.prototype,
      "standalone",
      (client, command, options) => client.execute(command, options, false),
      (error) => Promise.reject(error),
    );
    setDedicated((created) => new GlideClient(created));
    addIterators(GlideClient.prototype, () => "0");
  }
}
