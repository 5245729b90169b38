// The race: so many commands sent one after the other, all at once, and as a batch.

const keyOf = (i) => `glissade:demo:race:${i}`;

/** The ways to send n commands; each has a name and what it does. */
export const ways = [
  {
    name: "One after the other",
    async run({ client }, n) {
      for (let i = 0; i < n; i++) {
        await client.set(keyOf(i), "x");
      }
    },
  },
  {
    name: "All at once",
    run: ({ client }, n) => Promise.all(Array.from({ length: n }, (_, i) => client.set(keyOf(i), "x"))),
  },
  {
    name: "As a batch",
    async run(session, n) {
      const batch = session.batch(false);
      for (let i = 0; i < n; i++) {
        batch.set(keyOf(i), "x");
      }
      await session.client.exec(batch, true);
    },
  },
];

/** Runs each way, and calls onResult with its index and { time, perSecond, frames, bytes }. */
export async function race(session, n, onResult) {
  const { client } = session;
  for (const [i, way] of ways.entries()) {
    const before = client.statistics();
    const began = performance.now();
    await way.run(session, n);
    const time = performance.now() - began;
    const after = client.statistics();
    onResult(i, { time, perSecond: (n / time) * 1000, frames: after.frames - before.frames, bytes: after.bytesSent - before.bytesSent });
  }
  await client.unlink(Array.from({ length: n }, (_, i) => keyOf(i)));
}
