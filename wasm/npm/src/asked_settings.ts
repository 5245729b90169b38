// Settings that are functions, as they are taken out of a configuration.

import { ConfigurationError } from "./errors.js";
import type { BaseClientConfiguration } from "./types.js";

/** Functions, by the paths of the settings that they stand for; "bridge" is the bridge's URL, with the target. */
export type Functions = Record<string, () => unknown>;

/** Takes the functions out of a configuration: what is left is for Go. */
export function takeFunctions<C extends BaseClientConfiguration>(configuration: C, functions: Functions): C {
  const take = <T extends object>(settings: T, path: string, names: readonly (keyof T & string)[]): T => {
    const left = { ...settings };
    for (const name of names) {
      if (typeof left[name] === "function") {
        functions[path + name] = () => (settings[name] as () => unknown)();
        delete left[name];
      }
    }
    return left;
  };
  const { bridge, ...others } = take(configuration, "", ["credentials"]);
  if (typeof bridge !== "object" || bridge === null) {
    return { bridge, ...others } as C;
  }
  const left = take(bridge, "bridge.", ["url", "token", "ticket"]);
  if (functions["bridge.url"]) {
    left.url = askedURL;
  }
  if (functions["bridge.ticket"] && bridge.token !== undefined) {
    throw new ConfigurationError("createClient configuration.bridge.ticket: stands in the place of a token; leave one of them out");
  }
  return { ...others, bridge: left } as C;
}

/** The bridge's URL as Go has it where a function says it. */
export const askedURL = "wss://asked.invalid";

/** The target as Go has it where the function says it in the URL. */
export const askedTarget = "(asked)";
