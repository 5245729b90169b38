// Follows keys: reads them, and reads those again of which the server notifies.

import { identity, readKeys, scanKeys } from "./key-read.js";
import { missingSetting } from "./key-setting.js";

const nextFrame = () => new Promise(requestAnimationFrame);

/**
 * Keeps a table of keys up to date until it is stopped. onEvent is called with each
 * event, and onState whenever something has changed of
 *
 *  - reading: the keys have not been read yet
 *  - more: there are more keys than the limit
 *  - missing: what the server lacks to notify of changes, see missingSetting; or
 *    { refusal }, the error by which it refuses to; or {} if it never does
 *  - isLive: the server notifies of changes
 *  - error: why the keys could not be read, or their events not be had
 */
export class LiveKeys {
  #settings;
  #stopped = new AbortController();
  #changed = new Map(); // keys to be read, by their identity
  #all = true; // or all of them are
  #working = false;
  #following = false;
  #state = { reading: true, more: false, missing: undefined, isLive: false, error: undefined };

  /** settings are the client and whether its server notifies at all, the pattern and the limit, the table, onEvent and onState. */
  constructor(settings) {
    this.#settings = settings;
    if (settings.notifies) {
      void this.#follow();
    } else {
      this.#change({ missing: {} });
      void this.#work();
    }
  }

  get client() {
    return this.#settings.client;
  }

  /** Ends it. What is under way changes nothing any more. */
  stop() {
    this.#stopped.abort();
  }

  /** Has keys read again. */
  changed(keys) {
    for (const key of keys) {
      this.#changed.set(identity(key), key);
    }
    // A page that nobody looks at does not read. What gathers meanwhile is as well read all at once.
    if (this.#changed.size > 10 * this.#settings.limit) {
      this.#all = true;
      this.#changed.clear();
    }
    void this.#work();
  }

  /** Tries again what has failed, or what the server did not do. */
  retry() {
    if (this.#settings.notifies && this.#state.missing?.refusal === undefined) {
      void this.#follow();
    }
    void this.#work();
  }

  get #isStopped() {
    return this.#stopped.signal.aborted;
  }

  // The events are subscribed first: what is read then is a state that they follow.
  async #follow() {
    if (this.#following) {
      return;
    }
    this.#following = true;
    const { pattern } = this.#settings;
    const { signal } = this.#stopped;
    let failed;
    try {
      const events = await this.client.keyEvents({ pattern, decoder: "bytes", signal });
      await this.#askSetting();
      this.#readAll();
      for await (const event of events) {
        await this.#take(event);
      }
    } catch (error) {
      failed = await this.#explain(error).catch((other) => other);
    }
    this.#following = false;
    this.#change({ isLive: false, error: failed });
    void this.#work();
  }

  /** Tells what the server lacks where that is why there are no events; returns any other error. */
  async #explain(error) {
    if (error.name === "ConfigurationError") {
      await this.#askSetting();
      return undefined;
    }
    if (error.delivery === "answered") {
      this.#change({ missing: { refusal: error } });
      return undefined;
    }
    return error;
  }

  async #askSetting() {
    const missing = await missingSetting(this.client);
    this.#change({ missing, isLive: missing === undefined });
  }

  async #take(event) {
    if (event.type !== "keyEvent") {
      // Nobody knows what has happened meanwhile, and a server that was started anew has lost its setting.
      this.#readAll();
      await this.#askSetting();
    } else if (event.event !== "keymiss") {
      this.#settings.onEvent(event);
      if (!this.#state.isLive) {
        await this.#askSetting(); // Somebody has changed it.
        this.#change({ isLive: true });
      }
      this.changed([event.key]);
    }
  }

  #readAll() {
    this.#all = true;
    void this.#work();
  }

  /** Reads what is to be read, one thing after the other, and no more often than the browser shows a picture. */
  async #work() {
    if (this.#working) {
      return;
    }
    this.#working = true;
    let error;
    try {
      while (!this.#isStopped && (this.#all || this.#changed.size > 0)) {
        await (this.#all ? this.#scan() : this.#read());
        await nextFrame();
      }
    } catch (failed) {
      error = failed;
      this.#all = true;
    }
    this.#working = false;
    this.#change({ error });
  }

  async #scan() {
    const { client, pattern, limit, table } = this.#settings;
    this.#all = false;
    this.#changed.clear();
    const { keys, more } = await scanKeys(client, pattern, limit, this.#stopped.signal);
    const entries = await readKeys(client, keys);
    if (!this.#isStopped) {
      table.retain(keys);
      keys.forEach((key, i) => this.#show(key, entries[i]));
      this.#change({ reading: false, more });
    }
  }

  async #read() {
    const { client, limit, table } = this.#settings;
    const keys = [];
    let { more } = this.#state;
    for (const [name, key] of this.#changed) {
      if (keys.length === limit) {
        break;
      }
      this.#changed.delete(name);
      if (table.has(key) || table.size < limit) {
        keys.push(key);
      } else {
        more = true;
      }
    }
    const entries = await readKeys(client, keys);
    if (!this.#isStopped) {
      keys.forEach((key, i) => this.#show(key, entries[i], true));
      this.#all ||= more && table.size < limit; // There is room again.
      this.#change({ more });
    }
  }

  /** Shows what a key is now; by its flash that it is another, or that something has happened to it. */
  #show(key, entry, happened = false) {
    const { table, limit } = this.#settings;
    if (entry === undefined) {
      table.remove(key);
    } else if (table.has(key) || table.size < limit) {
      const isOther = table.show(key, entry);
      if (happened || (isOther && !this.#state.reading)) {
        table.flash(key);
      }
    }
  }

  #change(state) {
    Object.assign(this.#state, state);
    if (!this.#isStopped) {
      this.#settings.onState(this.#state);
    }
  }
}
