// What a server knows of its commands. See https://valkey.io/commands/#server

import { type Command, type Word, command, listOf, optionalList, optionsOf } from "../command.js";
import { nextNumber, nextTexts } from "../replies.js";
import { nextCommandInfos, nextDocs, nextTuples } from "../replies_cluster.js";
import type { GlideFields, GlideReturnType, GlideString, Text } from "../types.js";
import type { CommandListOptions } from "./cluster_types.js";

/**
 * Tells what the server knows of all its commands.
 *
 * Reply: of each its name, arity, flags, places of keys, categories, tips, key specifications and
 * subcommands.
 * See https://valkey.io/commands/command/
 * @routed
 * @method command
 */
export function commands(): Command<GlideReturnType> {
  return command(nextCommandInfos, "COMMAND");
}

/**
 * Counts the server's commands.
 *
 * Reply: the number of commands.
 * See https://valkey.io/commands/command-count/
 * @routed
 */
export function commandCount(): Command<number> {
  return command(nextNumber, "COMMAND", "COUNT");
}

/**
 * Gets the documentation of commands, of all where none are given. Since: 7.0.0.
 *
 * Reply: by the names.
 * See https://valkey.io/commands/command-docs/
 * @routed
 */
export function commandDocs(names?: Iterable<GlideString>): Command<GlideFields> {
  return command(nextDocs, "COMMAND", "DOCS", ...optionalList(names, "commandDocs names"));
}

/**
 * Tells which of the words of a command are keys.
 *
 * Reply: the keys.
 * See https://valkey.io/commands/command-getkeys/
 * @routed
 */
export function commandGetKeys(args: Iterable<GlideString>): Command<Text[]> {
  return command(nextTexts, "COMMAND", "GETKEYS", ...listOf(args, "commandGetKeys args"));
}

/**
 * Tells which of the words of a command are keys, and what it does to them. Since: 7.0.0.
 *
 * Reply: the keys, each with its flags.
 * See https://valkey.io/commands/command-getkeysandflags/
 * @routed
 */
export function commandGetKeysAndFlags(args: Iterable<GlideString>): Command<GlideReturnType[][]> {
  return command(nextTuples, "COMMAND", "GETKEYSANDFLAGS", ...listOf(args, "commandGetKeysAndFlags args"));
}

/**
 * Tells what the server knows of commands, of all where none are given.
 *
 * Reply: as that of command; null for a command that there is not.
 * See https://valkey.io/commands/command-info/
 * @routed
 */
export function commandInfo(names?: Iterable<GlideString>): Command<GlideReturnType> {
  return command(nextCommandInfos, "COMMAND", "INFO", ...optionalList(names, "commandInfo names"));
}

/**
 * Lists the server's commands. Since: 7.0.0.
 *
 * Reply: their names.
 * See https://valkey.io/commands/command-list/
 * @routed
 */
export function commandList(options?: CommandListOptions): Command<Text[]> {
  const { module, aclCategory, pattern } = optionsOf("commandList", options, ["module", "aclCategory", "pattern"]);
  const words: Word[] = ["COMMAND", "LIST"];
  for (const [kind, value] of [
    ["MODULE", module],
    ["ACLCAT", aclCategory],
    ["PATTERN", pattern],
  ] as const) {
    if (value !== undefined) {
      words.push("FILTERBY", kind, value);
    }
  }
  return command(nextTexts, ...words);
}
