// Methods for bits of strings, and of HyperLogLogs, under both protocols.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inspect } from "node:util";

import {
  Batch,
  BitFieldGet,
  BitFieldIncrBy,
  BitFieldOverflow,
  BitFieldSet,
  BitOffset,
  BitOffsetMultiplier,
  BitOverflowControl,
  BitmapIndexType,
  BitwiseOperation,
  ProtocolVersion,
  SignedEncoding,
  UnsignedEncoding,
} from "../../dist/index.js";
import { connect, unique } from "./connect.mjs";

const [u8, i8, i64] = [new UnsignedEncoding(8), new SignedEncoding(8), new SignedEncoding(64)];
const first = new BitOffset(0);

for (const protocol of [ProtocolVersion.RESP3, ProtocolVersion.RESP2]) {
  describe(protocol, () => {
    let client;
    before(async () => {
      client = await connect({ protocol });
    });
    after(() => client.close());

    async function resolveTo(rows) {
      for (const [method, args, want] of rows) {
        assert.deepEqual(await client[method](...args), want, `${method} ${inspect(args.slice(1))}`);
      }
    }

    test("bits", async () => {
      const [key, none] = [unique(), unique("none")];
      await client.set(key, Uint8Array.of(0b11110000, 0b00000001, 0b10000000));
      const { BIT, BYTE } = BitmapIndexType;
      await resolveTo([
        ["getbit", [key, 0], 1],
        ["getbit", [key, 4n], 0],
        ["getbit", [key, 10_000], 0],
        ["bitcount", [key], 6],
        ["bitcount", [none], 0],
        ["bitcount", [key, {}], 6],
        ["bitcount", [key, { start: 0, end: 0 }], 4],
        ["bitcount", [key, { start: -2, end: -1, timeout: 10_000 }], 2],
        ["bitcount", [key, { start: 0, end: 0, indexType: BIT }], 1],
        ["bitcount", [key, { start: 0n, end: 0n, indexType: BYTE }], 4],
        ["bitpos", [key, 1], 0],
        ["bitpos", [key, 0], 4],
        ["bitpos", [none, 1], -1],
        ["bitpos", [key, 1, { start: 1 }], 15],
        ["bitpos", [key, 0, { start: 0 }], 4],
        ["bitpos", [key, 1, { start: -1, end: -1 }], 16],
        ["bitpos", [key, 1, { start: 4, end: 14, indexType: BIT }], -1],
        ["bitpos", [key, 1, { start: 4, end: -1, indexType: "BIT" }], 15],
        ["setbit", [key, 7, 1], 0],
        ["setbit", [key, 7n, 0], 1],
      ]);
      const open = await client.bitcount(key, { start: 1 }).catch(({ message }) => assert.match(message, /syntax error/)); // before 8.0
      assert.equal(open ?? 2, 2);
      await assert.rejects(client.setbit(key, 0, 2), { code: "ERR" });
      await assert.rejects(client.getbit(key, -1), { code: "ERR" });
      await assert.rejects(client.bitpos(key, 2), { code: "ERR" });
    });

    test("bitwise operations", async () => {
      const [a, b, to] = [unique("a"), unique("b"), unique("to")];
      await client.set(a, Uint8Array.of(0b1100, 1));
      await client.set(b, Uint8Array.of(0b1010));
      const { AND, OR, XOR, NOT } = BitwiseOperation;
      for (const [operation, keys, want] of [
        [AND, [a, b], [0b1000, 0]],
        [OR, new Set([a, b]), [0b1110, 1]],
        [XOR, [a, b], [0b0110, 1]],
        [NOT, [b], [0b11110101]],
        ["OR", [unique()], []],
      ]) {
        assert.equal(await client.bitop(operation, to, keys), want.length);
        assert.deepEqual([...((await client.get(to, { decoder: "bytes" })) ?? [])], want, operation);
      }
      await assert.rejects(client.bitop(NOT, to, [a, b]), { code: "ERR" });
      await assert.rejects(client.bitop(AND, to, []), /wrong number of arguments/);
    });

    test("integers", async () => {
      const key = unique();
      const second = new BitOffsetMultiplier(1);
      assert.deepEqual(await client.bitfield(key, [new BitFieldSet(u8, first, 200), new BitFieldSet(i8, second, -3), new BitFieldGet(u8, new BitOffset(8))]), [0, 0, 253]);
      const { WRAP, SAT, FAIL } = BitOverflowControl;
      const add = new BitFieldIncrBy(u8, first, 100);
      assert.deepEqual(await client.bitfield(key, [add, new BitFieldOverflow(WRAP), add, new BitFieldOverflow(SAT), add, add, new BitFieldOverflow("FAIL"), add]), [44, 144, 244, 255, null]);
      assert.deepEqual(await client.bitfield(key, new Set([new BitFieldOverflow(FAIL), new BitFieldIncrBy(i8, new BitOffset(8n), -126n)])), [null]);
      assert.deepEqual(await client.bitfieldReadOnly(key, [new BitFieldGet(u8, first), new BitFieldGet(i8, second)]), [255, -3]);
      const [, great] = await client.exec(new Batch(true).bitfield(key, [new BitFieldSet(i64, first, 2n ** 63n - 1n)]).bitfieldReadOnly(key, [new BitFieldGet(i64, first)]), true);
      assert.deepEqual(great, [2n ** 63n - 1n]);
      assert.deepEqual(await client.bitfield(key, []), []);
      assert.deepEqual(await client.bitfield(key, [{ toArgs: () => ["GET", "u4", "#0"] }]), [7]);
      assert.deepEqual(new BitFieldSet(u8, second, 1).toArgs(), ["SET", "u8", "#1", "1"]);
      for (const [encoding, offset] of [[new UnsignedEncoding(64), first], [new SignedEncoding(0), first], [u8, new BitOffset(-1)]]) {
        await assert.rejects(client.bitfield(key, [new BitFieldGet(encoding, offset)]), { code: "ERR" });
      }
      await assert.rejects(client.bitfieldReadOnly(key, [add]), { code: "ERR" });
    });

    test("HyperLogLogs", async () => {
      const [a, b, to] = [unique("a"), unique("b"), unique("to")];
      await resolveTo([
        ["pfadd", [a, ["x", "y", new Uint8Array(1)]], true],
        ["pfadd", [a, new Set(["x"])], false],
        ["pfadd", [b, []], true],
        ["pfadd", [b, []], false],
        ["pfadd", [b, ["z"]], true],
        ["pfcount", [[a]], 3],
        ["pfcount", [new Set([a, b])], 4],
        ["pfcount", [[unique()]], 0],
        ["pfmerge", [to, [a, b]], "OK"],
        ["pfcount", [[to]], 4],
        ["pfmerge", [unique(), []], "OK"],
      ]);
      assert.deepEqual(await client.exec(new Batch(false).pfadd(a, ["y"]).pfcount([a]).pfmerge(to, [a]), true), [false, 3, "OK"]);
      await assert.rejects(client.pfcount([]), /wrong number of arguments/);
    });

    test("what the server does not get in silence", async () => {
      const key = unique();
      for (const [method, args, start] of [
        ["bitcount", [key, { end: 1 }], "bitcount options.start: is missing"],
        ["bitcount", [key, { start: 0, indexType: "BIT" }], "bitcount options.end: is missing"],
        ["bitcount", [key, { start: 0.5 }], "bitcount options.start: must be a whole number"],
        ["bitcount", [key, { start: 0, end: null }], "bitcount options.end: must be a whole number"],
        ["bitpos", [key, 1, { start: 0, end: 1, indexType: "bit" }], "bitpos options.indexType: must be"],
        ["bitpos", [key, 1, { begin: 0 }], "bitpos options: has no begin"],
        ["bitpos", [key, 1, 0], "bitpos options: must be an object"],
        ["bitpos", [key, true], "bitpos bit: must be a whole number"],
        ["bitop", ["and", key, [key]], "bitop operation: must be"],
        ["bitop", ["AND", key, key], "bitop keys: must be an array"],
        ["setbit", [key, 1], "setbit value: must be a whole number"],
        ["setbit", [key, 1.5, 1], "setbit offset: must be a whole number"],
        ["bitfield", [key, [{ type: "bitFieldGet" }]], "bitfield subcommands[0]: must be a BitFieldGet"],
        ["bitfield", [key, new BitFieldGet(u8, first)], "bitfield subcommands: must be an array"],
        ["pfadd", [key, "x"], "pfadd elements: must be an array"],
      ]) {
        await assert.rejects(client[method](...args), (error) => error.name === "ConfigurationError" && error.message.startsWith(start), `${method}: ${start}`);
      }
      assert.throws(() => new UnsignedEncoding(1.5), { name: "ConfigurationError" });
      assert.throws(() => new BitFieldSet(u8, first, 0.5), { name: "ConfigurationError" });
      assert.throws(() => new BitFieldOverflow("wrap"), { name: "ConfigurationError" });
    });
  });
}
