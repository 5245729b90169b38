// Users and what they may do. See https://valkey.io/topics/acl/

import { type Command, command, integer, listOf, optionalList } from "../command.js";
import { nextNumber, nextOk, nextTexts } from "../replies.js";
import { nextAclLog, nextNullablePlainRecord } from "../replies_cluster.js";
import { nextText } from "../shapes_tokens.js";
import type { GlideFields, GlideString, Integer, Text } from "../types.js";

/**
 * Lists the categories of commands, or the commands of one. Since: 6.0.0.
 *
 * Reply: their names.
 * See https://valkey.io/commands/acl-cat/
 * @routed
 */
export function aclCat(category?: GlideString): Command<Text[]> {
  return command(nextTexts, "ACL", "CAT", ...(category === undefined ? [] : [category]));
}

/**
 * Deletes users, and closes their connections. In a cluster all nodes do so without a route. Since: 6.0.0.
 *
 * Reply: how many there were.
 * See https://valkey.io/commands/acl-deluser/
 * @routed
 * @oneReply
 */
export function aclDelUser(usernames: Iterable<GlideString>): Command<number> {
  return command(nextNumber, "ACL", "DELUSER", ...listOf(usernames, "aclDelUser usernames"));
}

/**
 * Tells whether a user may execute a command, which is not executed. Since: 7.0.0.
 *
 * Reply: "OK", or a sentence that says why not.
 * See https://valkey.io/commands/acl-dryrun/
 * @routed
 */
export function aclDryRun(username: GlideString, commandName: GlideString, args?: Iterable<GlideString>): Command<Text> {
  return command(nextText, "ACL", "DRYRUN", username, commandName, ...optionalList(args, "aclDryRun args"));
}

/**
 * Makes up a password, of 256 bits where they are left out. Since: 6.0.0.
 *
 * Reply: it, in hexadecimal digits.
 * See https://valkey.io/commands/acl-genpass/
 * @routed
 */
export function aclGenPass(bits?: Integer): Command<Text> {
  return command(nextText, "ACL", "GENPASS", ...(bits === undefined ? [] : [integer(bits, "aclGenPass bits")]));
}

/**
 * Tells what a user may do. Since: 6.0.0.
 *
 * Reply: the rules, or null if there is no such user.
 * See https://valkey.io/commands/acl-getuser/
 * @routed
 */
export function aclGetUser(username: GlideString): Command<GlideFields | null> {
  return command(nextNullablePlainRecord, "ACL", "GETUSER", username);
}

/**
 * Lists the users with their rules. Since: 6.0.0.
 *
 * Reply: of each a line as in an ACL file.
 * See https://valkey.io/commands/acl-list/
 * @routed
 */
export function aclList(): Command<Text[]> {
  return command(nextTexts, "ACL", "LIST");
}

/**
 * Loads the users of the server's ACL file in place of those that there are. In a cluster all
 * nodes do so without a route. Since: 6.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/acl-load/
 * @routed
 * @oneReply
 */
export function aclLoad(): Command<"OK"> {
  return command(nextOk, "ACL", "LOAD");
}

/**
 * Tells what users were refused, up to count times, 10 where it is left out. Since: 6.0.0.
 *
 * Reply: the latest first.
 * See https://valkey.io/commands/acl-log/
 * @routed
 */
export function aclLog(count?: Integer): Command<GlideFields[]> {
  return command(nextAclLog, "ACL", "LOG", ...(count === undefined ? [] : [integer(count, "aclLog count")]));
}

/**
 * Forgets what users were refused. Since: 6.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/acl-log/
 * @routed
 * @oneReply
 */
export function aclLogReset(): Command<"OK"> {
  return command(nextOk, "ACL", "LOG", "RESET");
}

/**
 * Writes the users into the server's ACL file. In a cluster all nodes do so without a route. Since: 6.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/acl-save/
 * @routed
 * @oneReply
 */
export function aclSave(): Command<"OK"> {
  return command(nextOk, "ACL", "SAVE");
}

/**
 * Changes what a user may do, or makes one. In a cluster all nodes do so without a route. Since: 6.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/acl-setuser/
 * @routed
 * @oneReply
 */
export function aclSetUser(username: GlideString, rules?: Iterable<GlideString>): Command<"OK"> {
  return command(nextOk, "ACL", "SETUSER", username, ...optionalList(rules, "aclSetUser rules"));
}

/**
 * Lists the users. Since: 6.0.0.
 *
 * Reply: their names.
 * See https://valkey.io/commands/acl-users/
 * @routed
 */
export function aclUsers(): Command<Text[]> {
  return command(nextTexts, "ACL", "USERS");
}

/**
 * Tells as which user the connection is authenticated. Since: 6.0.0.
 *
 * Reply: its name.
 * See https://valkey.io/commands/acl-whoami/
 * @routed
 */
export function aclWhoAmI(): Command<Text> {
  return command(nextText, "ACL", "WHOAMI");
}
