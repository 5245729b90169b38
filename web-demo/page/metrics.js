// What each node tells of itself by INFO, every two seconds, for the last five minutes.

const every = 2000; // milliseconds
const patience = 1800; // milliseconds for an answer

/** Parses the reply of INFO into its fields. */
export function fieldsOf(text) {
  return Object.fromEntries(
    String(text)
      .split(/\r?\n/)
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
  );
}

/**
 * Asks all nodes while the session is connected, and tells of each answer by a "sample" event
 * whose detail is { address, at, values } or, of a node that does not answer, { address, at, error }.
 *
 * values are ops (commands per second), memory (bytes), clients, hits (the share of reads since
 * the sample before that found their key, undefined without reads), input and output (bytes per second).
 */
export class Metrics extends EventTarget {
  #session;
  #topology;
  #before = new Map(); // the counts of the sample before, by address
  #asking = new Set();

  constructor(session, topology) {
    super();
    this.#session = session;
    this.#topology = topology;
    setInterval(() => this.#askAll(), every);
    topology.addEventListener("change", () => this.#askNew());
  }

  #askAll() {
    if (this.#session.client !== undefined && !document.hidden) {
      this.#topology.nodes.forEach(({ address }) => void this.#ask(address));
    }
  }

  #askNew() {
    this.#topology.nodes.filter(({ address }) => !this.#before.has(address)).forEach(({ address }) => void this.#ask(address));
  }

  async #ask(address) {
    const { client } = this.#session;
    if (client === undefined || this.#asking.has(address)) {
      return;
    }
    this.#asking.add(address);
    const at = performance.now();
    let detail;
    try {
      const words = ["INFO", "server", "clients", "memory", "stats", "replication"];
      const text = await client.customCommand(words, { decoder: "string", timeout: patience, ...this.#session.at(address) });
      detail = { address, at, values: this.#valuesOf(address, fieldsOf(text)) };
    } catch (error) {
      detail = { address, at, error };
    }
    this.#asking.delete(address);
    if (client === this.#session.client) {
      this.dispatchEvent(new CustomEvent("sample", { detail }));
    }
  }

  #valuesOf(address, fields) {
    const number = (name) => (fields[name] === undefined ? undefined : Number(fields[name]));
    const [found, missed] = [number("keyspace_hits"), number("keyspace_misses")];
    const before = this.#before.get(address) ?? { found, missed };
    this.#before.set(address, { found, missed });
    // A server that was started anew counts from zero.
    const [hits, misses] = found >= before.found ? [found - before.found, missed - before.missed] : [found, missed];
    const bytes = (name) => (number(name) === undefined ? undefined : number(name) * 1024);
    return {
      ops: number("instantaneous_ops_per_sec"),
      memory: number("used_memory"),
      clients: number("connected_clients"),
      hits: hits + misses > 0 ? hits / (hits + misses) : undefined,
      input: bytes("instantaneous_input_kbps"),
      output: bytes("instantaneous_output_kbps"),
      uptime: number("uptime_in_seconds"),
      version: fields.valkey_version ?? fields.redis_version,
    };
  }
}
