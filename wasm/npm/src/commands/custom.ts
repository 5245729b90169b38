// Commands that have no method of their own, or are wanted as the server names them.

import { type Command, type Read, listOf } from "../command.js";
import { ownRequestOf } from "../custom_subscribing.js";
import { readerOf, routeOf, upperCase } from "../replies_custom.js";
import type { GlideReturnType, GlideString } from "../types.js";

/**
 * Executes any command: its name and arguments, each word an element of args, as in
 * ["CONFIG", "GET", "maxmemory"]. It refuses commands that would break a connection that is
 * shared: MONITOR, MULTI and the like; the error then says what to use instead. SELECT without
 * options of the call is the client's select; SUBSCRIBE and its like change what the client is
 * subscribed to, as subscribeLazy and its like do, and reply null.
 *
 * Reply: what the server answers, in the same form in RESP2 and RESP3: maps are arrays of
 * { key, value }, sets are arrays, and what says yes or no is a boolean. With the decoder
 * Decoder.Bytes every string in it is bytes. What several nodes answer is an array of
 * { key, value } with their addresses.
 * See https://valkey.io/commands/
 * @routed
 * @oneReply
 */
export function customCommand(args: Iterable<GlideString>): Command<GlideReturnType> {
  const words = listOf(args, "customCommand args");
  const route = routeOf(words);
  const ownRequest = ownRequestOf(upperCase(words[0]), words);
  return {
    words,
    read: readerOf(words) as Read<GlideReturnType>,
    nodesAsPairs: true,
    ...(route !== undefined && { route }),
    ...(ownRequest !== undefined && { ownRequest }),
  };
}
