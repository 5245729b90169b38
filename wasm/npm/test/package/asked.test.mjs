// Settings that are functions: asked for each connection, and once more after a refusal.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ConfigurationError, ConnectionError, GlideClient, TimeoutError } from "../../dist/index.js";
import { addresses, bridge, connect, connected, eventually, patient, unique } from "./connect.mjs";

const guarded = process.env.GLISSADE_TOKEN_BRIDGE;
const token = process.env.GLISSADE_TOKEN;

// Answers that come one after the other, the last for ever, and how often they were asked for.
function answers(...list) {
  const ask = async () => {
    const answer = list[Math.min(ask.asked++, list.length - 1)];
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  ask.asked = 0;
  return ask;
}

// Ends the connection that a client has, and resolves once it has another.
async function reconnect(client, admin) {
  const again = new Promise((resolve) => client.on("connected", resolve));
  await admin.customCommand(["CLIENT", "KILL", "ID", String(await client.clientId())]);
  await again;
}

async function ticket() {
  const answer = await fetch(`${guarded.replace("ws", "http")}/v1/ticket`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()).ticket;
}

test("the bridge's URL and token are asked for each connection", async (t) => {
  const admin = await connected(t);
  const [url, tokens] = [answers(new URL(guarded), guarded), answers(token)];
  const client = await connected(t, { bridge: { url, token: tokens } });
  assert.deepEqual([url.asked, tokens.asked], [1, 1]);
  await reconnect(client, admin);
  assert.deepEqual([url.asked, tokens.asked], [2, 2]);
  assert.equal(await client.echo("é"), "é");
  const synchronous = await connected(t, { bridge: { url: () => guarded, token: () => token } });
  assert.equal(await synchronous.echo("x"), "x");
});

test("a URL alone may be a function, and name the target", async (t) => {
  const url = answers(`${bridge.url.replace("ws", "http")}/?target=server`);
  const client = await GlideClient.createClient(url);
  t.after(() => client.close());
  assert.equal(await client.echo("x"), "x");
  assert.equal(url.asked, 1);
  const without = await GlideClient.createClient(async () => `${bridge.url}/?address=${addresses[0].host}:${addresses[0].port}`);
  t.after(() => without.close());
  assert.equal(await without.echo("x"), "x");
});

test("a token that the bridge refuses is asked for once more", async (t) => {
  const tokens = answers("wrong-0123456789", token);
  const client = await connected(t, { bridge: { url: guarded, token: tokens } });
  assert.equal(tokens.asked, 2);
  assert.equal(await client.echo("x"), "x");

  const wrong = answers("wrong-0123456789");
  await assert.rejects(connect({ bridge: { url: guarded, token: wrong } }), (error) => {
    assert.ok(error instanceof ConnectionError, String(error));
    assert.match(error.message, /4401/);
    assert.doesNotMatch(error.message, /wrong-0123456789/);
    return true;
  });
  assert.equal(wrong.asked, 2);
});

// Who gives what was refused has the client wait as after any other failure.
test("what stays refused is tried after pauses", async (t) => {
  const admin = await connected(t);
  const tokens = answers(token, "wrong-0123456789");
  const client = await connected(t, { bridge: { url: guarded, token: tokens }, connectionBackoff: { factor: 400, numberOfRetries: 1, exponentBase: 2, jitterPercent: 0 } });
  const failures = [];
  client.on("connectFailed", (event) => failures.push(event));
  await admin.customCommand(["CLIENT", "KILL", "ID", String(await client.clientId())]);
  await eventually(() => failures.length >= 3);
  const asked = tokens.asked;
  assert.ok(asked >= 1 + 2 * 3 && asked <= 1 + 2 * (failures.length + 1), String(asked));
  assert.ok(failures.every(({ wait }) => wait === 400));
});

test("a ticket is asked for each connection, which a second one cannot use", async (t) => {
  const admin = await connected(t);
  const tickets = [];
  const client = await connected(t, { bridge: { url: guarded, ticket: async () => (tickets.push(await ticket()), tickets.at(-1)) } });
  assert.equal(tickets.length, 1);
  await reconnect(client, admin);
  assert.equal(tickets.length, 2);
  assert.notEqual(tickets[0], tickets[1]);
  const used = answers(tickets[0], await ticket());
  await connected(t, { bridge: { url: guarded, ticket: used } });
  assert.equal(used.asked, 2, "the first was refused");
  await assert.rejects(connect({ bridge: { url: guarded, ticket: () => tickets[0] } }), (error) => {
    assert.match(error.message, /4401 the ticket is not valid/);
    assert.ok(!error.message.includes(tickets[0]));
    return true;
  });
  await assert.rejects(connect({ bridge: { url: guarded, ticket, token } }), (error) => error instanceof ConfigurationError && /bridge.ticket: stands in the place of a token/.test(error.message));
});

test("user and password are asked for each connection, and once more where the server refuses them", async (t) => {
  const admin = await connected(t);
  const username = unique("user");
  const rules = (...list) => admin.customCommand(["ACL", "SETUSER", username, ...list]);
  await rules("on", ">first", "~*", "+@all", "allchannels");
  const credentials = answers({ username, password: "first" }, { username, password: "first" }, { username, password: "second" });
  const client = await connected(t, { credentials });
  assert.equal(credentials.asked, 1);
  assert.equal(await client.aclWhoAmI(), username);
  await rules("<first", ">second");
  await reconnect(client, admin);
  assert.equal(credentials.asked, 3, "what was refused, and what was right");
  assert.equal(await client.aclWhoAmI(), username);

  const wrong = answers({ username, password: "wrong-secret" });
  await assert.rejects(connect({ credentials: wrong }), (error) => {
    assert.equal(error.code, "WRONGPASS");
    assert.doesNotMatch(error.message, /wrong-secret/);
    return true;
  });
  assert.equal(wrong.asked, 2);
  await admin.customCommand(["ACL", "DELUSER", username]);
});

test("a function that fails, or returns what cannot be, is named, and no secret is", async () => {
  const secret = 5_318_008;
  const cases = [
    [{ bridge: { url: guarded, token: answers(new Error("the login is over")) } }, /configuration\.bridge\.token: the function has failed: .*the login is over/],
    [{ bridge: { url: guarded, token: () => secret } }, /configuration\.bridge\.token: the function must return a string/],
    [{ bridge: { url: guarded, token: () => " " } }, /configuration\.bridge\.token: the function must return a string that is not empty/],
    [{ bridge: { url: guarded, ticket: () => undefined } }, /configuration\.bridge\.ticket: the function must return/],
    [{ bridge: { url: () => `no URL ${secret}` } }, /configuration\.bridge\.url: the function must return a URL/],
    [{ credentials: () => ({ username: "u", password: secret }) }, /configuration\.credentials: the function must return \{ username, password \}/],
    [{ credentials: () => null }, /configuration\.credentials: the function must return \{ username, password \}/],
    [{ credentials: () => { throw new Error("no user"); } }, /configuration\.credentials: the function has failed: .*no user/],
  ];
  for (const [settings, message] of cases) {
    await assert.rejects(connect(settings), (error) => {
      assert.ok(error instanceof ConnectionError, String(error));
      assert.match(error.message, message);
      assert.ok(!error.message.includes(String(secret)));
      return true;
    });
  }
});

test("a function that never answers holds nothing for ever", async () => {
  const never = () => new Promise(() => {});
  for (const [settings, name] of [
    [{ bridge: { url: guarded, token: never } }, "bridge.token"],
    [{ bridge: { url: never } }, "bridge.url"],
    [{ credentials: never }, "credentials"],
  ]) {
    await assert.rejects(connect({ ...settings, advancedConfiguration: { connectionTimeout: 200 } }), (error) => {
      assert.ok(error instanceof TimeoutError, String(error));
      assert.match(error.message, new RegExp(`the function configuration\\.${name.replace(".", "\\.")} has not answered`));
      assert.match(error.message, /connectionTimeout/);
      return true;
    });
  }
});

test("requests keep their time while a function has not answered", async (t) => {
  const admin = await connected(t);
  let answers = true;
  const client = await connected(t, { credentials: () => (answers ? { password: "" } : new Promise(() => {})) });
  answers = false;
  const lost = new Promise((resolve) => client.on("disconnected", resolve));
  await admin.customCommand(["CLIENT", "KILL", "ID", String(await client.clientId())]);
  await lost;
  await assert.rejects(client.get("k", { timeout: 100 }), (error) => error instanceof TimeoutError && error.delivery === "notSent");
});

test("a socket without a bridge asks for credentials too", async (t) => {
  const admin = await connected(t);
  const username = unique("user");
  await admin.customCommand(["ACL", "SETUSER", username, "on", ">right", "~*", "+@all"]);
  const credentials = answers({ username, password: "old" }, { username, password: "right" });
  const client = await connected(t, { bridge: undefined, credentials });
  assert.equal(credentials.asked, 2);
  assert.equal(await client.aclWhoAmI(), username);
  const never = { bridge: undefined, credentials: () => new Promise(() => {}), advancedConfiguration: { connectionTimeout: 200 } };
  await assert.rejects(connect(never), (error) => error instanceof TimeoutError && /configuration\.credentials has not answered/.test(error.message));
  await assert.rejects(connect({ ...patient, bridge: undefined, credentials: async () => "app" }), /configuration\.credentials: the function must return/);
  await admin.customCommand(["ACL", "DELUSER", username]);
});
