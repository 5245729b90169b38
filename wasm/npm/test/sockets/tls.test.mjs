// TLS without a bridge, with real servers and certificates.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ConfigurationError, ConnectionError } from "../../dist/index.js";
import { address, certificate, connect, connectByStreams, connected, mutual, secured, unique } from "./connect.mjs";

const authority = certificate("authority");
const settings = { addresses: [{ ...secured, host: "localhost" }], useTLS: true };
const mutualSettings = { ...settings, addresses: [{ ...mutual, host: "localhost" }] };

test("the server's certificate is checked", async (t) => {
  const client = await connected(t, settings, { rootCertificates: authority });
  const key = unique();
  const value = "v".repeat(2_000_000);
  assert.equal(await client.set(key, value), "OK");
  assert.equal(await client.get(key), value);
  const again = new Promise((resolve) => client.on("connected", resolve));
  const admin = await connected(t, settings, { insecure: true });
  await admin.customCommand(["CLIENT", "KILL", "ID", String(await client.clientId())]);
  await again;
  await connected(t, settings, { rootCertificates: String(authority), serverName: "localhost" });

  for (const [tls, message] of [
    [undefined, /no trusted authority signed the server's certificate; put the authority's certificate into advancedConfiguration.tlsAdvancedConfiguration.rootCertificates/],
    [{ rootCertificates: certificate("stranger") }, /no trusted authority signed the server's certificate/],
    [{ rootCertificates: authority, serverName: "other.example" }, /is for another name; connect by a name that it has, or set .*serverName/],
  ]) {
    await assert.rejects(connect(settings, tls), (error) => error instanceof ConnectionError && message.test(error.message), String(message));
  }
});

test("servers get a client's certificate", async (t) => {
  const [clientCertificate, clientKey] = [certificate("mutual-client"), certificate("mutual-client-key")];
  const client = await connected(t, mutualSettings, { rootCertificates: certificate("mutual-authority"), clientCertificate, clientKey });
  assert.match(await client.ping(), /PONG/);
  await assert.rejects(connect(mutualSettings, { rootCertificates: certificate("mutual-authority") }), (error) => error instanceof ConnectionError && /demands a client's certificate; set .*clientCertificate/.test(error.message));
  const stranger = { clientCertificate: certificate("mutual-of-stranger"), clientKey: certificate("mutual-of-stranger-key") };
  await assert.rejects(connect(mutualSettings, { rootCertificates: certificate("mutual-authority"), ...stranger }), /does not accept .*clientCertificate/);
});

test("TLS and none are told apart", async () => {
  await assert.rejects(connect({ addresses: settings.addresses }), /if the server demands TLS on this port, set useTLS/);
});

test("settings of TLS that cannot work are refused by name", async () => {
  const at = "createClient configuration.advancedConfiguration.tlsAdvancedConfiguration";
  const [clientCertificate, clientKey] = [certificate("client"), certificate("client-key")];
  for (const [tls, message] of [
    ["no", `${at}: must be an object`],
    [{ insecure: 1 }, `${at}.insecure: must be true or false`],
    [{ unknown: 1 }, `${at}.unknown: is unknown; it has insecure`],
    [{ rootCertificates: "/etc/ca.pem" }, `${at}.rootCertificates: holds no PEM text`],
    [{ rootCertificates: "" }, `${at}.rootCertificates: must be PEM text`],
    [{ rootCertificates: "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----" }, `${at}.rootCertificates: holds no certificate`],
    [{ clientCertificate }, `${at}.clientKey: is missing`],
    [{ clientKey }, `${at}.clientCertificate: is missing`],
    [{ clientCertificate, clientKey: certificate("of-stranger-key") }, `${at}.clientCertificate: is no PEM certificate that goes with clientKey`],
    [{ serverName: "" }, `${at}.serverName: must be a name`],
  ]) {
    await assert.rejects(connect(settings, tls), (error) => error instanceof ConfigurationError && error.message.startsWith(message), message);
  }
  await assert.rejects(connect({ addresses: [address] }, { rootCertificates: authority }), /is set while useTLS is false/);
  await assert.rejects(connect({ ...settings, connect: connectByStreams }, { rootCertificates: authority }), /has no meaning where connect opens the sockets/);
});
