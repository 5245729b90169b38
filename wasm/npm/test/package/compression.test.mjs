// Values that are compressed: in the form that GLIDE's clients have, whichever way they take.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { Batch, CompressionBackend, ConfigurationError, Decoder, RequestError } from "../../dist/index.js";
import { connect, connected, unique } from "./connect.mjs";

const letters = "a".repeat(100);
// By the descriptions of the formats: of GLIDE's header, LZ4's block and zstd's frame.
const asLZ4 = Buffer.from("0001020002640000001f6101004b506161616161", "hex");
const asZSTD = Buffer.from("000102000128b52ffd206423030061", "hex");
const asStream = Buffer.from("000102000128b52ffd005823030061", "hex");

for (const protocol of ["RESP3", "RESP2"]) {
  describe(protocol, () => {
    test("values are compressed, and come back as they were", async (t) => {
      const plain = await connected(t, { protocol });
      const client = await connected(t, { protocol, compression: { enabled: true } });
      const raw = async (key) => Buffer.from(await plain.get(key, { decoder: Decoder.Bytes }));
      const [k, l] = [unique("k"), unique("l")];

      assert.equal(await client.set(k, letters), "OK");
      assert.deepEqual(await raw(k), asLZ4);
      assert.equal(await client.get(k), letters);
      assert.deepEqual(Buffer.from(await client.get(k, { decoder: Decoder.Bytes })), Buffer.from(letters));
      await client.mset({ [k]: "short", [l]: letters });
      assert.deepEqual([await raw(k), await raw(l)], [Buffer.from("short"), asLZ4]);
      assert.deepEqual(await client.mget([k, l, unique("none")]), ["short", letters, null]);
      assert.equal(await client.set(k, letters, { returnOldValue: true }), "short");
      assert.equal(await client.getdel(k), letters);
      assert.equal(await client.customCommand(["SETEX", k, "100", letters]), "OK");
      assert.deepEqual(await raw(k), asLZ4);
      assert.equal(await client.customCommand(["get", k]), letters);

      // Calls of one microtask go together where nothing is compressed.
      assert.deepEqual(await Promise.all([client.set(l, letters), client.get(k), client.get(l)]), ["OK", letters, letters]);
      for (const isAtomic of [false, true]) {
        const batch = new Batch(isAtomic).set(l, letters + letters).get(l).mget([k]);
        assert.deepEqual(await client.exec(batch, true), ["OK", letters + letters, [letters]]);
        assert.equal((await raw(l)).subarray(0, 5).toString("hex"), "0001020002");
      }
    });

    test("values of either backend are read", async (t) => {
      const plain = await connected(t, { protocol });
      const client = await connected(t, { protocol, compression: { enabled: true } });
      const k = unique();
      for (const value of [asLZ4, asZSTD, asStream]) {
        await plain.set(k, value);
        assert.equal(await client.get(k), letters);
        assert.deepEqual(Buffer.from(await plain.get(k, { decoder: Decoder.Bytes })), value);
      }
    });

    test("values that cannot be read reject", async (t) => {
      const plain = await connected(t, { protocol });
      const client = await connected(t, { protocol, compression: { enabled: true, maxDecompressedSize: 99 } });
      const k = unique();
      await plain.set(k, asZSTD);
      await assert.rejects(client.get(k), (error) => {
        assert(error instanceof RequestError);
        assert.match(error.message, /size limit exceeded: .* raise maxDecompressedSize/);
        return true;
      });
      await plain.set(k, Buffer.from("0001020003ff", "hex"));
      await assert.rejects(client.get(k), /a backend that this client does not know/);
    });

    test("what would see compressed bytes is refused", async (t) => {
      const client = await connected(t, { protocol, compression: { enabled: true } });
      const k = unique();
      for (const call of [() => client.append(k, "x"), () => client.strlen(k), () => client.incr(k), () => client.getrange(k, 0, 1), () => client.exec(new Batch(false).incr(k), true)]) {
        await assert.rejects(call, (error) => {
          assert(error instanceof ConfigurationError);
          assert.match(error.message, /is incompatible with compression/);
          assert.match(error.message, /without configuration.compression|without compression/);
          return true;
        });
      }
    });
  });
}

test("compression is counted", async (t) => {
  const client = await connected(t, { compression: { enabled: true } });
  const k = unique();
  await client.set(k, letters);
  await client.set(k, letters);
  await client.get(k);
  await client.set(k, "short");
  const counts = client.getStatistics();
  assert.equal(counts.total_values_compressed, "2");
  assert.equal(counts.total_original_bytes, "200");
  assert.equal(counts.total_bytes_compressed, "40");
  assert.equal(counts.total_values_decompressed, "1");
  assert.equal(counts.total_bytes_decompressed, "100");
  assert.equal(counts.compression_skipped_count, "1");
});

test("configurations of compression that cannot work are refused", async () => {
  for (const [compression, message] of [
    [{ enabled: true, backend: CompressionBackend.ZSTD }, /compression.backend: is ZSTD, which this build can only read; use CompressionBackend.LZ4/],
    [{ enabled: true, compressionLevel: 13 }, /compression.compressionLevel: is none of LZ4, which has -128 to 12/],
    [{ enabled: true, minCompressionSize: 5 }, /compression.minCompressionSize: must be at least 6 bytes/],
    [{ enabled: true, maxDecompressedSize: 0 }, /compression.maxDecompressedSize: is 0/],
    [{}, /compression.enabled: is missing/],
  ]) {
    await assert.rejects(connect({ compression }), (error) => {
      assert(error instanceof ConfigurationError, String(error));
      assert.match(error.message, message);
      return true;
    });
  }
  const client = await connect({ compression: { enabled: false } });
  assert.equal(await client.strlen(unique()), 0);
  client.close();
});
