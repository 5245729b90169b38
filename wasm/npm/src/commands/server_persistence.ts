// How a server writes its data to disk, and its part in replication.
// See https://valkey.io/commands/#server

import { type Command, type Word, checkNames, command, flag, flagWord, integer, onAllPrimaries, optionsOf } from "../command.js";
import { nextNumber, nextOk } from "../replies.js";
import { nextPlainString, port as checkedPort } from "../replies_server.js";
import { tuple } from "../shapes_values.js";
import type { GlideReturnType } from "../types.js";
import type { FailoverOptions, ShutdownOptions } from "./server_types.js";

/**
 * Begins to rewrite the append-only file in the background, so that it is as short as can be.
 * In a cluster all primaries do so without a route.
 *
 * Reply: a sentence that says whether it began.
 * See https://valkey.io/commands/bgrewriteaof/
 * @routed
 */
export function bgrewriteaof(): Command<string> {
  return onAllPrimaries(command(nextPlainString, "BGREWRITEAOF"));
}

/**
 * Begins to write all data to disk in the background; lastsave tells when that has succeeded.
 * In a cluster all primaries do so without a route.
 *
 * Reply: a sentence that says so.
 * See https://valkey.io/commands/bgsave/
 * @routed
 */
export function bgsave(): Command<string> {
  return onAllPrimaries(command(nextPlainString, "BGSAVE"));
}

/**
 * Stops writing data to disk in the background, and what was scheduled. In a cluster all primaries do so without a route.
 * Since: 8.1.0.
 *
 * Reply: a sentence that says what was stopped.
 * See https://valkey.io/commands/bgsave/
 * @routed
 */
export function bgsaveCancel(): Command<string> {
  return onAllPrimaries(command(nextPlainString, "BGSAVE", "CANCEL"));
}

/**
 * Begins to write all data to disk in the background, or as soon as the append-only file that
 * is being rewritten is done. In a cluster all primaries do so without a route.
 *
 * Reply: a sentence that says whether it began.
 * See https://valkey.io/commands/bgsave/
 * @routed
 */
export function bgsaveSchedule(): Command<string> {
  return onAllPrimaries(command(nextPlainString, "BGSAVE", "SCHEDULE"));
}

/**
 * Writes all data to disk. The server does nothing else meanwhile: on a server in use, bgsave
 * is better. In a cluster all primaries do so without a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/save/
 * @routed
 * @oneReply
 */
export function save(): Command<"OK"> {
  return command(nextOk, "SAVE");
}

/**
 * Tells when all data was last written to disk.
 *
 * Reply: the seconds since 1970; the server's start if it was not written since.
 * See https://valkey.io/commands/lastsave/
 * @routed
 */
export function lastsave(): Command<number> {
  return command(nextNumber, "LASTSAVE");
}

/**
 * Ends the server, which writes its data to disk first where it is configured to, and waits for
 * its replicas. The client goes on trying to connect. In a cluster it needs a route.
 *
 * Reply: none where it succeeds: the promise rejects with a ConnectionError.
 * See https://valkey.io/commands/shutdown/
 * @routed
 * @oneReply
 * @notInBatch
 */
export function shutdownServer(options?: ShutdownOptions): Command<"OK"> {
  const { save, ...switches } = optionsOf("shutdownServer", options, ["save", "now", "force", "safe", "failover"]);
  const words: Word[] = ["SHUTDOWN"];
  if (save !== undefined) {
    words.push(flag(save, "shutdownServer options.save") ? "SAVE" : "NOSAVE");
  }
  for (const name of ["now", "force", "safe", "failover"] as const) {
    words.push(...flagWord(switches[name], `shutdownServer options.${name}`, name.toUpperCase()));
  }
  return command(nextOk, words);
}

/**
 * Keeps a server running that was asked to end and still waits for its replicas. Since: 7.0.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/shutdown/
 * @routed
 * @oneReply
 * @notInBatch
 */
export function shutdownServerAbort(): Command<"OK"> {
  return command(nextOk, "SHUTDOWN", "ABORT");
}

/**
 * Tells what part the server plays in replication.
 *
 * Reply: the role with what belongs to it.
 * See https://valkey.io/commands/role/
 * @routed
 */
export function role(): Command<GlideReturnType[]> {
  return command(tuple, "ROLE");
}

/**
 * Makes the server a replica of the one at host and port. It drops its own data and takes the
 * other's. In a cluster it needs a route.
 *
 * Reply: "OK", which a server that is one already follows by more words.
 * See https://valkey.io/commands/replicaof/
 * @routed
 * @oneReply
 */
export function replicaof(host: string, port: number): Command<"OK"> {
  return command(nextPlainString, "REPLICAOF", host, checkedPort(port, "replicaof port")) as Command<"OK">;
}

/**
 * Makes a replica a primary, which keeps its data. In a cluster it needs a route.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/replicaof/
 * @routed
 * @oneReply
 */
export function replicaofNoOne(): Command<"OK"> {
  return command(nextOk, "REPLICAOF", "NO", "ONE");
}

/**
 * Makes the server a replica of the one at host and port. Use replicaof.
 *
 * Reply: as that of replicaof.
 * See https://valkey.io/commands/slaveof/
 * @routed
 * @oneReply
 */
export function slaveof(host: string, port: number): Command<"OK"> {
  return command(nextPlainString, "SLAVEOF", host, checkedPort(port, "slaveof port")) as Command<"OK">;
}

/**
 * Makes a replica a primary. Use replicaofNoOne.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/slaveof/
 * @routed
 * @oneReply
 */
export function slaveofNoOne(): Command<"OK"> {
  return command(nextOk, "SLAVEOF", "NO", "ONE");
}

/**
 * Makes a replica of the server the primary, and the server a replica of that. It goes on after
 * the reply: info tells how far it is. In a cluster it needs a route. Since: 6.2.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/failover/
 * @routed
 * @oneReply
 */
export function failover(options?: FailoverOptions): Command<"OK"> {
  const { to, abort, timeoutMs } = optionsOf("failover", options, ["to", "abort", "timeoutMs"]);
  const words: Word[] = ["FAILOVER"];
  if (to !== undefined) {
    checkNames("failover options.to", to, ["host", "port", "force"]);
    words.push("TO", to.host, checkedPort(to.port, "failover options.to.port"));
    words.push(...flagWord(to.force, "failover options.to.force", "FORCE"));
  }
  if (timeoutMs !== undefined) {
    words.push("TIMEOUT", integer(timeoutMs, "failover options.timeoutMs"));
  }
  words.push(...flagWord(abort, "failover options.abort", "ABORT"));
  return command(nextOk, ...words);
}

/**
 * Ends a failover that is under way: the server stays the primary. Since: 6.2.0.
 *
 * Reply: "OK".
 * See https://valkey.io/commands/failover/
 * @routed
 * @oneReply
 */
export function failoverAbort(): Command<"OK"> {
  return command(nextOk, "FAILOVER", "ABORT");
}
