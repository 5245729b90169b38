// MONITOR of real servers, by sockets and through a bridge; and what a server can send besides.

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { test } from "node:test";

import { ConfigurationError, ConnectionError, GlideClient, RequestError, TimeoutError } from "../../dist/index.js";
import { monitor } from "../../dist/monitor.js";

const [host, port] = process.env.GLISSADE_ADDRESS.split(":");
const server = { addresses: [{ host, port: Number(port) }], advancedConfiguration: { connectionTimeout: 30_000 } };
const ways = [["by a socket", server], ["through a bridge", { bridge: { url: () => process.env.GLISSADE_BRIDGE, target: "server" }, advancedConfiguration: server.advancedConfiguration }]];

async function client(t, settings = {}) {
  const made = await GlideClient.createClient({ addresses: server.addresses, requestTimeout: 30_000, ...settings });
  t.after(() => made.close());
  return made;
}

// Asks the server for something until it is seen to be monitored.
async function untilSeen(lines, ask) {
  const first = lines.next();
  let isSeen = false;
  first.finally(() => (isSeen = true)).catch(() => {});
  while (!isSeen) {
    await ask();
  }
  return first;
}

for (const [way, configuration] of ways) {
  test(`the commands of all clients, ${way}`, async (t) => {
    const own = await client(t, { databaseId: 3 });
    const controller = new AbortController();
    const lines = monitor(configuration, { signal: controller.signal });
    const { value } = await untilSeen(lines, () => own.ping());
    assert.equal(value.dropped, 0);
    await own.customCommand(["SET", `monitor:${way}`, new Uint8Array([0, 255, 34, 92, 10, 0xc3, 0xa4])]);
    await own.customCommand(["EVAL", "return redis.call('GET', KEYS[1])", "1", "a] \"b"]);
    const seen = [];
    for await (const line of lines) {
      seen.push(line);
      if (line.words[0] === "GET" && line.client === "lua") {
        break;
      }
    }
    const set = seen.find(({ words }) => words[0] === "SET");
    assert.deepEqual(set.words.slice(0, 2), ["SET", `monitor:${way}`]);
    assert.equal(set.words[2], "\0\ufffd\"\\\nä");
    assert.equal(set.database, 3);
    assert.match(set.client, /^127\.0\.0\.1:\d+$/);
    assert.ok(Math.abs(set.time - Date.now()) < 60_000, `${set.time}`);
    assert.deepEqual(seen.at(-1).words, ["GET", "a] \"b"]);
    // Leaving the loop has closed the connection.
    for (const deadline = Date.now() + 30_000; /cmd=monitor/.test(await own.customCommand(["CLIENT", "LIST", "TYPE", "normal"])); ) {
      assert.ok(Date.now() < deadline, "the connection stays open");
    }
    assert.deepEqual(await lines.next(), { done: true, value: undefined });
  });

  test(`a signal ends the loop, ${way}`, async (t) => {
    const own = await client(t);
    const controller = new AbortController();
    const lines = monitor(configuration, { signal: controller.signal });
    await untilSeen(lines, () => own.ping());
    const rest = (async () => {
      for await (const _ of lines);
    })();
    controller.abort();
    await rest;
    await assert.rejects(monitor(configuration, { signal: controller.signal }).next(), { name: "AbortError" });
  });

  test(`a connection that is lost is an error, ${way}`, async (t) => {
    const own = await client(t);
    const lines = monitor(configuration);
    await untilSeen(lines, () => own.ping());
    const rest = (async () => {
      for await (const _ of lines);
    })();
    const of = (list) => list.split("\n").find((line) => / cmd=monitor /.test(line));
    const [, id] = / ?id=(\d+) /.exec(of(await own.customCommand(["CLIENT", "LIST"])));
    await Promise.all([assert.rejects(rest, (error) => error instanceof ConnectionError && error.delivery === "answered"), own.customCommand(["CLIENT", "KILL", "ID", id])]);
  });
}

test("a user who may not", async (t) => {
  const own = await client(t);
  await own.customCommand(["ACL", "SETUSER", "watcher", "on", ">secret", "+ping"]);
  const as = (credentials) => monitor({ ...server, credentials }).next();
  await assert.rejects(as({ username: "watcher", password: "secret" }), (error) => error instanceof RequestError && error.code === "NOPERM" && error.message.startsWith("MONITOR: "));
  await assert.rejects(as(() => ({ username: "watcher", password: "wrong" })), { code: "WRONGPASS" });
  await own.customCommand(["ACL", "SETUSER", "watcher", "+monitor"]);
  const lines = monitor({ ...server, credentials: async () => ({ username: "watcher", password: "secret" }) });
  await untilSeen(lines, () => own.ping());
  await lines.return();
});

