import { type Word, nameOf, optionalList, optionsOf } from "./command.js";
import type { ScriptOptions } from "./commands/scripting_types.js";
import { ConfigurationError } from "./errors.js";
import { sha1 } from "./sha1.js";
import { cutStack } from "./stack.js";
import type { GlideString } from "./types.js";

/**
 * A Lua script. Its source is sent to a server once, and from then on only its hash.
 *
 *     const script = new Script("return redis.call('GET', KEYS[1])");
 *     await client.invokeScript(script, { keys: ["greeting"] });
 */
export class Script {
  readonly #hash: string;
  #code: GlideString | undefined;

  constructor(code: GlideString) {
    if (typeof code !== "string" && !(code instanceof Uint8Array)) {
      throw cutStack(new ConfigurationError(`Script code: must be a string or a Uint8Array, not ${nameOf(code)}`), Script);
    }
    this.#hash = sha1(typeof code === "string" ? new TextEncoder().encode(code) : code);
    this.#code = code;
  }

  /** The source code, undefined once it was released. */
  getCode(): GlideString | undefined {
    return this.#code;
  }

  /** The SHA-1 of the source code in 40 hexadecimal digits, by which servers know it. */
  getHash(): string {
    return this.#hash;
  }

  /** Forgets the source code. The script is executed from then on only where a server knows it. There is no need to call it. */
  release(): void {
    this.#code = undefined;
  }
}

/** The words behind a script. */
export function keysAndArgs(method: string, options: ScriptOptions | undefined): Word[] {
  const { keys, args } = optionsOf(method, options, ["keys", "args"]);
  const names = optionalList(keys, `${method} options.keys`);
  return [String(names.length), ...names, ...optionalList(args, `${method} options.args`)];
}
