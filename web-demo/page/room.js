// A room that pages share by Pub/Sub: who is in it is subscribed to its channel, and what
// is said there is published on it.

const channelOf = (name) => `glissade:demo:room:${name}`;
const longestText = 2000; // characters of what somebody says

/** One page's part in a room. */
export class Room {
  #client;
  #stopped = new AbortController();
  #me = crypto.randomUUID(); // tells apart two who have the same name

  /** client is a connected one, name that of the room, nickname who speaks. */
  constructor(client, name, nickname) {
    this.#client = client;
    this.name = name;
    this.nickname = nickname;
  }

  get client() {
    return this.#client;
  }

  /**
   * Joins, and resolves once everything that is said from now on is received. The iterator
   * has { type: "said", from, text, isMine }, { type: "joined" or "left", from, isMine }, and
   * what the client tells in place of messages that may be missing. It ends with leave.
   */
  async join() {
    const { signal } = this.#stopped;
    const subscription = await this.#client.subscription({ channels: [channelOf(this.name)], decoder: "string", signal });
    signal.throwIfAborted(); // Somebody has left who was still joining.
    await this.#publish({ did: "joined" });
    return this.#received(subscription);
  }

  /** Says something. Resolves to how many have received it, oneself included. */
  say(text) {
    return this.#publish({ text });
  }

  /** How many are in the room. */
  async count() {
    const channel = channelOf(this.name);
    return (await this.#client.pubsubNumSub([channel]))[0].numSub;
  }

  /** Leaves, and says so where that is still possible. */
  leave() {
    if (!this.#stopped.signal.aborted) {
      this.#publish({ did: "left" }).catch(() => {});
      this.#stopped.abort();
    }
  }

  #publish(content) {
    return this.#client.publish(JSON.stringify({ id: this.#me, from: this.nickname, ...content }), channelOf(this.name));
  }

  async *#received(subscription) {
    for await (const event of subscription) {
      yield event.type === "message" ? this.#read(event.message) : event;
    }
  }

  // Everybody may publish anything here, such as a line in valkey-cli.
  #read(message) {
    let content = {};
    try {
      content = Object(JSON.parse(message));
    } catch {
      // No message of a page's.
    }
    const { id, from, did, text } = content;
    const isMine = id === this.#me;
    if (typeof from === "string" && (did === "joined" || did === "left")) {
      return { type: did, from, isMine };
    }
    return typeof from === "string" && typeof text === "string"
      ? { type: "said", from, text: text.slice(0, longestText), isMine }
      : { type: "said", from: "", text: message.slice(0, longestText), isMine: false };
  }
}
