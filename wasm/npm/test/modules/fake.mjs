// A server that has loaded whatever module, of which there is none to be had for tests: it keeps
// the bytes of what it is asked, and answers as a test says.

import net from "node:net";

import { GlideClient } from "../../dist/index.js";

const hello = (version) => {
  const fields = ["$6\r\nserver\r\n$6\r\nvalkey\r\n", "$7\r\nversion\r\n$5\r\n9.1.0\r\n", "$2\r\nid\r\n:1\r\n", "$4\r\nmode\r\n$10\r\nstandalone\r\n", "$4\r\nrole\r\n$6\r\nmaster\r\n", "$7\r\nmodules\r\n*0\r\n"];
  return `${version === "3" ? "%7" : "*14"}\r\n${fields.join("")}$5\r\nproto\r\n:${version}\r\n`;
};

// The whole commands in what has come, as their words and bytes, and how much is left.
function* commandsIn(buffer) {
  for (let at = 0; at < buffer.length; ) {
    const start = at;
    const line = () => {
      const end = buffer.indexOf("\r\n", at);
      if (end < 0) {
        return undefined;
      }
      const text = buffer.toString("latin1", at + 1, end);
      at = end + 2;
      return Number(text);
    };
    const words = [];
    const count = line();
    while (count !== undefined && words.length < count) {
      const length = line();
      if (length === undefined || at + length + 2 > buffer.length) {
        return;
      }
      words.push(buffer.toString("latin1", at, at + length));
      at += length + 2;
    }
    if (count === undefined) {
      return;
    }
    yield { words, bytes: buffer.subarray(start, at) };
  }
}

// A client of such a server, until the end of a test: server.asked are the commands of modules as
// their bytes in Latin-1, server.answer what answers each of them.
export async function connected(t, protocol, settings = {}) {
  const server = { asked: [], answer: () => "+OK\r\n" };
  const listener = net.createServer((socket) => {
    let left = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      left = Buffer.concat([left, bytes]);
      let answers = "";
      let taken = 0;
      for (const { words, bytes } of commandsIn(left)) {
        taken += bytes.length;
        if (words[0] === "HELLO") {
          answers += hello(words[1] ?? "2");
        } else if (words[0] === "PING") {
          answers += "+PONG\r\n";
        } else if (/^(JSON|FT|BF)\./.test(words[0])) {
          server.asked.push(bytes.toString("latin1"));
          answers += server.answer(words);
        } else {
          answers += "+OK\r\n";
        }
      }
      left = left.subarray(taken);
      socket.write(answers, "latin1");
    });
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const client = await GlideClient.createClient({
    addresses: [{ host: "127.0.0.1", port: listener.address().port }], protocol, requestTimeout: 30_000,
    advancedConfiguration: { connectionTimeout: 30_000 }, ...settings,
  });
  t.after(() => {
    client.close();
    listener.close();
  });
  return { client, server };
}

// The bytes of a command whose words stand with spaces between, keys behind "@@".
export function frameOf(text) {
  const words = text.split(" ").map((word) => word.replace(/^@@/, ""));
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
}
