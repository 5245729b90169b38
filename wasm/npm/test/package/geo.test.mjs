// Methods for geospatial indexes, under both protocols: what every option makes the server
// do, what replies become, and what is refused before it is sent.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inspect } from "node:util";

import { Batch, ConditionalChange, GeoUnit, ProtocolVersion, SortOrder } from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

const palermo = { longitude: 13.361389, latitude: 38.115556 };
const catania = { longitude: 15.087269, latitude: 37.502669 };
const places = new Map([["Palermo", palermo], ["Catania", catania]]);
const center = { position: { longitude: 15, latitude: 37 } };
const circle = { radius: 200, unit: GeoUnit.KILOMETERS };
const box = { width: 400, height: 400, unit: "km" };
const [nearer, farther] = [56.4413, 190.4424]; // kilometers from the center
const hashes = { Catania: 3479447370796909, Palermo: 3479099956230698 };
const exact = { Catania: [15.087267458438873, 37.50266842333162], Palermo: [13.361389338970184, 38.1155563954963] };

function rounded(value) {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toFixed(6)) : Array.isArray(value) ? value.map(rounded) : value;
}

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    before(async () => {
      client = await connect({ protocol });
    });
    after(() => client.close());

    async function index(name = "index") {
      const key = unique(name);
      assert.equal(await client.geoadd(key, places), 2);
      return key;
    }

    test("members and where they are", async () => {
      const key = await index();
      const { ONLY_IF_EXISTS, ONLY_IF_DOES_NOT_EXIST } = ConditionalChange;
      for (const [members, options, want] of [
        [{ Catania: palermo, Rome: palermo }, { updateMode: ONLY_IF_EXISTS, changed: true }, 1],
        [{ Catania: catania }, { updateMode: ONLY_IF_DOES_NOT_EXIST, changed: true }, 0],
        [[{ key: "Catania", value: catania }], { changed: true, timeout: 10_000 }, 1],
        [[["Catania", catania]], {}, 0],
        [new Map([[Uint8Array.of(255), catania]]), { updateMode: "NX" }, 1],
      ]) {
        assert.equal(await client.geoadd(key, members, options), want, inspect(options));
      }
      assert.equal(await client.zrem(key, [Uint8Array.of(255)]), 1);
      assert.deepEqual(rounded(await client.geopos(key, ["Palermo", "none"])), rounded([exact.Palermo, null]));
      assert.deepEqual(await client.geopos(unique(), new Set(["Palermo"])), [null]);
      assert.deepEqual(await client.geopos(key, []), []);
      assert.deepEqual(await client.geohash(key, new Set(["Palermo", "Catania", "none"])), ["sqc8b49rny0", "sqdtr74hyu0", null]);
      assert.deepEqual(await client.geohash(key, ["Palermo"], { decoder: "bytes" }), ["sqc8b49rny0"]);
      assert.equal(await client.geodist(key, "Palermo", "Catania"), 166274.1516);
      assert.equal(await client.geodist(key, "Palermo", "Catania", { unit: GeoUnit.KILOMETERS }), 166.2742);
      assert.equal(await client.geodist(key, "Palermo", "Catania", { unit: "mi" }), 103.3182);
      assert.equal(await client.geodist(key, "Palermo", "Catania", { unit: GeoUnit.FEET }), 545518.8700);
      assert.equal(await client.geodist(key, "Palermo", "none"), null);
      await assert.rejects(client.geoadd(key, { Pole: { longitude: 0, latitude: 90 } }), { code: "ERR" });
      await assert.rejects(client.geoadd(key, {}), /wrong number of arguments|syntax error/);
    });

    test("what searches find", async () => {
      const key = await index();
      const { ASC, DESC } = SortOrder;
      const rows = [
        [{ sortOrder: ASC }, ["Catania", "Palermo"]],
        [{ sortOrder: DESC, count: 1 }, ["Palermo"]],
        [{ sortOrder: "DESC", count: 5, isAny: true }, ["Palermo", "Catania"]],
        [{ count: 1, withDist: true }, [["Catania", [nearer]]]],
        [{ count: 1, withHash: true }, [["Catania", [hashes.Catania]]]],
        [{ count: 1, withCoord: true, timeout: 10_000 }, [["Catania", [exact.Catania]]]],
        [
          { sortOrder: ASC, withDist: true, withHash: true, withCoord: true },
          [
            ["Catania", [nearer, hashes.Catania, exact.Catania]],
            ["Palermo", [farther, hashes.Palermo, exact.Palermo]],
          ],
        ],
      ];
      const around = { position: center.position, circle };
      for (const [options, want] of rows) {
        for (const shape of [circle, box]) {
          assert.deepEqual(rounded(await client.geosearch(key, center, shape, options)), rounded(want), inspect(options));
        }
        assert.deepEqual(rounded(await client.georadius(key, around.position, circle, options)), rounded(want), inspect(options));
        assert.deepEqual(rounded(await client.georadiusReadOnly(key, around.position, circle, options)), rounded(want), inspect(options));
        const { timeout, ...own } = options;
        const [inBatch] = await client.exec(new Batch(true).geosearch(key, center, circle, own), true);
        assert.deepEqual(rounded(inBatch), rounded(want), inspect(options));
      }
      assert.deepEqual((await client.geosearch(key, center, circle)).sort(), ["Catania", "Palermo"]);
      const near = { radius: 1.5, unit: "km" };
      assert.deepEqual(await client.geosearch(key, { member: "Palermo" }, near), ["Palermo"]);
      assert.deepEqual(await client.georadiusbymember(key, "Palermo", near, { withDist: true }), [["Palermo", [0]]]);
      assert.deepEqual(await client.georadiusbymemberReadOnly(key, new TextEncoder().encode("Palermo"), near), ["Palermo"]);
      assert.deepEqual(await client.geosearch(unique(), center, circle), []);
      const [[name]] = await client.geosearch(key, { member: "Palermo" }, near, { withHash: true, decoder: "bytes" });
      assert.deepEqual(new TextDecoder().decode(name), "Palermo");
      await assert.rejects(client.geosearch(key, center, circle, { count: 0 }), /COUNT must be/);
      await assert.rejects(client.geosearch(key, center, circle, { isAny: true }), /ANY/);
      await assert.rejects(client.geosearch(key, { member: "none" }, circle), { code: "ERR" });
    });

    test("custom searches find the same", async () => {
      const key = await index();
      const all = ["WITHDIST", "WITHHASH", "WITHCOORD"];
      const near = ["1.5", "km"];
      const found = [["Palermo", [0, hashes.Palermo, exact.Palermo]]];
      const custom = (...words) => client.customCommand(words);
      assert.deepEqual(rounded(await custom("GEOSEARCH", key, "FROMMEMBER", "Palermo", "BYRADIUS", ...near, ...all)), rounded(found));
      assert.deepEqual(rounded(await custom("GEORADIUSBYMEMBER", key, "Palermo", ...near, ...all)), rounded(found));
      assert.deepEqual(await custom("GEORADIUSBYMEMBER_RO", key, "Palermo", ...near, "WITHDIST"), [["Palermo", [0]]]);
      assert.deepEqual(await custom("GEOSEARCH", key, "FROMMEMBER", "Palermo", "BYRADIUS", ...near), ["Palermo"]);
      assert.equal(await custom("GEORADIUSBYMEMBER", key, "Palermo", ...near, "STORE", key), 1);
    });

    test("what searches store", async () => {
      const [key, to] = [await index("{g}index"), unique("{g}to")];
      const position = center.position;
      for (const [method, args] of [
        ["geosearchstore", [center, box]],
        ["georadiusStore", [position, circle]],
      ]) {
        assert.equal(await client[method](to, key, ...args), 2);
        assert.equal(await client.zscore(to, "Palermo"), hashes.Palermo);
        assert.equal(await client[method](to, key, ...args, { storeDist: true, sortOrder: SortOrder.ASC, count: 1, timeout: 10_000 }), 1);
        assert.equal(rounded(await client.zscore(to, "Catania")).toFixed(4), String(nearer));
        assert.equal(await client.zscore(to, "Palermo"), null);
        assert.equal(await client[method](to, key, ...args, { sortOrder: "DESC", count: 1, isAny: true }), 1);
      }
      assert.equal(await client.georadiusbymemberStore(to, key, "Palermo", circle, { storeDist: true }), 2);
      assert.equal(await client.zscore(to, "Palermo"), 0);
      assert.equal(await client.geosearchstore(to, key, { member: "Palermo" }, { radius: 1, unit: "m" }), 1);
      assert.equal(await client.geosearchstore(to, unique("{g}none"), center, circle), 0);
      assert.equal(await client.exists([to]), 0);
    });

    test("polygons", async (t) => {
      const [key, to] = [await index("{g}index"), unique("{g}to")];
      const corner = (longitude, latitude) => ({ longitude, latitude });
      const vertices = [corner(13, 37), corner(14, 37), corner(14, 39), corner(13, 39)];
      const search = client.geosearch(key, undefined, { vertices }, { withHash: true });
      if (!(await client.info()).includes("valkey_version:9")) {
        await assert.rejects(search, /syntax error/);
        return t.skip("the server has none");
      }
      assert.deepEqual(await search, [["Palermo", [hashes.Palermo]]]);
      assert.equal(await client.geosearchstore(to, key, undefined, { vertices: new Set(vertices) }), 1);
      await assert.rejects(client.geosearch(key, undefined, { vertices: vertices.slice(2) }), { code: "ERR" });
    });

    test("what the server does not get in silence", async () => {
      const key = unique();
      for (const [method, args, start] of [
        ["geoadd", [key, { a: { longitude: 1 } }], "geoadd membersToGeospatialData.latitude: must be a number"],
        ["geoadd", [key, { a: { ...palermo, height: 1 } }], "geoadd membersToGeospatialData: has no height"],
        ["geoadd", [key, { a: undefined }], "geoadd membersToGeospatialData: must have longitude"],
        ["geoadd", [key, "a"], "geoadd membersToGeospatialData: must be an object, a Map"],
        ["geoadd", [key, places, { updateMode: "onlyIfExists" }], "geoadd options.updateMode: must be"],
        ["geoadd", [key, places, { ch: true }], "geoadd options: has no ch"],
        ["geodist", [key, "a", "b", "km"], "geodist options: must be an object"],
        ["geodist", [key, "a", "b", { unit: "" }], "geodist options.unit: must be"],
        ["geopos", [key, "a"], "geopos members: must be an array"],
        ["geosearch", [key, undefined, circle], "geosearch searchFrom: must be a member or a position"],
        ["geosearch", [key, null, circle], "geosearch searchFrom: must have position or member"],
        ["geosearch", [key, { ...center, member: "a" }, circle], "geosearch searchFrom: has no member"],
        ["geosearch", [key, center, { vertices: [] }], "geosearch searchFrom: must be undefined"],
        ["geosearch", [key, center], "geosearch searchBy: must have"],
        ["geosearch", [key, center, { ...circle, width: 1 }], "geosearch searchBy: has no width"],
        ["geosearch", [key, center, { radius: 1 }], "geosearch searchBy.unit: must be"],
        ["geosearch", [key, center, { radius: "1", unit: "m" }], "geosearch searchBy.radius: must be a number"],
        ["geosearch", [key, center, { width: 1, unit: "m" }], "geosearch searchBy.height: must be a number"],
        ["geosearch", [key, center, circle, { storeDist: true }], "geosearch options: has no storeDist"],
        ["geosearch", [key, center, circle, { sortOrder: "ascending" }], "geosearch options.sortOrder: must be"],
        ["geosearch", [key, center, circle, { count: 1.5 }], "geosearch options.count: must be a whole number"],
        ["geosearchstore", [key, key, center, circle, { withDist: true }], "geosearchstore options: has no withDist"],
        ["georadius", [key, palermo], "georadius circle: must have radius"],
        ["georadiusStore", [key, key, palermo, circle, { count: null }], "georadiusStore options.count: must be a whole number"],
      ]) {
        await assert.rejects(client[method](...args), (error) => error.name === "ConfigurationError" && error.message.startsWith(start), `${method}: ${start}`);
      }
    });
  });
}