test("configurations that name no server to monitor", async () => {
  for (const [configuration, options, message] of [
    [{ addresses: [] }, {}, "monitor configuration.addresses: must name one server, which is the one to monitor"],
    [{ addresses: [{}, {}] }, {}, "monitor configuration.addresses: must name one server"],
    [{ readFrom: "primary" }, {}, "monitor configuration: has no readFrom; it has addresses"],
    [{ bridge: { url: "ws://localhost" } }, {}, "monitor configuration.addresses: is left out, and so is bridge.target: give one of them"],
    [{ bridge: { url: "ws://localhost", target: "a", mux: true } }, {}, "monitor configuration.bridge: has no mux"],
    [{ bridge: { url: "ws://localhost", target: "a" }, useTLS: true }, {}, "monitor configuration.useTLS: has no meaning through a bridge"],
    [{}, { signal: 1 }, "monitor options.signal: must be an AbortSignal"],
    [{}, { timeout: 1 }, "monitor options: has no timeout"],
  ]) {
    assert.throws(() => monitor(configuration, options), (error) => error instanceof ConfigurationError && error.message.startsWith(message), message);
  }
  await assert.rejects(monitor({ bridge: { url: "bridge", target: "a" } }).next(), /monitor configuration\.bridge\.url: must be a URL such as "wss:\/\/bridge\.example", not "bridge"/);
  await assert.rejects(monitor({ ...server, addresses: [{ host: "127.0.0.1", port: 1 }] }).next(), (error) => error instanceof ConnectionError && /ECONNREFUSED/.test(error.message));
});

// A server that sends what a test says, once it was asked to be monitored.
async function fake(t, send) {
  const listener = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => send(socket));
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  t.after(() => listener.close());
  return { addresses: [{ host: "127.0.0.1", port: listener.address().port }], advancedConfiguration: { connectionTimeout: 30_000 } };
}

async function all(lines, take = () => {}) {
  const items = [];
  try {
    for await (const item of lines) {
      items.push(item);
      await take(item);
    }
  } catch (error) {
    return [items, error];
  }
  return [items];
}

test("lines of every form, in pieces", async (t) => {
  const head = "1339518083.107412 [0 127.0.0.1:60866] ";
  const readable = [
    [`${head}"keys" "*"`, ["keys", "*"]],
    [`${head}""`, [""]],
    [`${head}"a \\"b\\" \\\\ \\n\\r\\t\\a\\b \\xc3\\xa4 \\q \\x4"`, ['a "b" \\ \n\r\t\x07\b ä \\q \\x4']],
    [`${head}"a "b" c"`, ['a "b" c']], // of Valkey 8.1.0
  ];
  const unreadable = [["OK", 0], ["1.2 [0 a] \"b\"", 0], [`${head}`, head.length], [`${head}keys`, head.length + 4], [`${head}"keys`, head.length + 5], [`${head}"a" b`, head.length + 5]];
  const bytes = Buffer.from(`+OK\r\n${[...readable, ...unreadable].map(([text]) => `+${text}\r\n`).join("")}`, "latin1");
  const [items, error] = await all(monitor(await fake(t, async (socket) => {
    for (const byte of bytes) {
      socket.write(Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
    socket.end();
  })));
  assert.ok(error instanceof ConnectionError, String(error));
  assert.deepEqual(items.slice(0, readable.length), readable.map(([, words]) => ({ time: 1339518083107.412, database: 0, client: "127.0.0.1:60866", words, dropped: 0 })));
  for (const [i, [line, at]] of unreadable.entries()) {
    const item = items[readable.length + i];
    assert.equal(item.line, `+${line}`);
    assert.match(item.error.message, new RegExp(`^a line of MONITOR cannot be understood: .* was expected at byte ${at}$`), line);
  }
  const path = await all(monitor(await fake(t, (socket) => socket.end(`+OK\r\n+1.000000 [0 unix:/tmp/a] "b] c] "get" "k"\r\n`))));
  assert.deepEqual([path[0][0].client, path[0][0].words], ['unix:/tmp/a] "b] c', ["get", "k"]]);
});

test("a loop that is slower than the server", async (t) => {
  const lines = Array.from({ length: 6_000 }, (_, i) => `+1.000000 [0 lua] "${i}"\r\n`).join("");
  let socket;
  const isSent = new Promise((resolve) => {
    t.sent = resolve;
  });
  const configuration = await fake(t, (opened) => {
    socket = opened;
    opened.write(`+OK\r\n${lines}`, t.sent);
  });
  const [items, error] = await all(monitor(configuration), async ({ words: [word] }) => {
    if (word === "0") {
      await isSent;
      for (let turns = 0; turns < 100; turns++) {
        await new Promise(setImmediate); // what was sent arrives
      }
    } else if (word === "4000") {
      socket.end('+1.000000 [0 lua] "last"\r\n');
    }
  });
  assert.ok(error instanceof ConnectionError);
  const dropped = items.reduce((sum, item) => sum + item.dropped, 0);
  assert.equal(items.length + dropped, 6_001, `${items.length} lines, ${dropped} dropped`);
  assert.ok(dropped > 1_000, `${dropped}`);
  assert.equal(items.at(-1).words[0], "last");
});

test("a server that does not agree", async (t) => {
  const silent = { ...(await fake(t, () => {})), advancedConfiguration: { connectionTimeout: 50 } };
  await assert.rejects(monitor(silent).next(), (error) => error instanceof TimeoutError && /did not agree within 50 ms; see advancedConfiguration\.connectionTimeout/.test(error.message));
  await assert.rejects(monitor(await fake(t, (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n"))).next(), /MONITOR: unexpected reply: expected OK; is there a Valkey server at that address\?/);
});
