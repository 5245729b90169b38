// Which nodes there are and who serves what: asked of the cluster again and again, so
// that the page follows failovers.

const every = 1000; // milliseconds
const patience = 900; // milliseconds for an answer; a node that is silent must not hold up the others

/**
 * Tells by a "change" event that something is different. It has shards, in the order of
 * their slots, each as { slots: [[from, to]…], nodes }, and the nodes of all of them, each
 * as { id, address, role, health, offset, state }. role is "primary" or "replica"; health is
 * what the cluster says ("online", "failed", "loading"); state what the demo program says of
 * a server that it has started: "running", "paused" or "ended", else "".
 */
export class Topology extends EventTarget {
  shards = [];

  #session;
  #demo;
  #shown = "";
  #asking = false;

  constructor(session, demo) {
    super();
    this.#session = session;
    this.#demo = demo;
    session.addEventListener("state", () => void this.refresh());
    setInterval(() => {
      if (!document.hidden) {
        void this.refresh();
      }
    }, every);
  }

  get nodes() {
    return this.shards.flatMap(({ nodes }) => nodes);
  }

  /** The shard that has a slot, or undefined. */
  shardOf(slot) {
    return this.shards.find(({ slots }) => slots.some(([from, to]) => from <= slot && slot <= to));
  }

  /** Asks anew. */
  async refresh() {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    const [shards, states] = await Promise.all([this.#ask(), this.#states()]);
    this.#asking = false;
    for (const shard of shards) {
      shard.nodes.forEach((node) => (node.state = states.get(node.address) ?? ""));
    }
    const text = JSON.stringify(shards, (key, value) => (key === "offset" ? undefined : value));
    if (text !== this.#shown) {
      this.#shown = text;
      this.shards = shards;
      this.dispatchEvent(new Event("change"));
    }
  }

  async #ask() {
    const { client, isCluster } = this.#session;
    if (client === undefined) {
      return [];
    }
    if (!isCluster) {
      const node = { id: "", address: this.#demo.address, role: "primary", health: "online" };
      return [{ slots: [], nodes: [node] }];
    }
    // A node that does not answer is no reason to know nothing: others are asked.
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        const reply = await client.clusterShards({ route: "randomNode", timeout: patience, decoder: "string" });
        return shardsOf(reply);
      } catch {
        // The next one may answer.
      }
    }
    return this.shards.map(({ slots, nodes }) => ({ slots, nodes: nodes.map((node) => ({ ...node })) }));
  }

  /** How the servers are that the demo program has started. */
  async #states() {
    if (this.#demo.token === "") {
      return new Map();
    }
    try {
      const nodes = await (await fetch("nodes.json")).json();
      return new Map(nodes.map(({ address, state }) => [address, state]));
    } catch {
      return new Map(); // The program has ended.
    }
  }
}

function shardsOf(reply) {
  return reply
    .map(({ slots, nodes }) => ({ slots: rangesOf(slots), nodes: nodes.map(nodeOf).sort((a, b) => (a.address < b.address ? -1 : 1)) }))
    .filter(({ slots, nodes }) => slots.length > 0 || nodes.length > 0)
    .sort((a, b) => (a.slots[0]?.[0] ?? Infinity) - (b.slots[0]?.[0] ?? Infinity));
}

function rangesOf(flat) {
  return flat.filter((_, i) => i % 2 === 0).map((from, i) => [Number(from), Number(flat[2 * i + 1])]);
}

function nodeOf(fields) {
  const host = fields.endpoint || fields.ip;
  const port = fields.port ?? fields["tls-port"];
  return {
    id: fields.id,
    address: `${host}:${port}`,
    role: fields.role === "master" ? "primary" : "replica",
    health: fields.health === "fail" ? "failed" : fields.health,
    offset: fields["replication-offset"],
  };
}
