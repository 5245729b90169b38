import { BaseClient, create } from "./base_client.js";
import { operationCreate } from "./boundary_gen.js";
import type { Commands } from "./commands_gen.js";
import { addCommands } from "./methods.js";
import type { ExecutionOptions, GlideClientConfiguration } from "./types.js";

// Interfaces and classes of one name merge: the methods come from the table.
export interface GlideClient extends Commands {}

/** A client of one server that is not a cluster's, or of a primary and its replicas. Make one with createClient. */
export class GlideClient extends BaseClient {
  /**
   * Connects to a server through a bridge. Rejects with a ConfigurationError, a
   * ConnectionError or a TimeoutError.
   */
  static async createClient(configuration: GlideClientConfiguration): Promise<GlideClient> {
    return new GlideClient(await create(operationCreate, configuration));
  }

  /**
   * Returns the client's commands, executed with options. It may be kept.
   *
   *     const patient = client.with({ timeout: 5_000, idempotent: true });
   *     await patient.set("key", "value");
   *
   * Options that cannot work have every command reject with a ConfigurationError.
   */
  with(options: ExecutionOptions): Commands {
    return this.scoped(options);
  }

  static {
    addCommands(GlideClient.prototype, (client, ...call) => client.executeCommand(...call));
  }
}
