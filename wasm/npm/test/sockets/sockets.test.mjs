// The package without a bridge, over sockets of node:net, to real servers.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import net from "node:net";
import { once } from "node:events";
import { test } from "node:test";

import { ConfigurationError, ConnectionError, GlideClient, GlideClusterClient, RequestError, TimeoutError } from "../../dist/index.js";
import { address, connect, connectByStreams, connected, patient, pausable, unique, unixSocket } from "./connect.mjs";

test("commands, batches and messages go over TCP", async (t) => {
  const client = await connected(t);
  const key = unique();
  assert.equal(await client.set(key, "é"), "OK");
  assert.deepEqual(await client.get(key, { decoder: "bytes" }), Buffer.from("é"));
  const subscription = await client.subscription({ channels: [key] });
  assert.equal(await client.publish("hello", key), 1);
  const { value } = await subscription[Symbol.asyncIterator]().next();
  assert.equal(value.message, "hello");
  const { frames, bytesSent, bytesReceived } = client.statistics();
  assert.ok(frames > 3 && bytesSent > 100 && bytesReceived > 100);
});

test("a Unix socket leads to the server", async (t) => {
  const client = await connected(t, { addresses: [{ socket: unixSocket }] });
  assert.match(await client.customCommand(["CLIENT", "INFO"]), /flags=\w*U/);
  await assert.rejects(connect({ addresses: [{ socket: "/nowhere/valkey.sock" }] }), (error) => error instanceof ConnectionError && /ENOENT.*there is no such socket/.test(error.message));
  await assert.rejects(connect({ addresses: [{ socket: unixSocket, port: 1 }] }), /addresses\[0\].socket: is given together with a host or port/);
});

test("users authenticate", async (t) => {
  const admin = await connected(t);
  const [username, password] = [unique(), "secret"];
  await admin.customCommand(["ACL", "SETUSER", username, "on", `>${password}`, "~*", "&*", "+@all"]);
  const client = await connected(t, { credentials: { username, password } });
  assert.equal(await client.customCommand(["ACL", "WHOAMI"]), username);
  await assert.rejects(connect({ credentials: { username, password: "wrong" } }), /WRONGPASS/);
});

test("large values go both ways, one after the other and together", async (t) => {
  const client = await connected(t);
  const value = new Uint8Array(5_000_003).map((_, i) => i * 31);
  const keys = Array.from({ length: 6 }, unique);
  await Promise.all(keys.map((key) => client.set(key, value)));
  for (const got of await Promise.all(keys.map((key) => client.get(key, { decoder: "bytes" })))) {
    assert.ok(Buffer.compare(got, value) === 0);
  }
  await client.del(keys);
});

test("commands of one turn of the event loop go out in one write", async (t) => {
  const client = await connected(t);
  const before = client.statistics().frames;
  const after = async (turns) => {
    for (let i = 0; i < turns; i++) {
      await undefined;
    }
    return client.ping();
  };
  await Promise.all(Array.from({ length: 50 }, (_, i) => after(i % 10)));
  assert.equal(client.statistics().frames - before, 1);
});

test("a server that is not there is told of, with what to do", async () => {
  const refused = { host: "127.0.0.1", port: 1 };
  await assert.rejects(connect({ addresses: [refused] }), (error) => {
    assert.ok(error instanceof ConnectionError);
    assert.match(error.message, /127.0.0.1:1: dial failed: connect ECONNREFUSED 127.0.0.1:1; is the server running/);
    assert.equal(error.delivery, "notSent");
    return true;
  });
  await assert.rejects(connect({ addresses: [{ host: "localhost", port: 1 }] }), /ECONNREFUSED .*is the server running/);
  await assert.rejects(connect({ addresses: [{ host: "no-such-host.invalid" }] }), /(ENOTFOUND|EAI_AGAIN).*is it spelled right in addresses/);
});

test("a connection that is lost is made again", async (t) => {
  const client = await connected(t);
  const lost = new Promise((resolve) => client.on("disconnected", resolve));
  const again = new Promise((resolve) => client.on("connected", resolve));
  const admin = await connected(t);
  await admin.customCommand(["CLIENT", "KILL", "ID", String(await client.clientId())]);
  await Promise.all([lost, again]);
  assert.match(await client.ping(), /PONG/);
});

test("a server that resets a connection is told of", async (t) => {
  const server = net.createServer((socket) => socket.once("data", () => socket.resetAndDestroy()));
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  await assert.rejects(connect({ addresses: [{ host: "127.0.0.1", port: server.address().port }] }), (error) => error instanceof ConnectionError && /ECONNRESET/.test(error.message));
});

test("connecting ends with its time, and so does the socket", async (t) => {
  const ended = [];
  const server = net.createServer((socket) => {
    ended.push(once(socket, "close"));
    socket.resume();
  });
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const addresses = [{ host: "127.0.0.1", port: server.address().port }];
  await assert.rejects(GlideClient.createClient({ addresses, advancedConfiguration: { connectionTimeout: 50 } }), (error) => error instanceof TimeoutError && /connectionTimeout/.test(error.message));
  // A server that takes bytes and says nothing does not speak TLS either.
  await assert.rejects(GlideClient.createClient({ addresses, useTLS: true, advancedConfiguration: { connectionTimeout: 50 } }), TimeoutError);
  assert.ok(ended.length >= 2);
  await Promise.all(ended);
});

