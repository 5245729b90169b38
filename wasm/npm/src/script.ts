import { sha1 } from "./sha1.js";

/**
 * A Lua script. Its source is sent to a server once, and from then on only its hash.
 *
 *     const script = new Script("return redis.call('GET', KEYS[1])");
 *     await client.invokeScript(script, { keys: ["greeting"] });
 */
export class Script {
  readonly #code: string;
  #hash: string | undefined;

  constructor(code: string) {
    this.#code = code;
  }

  /** The source code. */
  getCode(): string {
    return this.#code;
  }

  /** The SHA-1 of the source code in 40 hexadecimal digits, by which servers know it. */
  getHash(): string {
    return (this.#hash ??= sha1(new TextEncoder().encode(this.#code)));
  }
}