test("a paused server has requests wait, and takes them when it goes on", async (t) => {
  const client = await connected(t, { addresses: [pausable] });
  const admin = await connected(t, { addresses: [pausable] });
  await admin.customCommand(["CLIENT", "PAUSE", "200", "ALL"]);
  const value = "x".repeat(1_000_000);
  const keys = Array.from({ length: 20 }, unique);
  const replies = await Promise.all(keys.map((key) => client.set(key, value)));
  assert.ok(replies.every((reply) => reply === "OK"));
});

test("an open client keeps Node, and close lets it end", async () => {
  const program = (rest) => `
    import { GlideClient } from ${JSON.stringify(new URL("../../dist/index.js", import.meta.url).href)};
    const client = await GlideClient.createClient(${JSON.stringify({ addresses: [address], ...patient })});
    ${rest}`;
  const run = (rest) => spawn(process.execPath, ["--input-type=module", "-e", program(rest)], { stdio: ["ignore", "pipe", "inherit"] });

  const open = run(`console.log("open");`);
  await once(open.stdout, "data");
  const early = await Promise.race([once(open, "exit").then(() => true), new Promise((resolve) => setTimeout(resolve, 500, false))]);
  assert.equal(early, false);
  open.kill();

  const closed = run(`client.close(); process.on("exit", () => console.log("ended"));`);
  const [[code]] = await Promise.all([once(closed, "exit"), once(closed.stdout, "data")]);
  assert.equal(code, 0);
});

test("connect opens the sockets where it is given", async (t) => {
  for (const opens of [
    connectByStreams, // as Workers do
    ({ hostname, port }) => net.connect(port, hostname),
    async ({ hostname, port }) => {
      const socket = net.connect(port, hostname);
      await once(socket, "connect");
      return socket;
    },
  ]) {
    const client = await connected(t, { connect: opens });
    const key = unique();
    const value = "v".repeat(3_000_000);
    assert.equal(await client.set(key, value), "OK");
    assert.equal(await client.get(key), value);
    const again = new Promise((resolve) => client.on("connected", resolve));
    const admin = await connected(t);
    await admin.customCommand(["CLIENT", "KILL", "ID", String(await client.clientId())]);
    await again;
    assert.equal(await client.del([key]), 1);
  }
  const asked = [];
  await assert.rejects(connect({ useTLS: true, connect: (...given) => (asked.push(given), Promise.reject(new Error("not today"))) }), /dial failed: not today/);
  assert.deepEqual(asked[0][0], { hostname: address.host, port: address.port });
  assert.equal(asked[0][1].secureTransport, "on");
  await assert.rejects(connect({ connect: () => ({}) }), /must return a socket/);
  await assert.rejects(connect({ connect: () => connectByStreams({ hostname: "127.0.0.1", port: 1 }, {}) }), /ECONNREFUSED/);
  await assert.rejects(connect({ connect: connectByStreams, addresses: [{ socket: unixSocket }] }), /opens no Unix sockets/);
});

test("a socket that comes too late is closed", async (t) => {
  let aborted;
  const late = new Promise((resolve) => {
    aborted = resolve;
  });
  const opens = async ({ hostname, port }, { signal }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    const socket = net.connect(port, hostname);
    aborted(once(socket, "close"));
    return socket;
  };
  await assert.rejects(GlideClient.createClient({ addresses: [address], connect: opens, advancedConfiguration: { connectionTimeout: 50 } }), TimeoutError);
  await (await late);
});

test("addressResolver says where addresses lead", async (t) => {
  const client = await connected(t, {
    addresses: [{ host: "cache.invalid", port: 1 }],
    addressResolver: (host, port) => (host === "cache.invalid" && port === 1 ? [address.host, address.port] : [host, port]),
  });
  assert.match(await client.ping(), /PONG/);
  await assert.rejects(connect({ addressResolver: () => "elsewhere" }), /addressResolver must return \[host, port\]/);
});

test("settings that cannot work are refused by name", async () => {
  for (const [settings, message] of [
    [{ connect: 1 }, "connect: must be a function"],
    [{ addressResolver: {} }, "addressResolver: must be a function"],
    [{ useTLS: "yes" }, "useTLS: must be "],
    [{ unknown: 1 }, "unknown: is unknown"],
    [{ addresses: [{ host: "h", port: 70_000 }] }, "addresses[0].port: is 70000"],
    [{ advancedConfiguration: { tcpNoDelay: 1 } }, "advancedConfiguration.tcpNoDelay: must be "],
  ]) {
    await assert.rejects(connect(settings), (error) => error instanceof ConfigurationError && error.message.includes(`createClient configuration.${message}`), message);
  }
});

test("without bridge and sockets the bridge is asked for, as in a page", async () => {
  const { getBuiltinModule } = process;
  process.getBuiltinModule = undefined;
  const refused = [{}, { addresses: [address] }].flatMap((settings) => [GlideClient.createClient(settings), GlideClusterClient.createClient(settings)]);
  const outcomes = await Promise.allSettled(refused);
  process.getBuiltinModule = getBuiltinModule;
  for (const { reason } of outcomes) {
    assert.ok(reason instanceof ConfigurationError, String(reason));
    assert.match(reason.message, /configuration.bridge: is missing; a page reaches a server through a bridge only: give \{url: "wss:/);
  }
});

test("errors of the server are its own", async (t) => {
  const client = await connected(t);
  const key = unique();
  await client.lpush(key, ["x"]);
  await assert.rejects(client.get(key), (error) => error instanceof RequestError && error.code === "WRONGTYPE");
});
