// A line of MONITOR taken apart:
//
//   1339518083.107412 [0 127.0.0.1:60866] "SET" "key" "\x00\"\n"
//
// The text has a character for each byte. Valkey 8.1.0 and 8.1.1 send quotation marks inside of
// words without escaping them: they are understood where there is but one way to.

import type { MonitorLine } from "./types_monitor.js";

/** Takes a line apart. Throws an Error that says what was expected, and at which byte. */
export function parseLine(text: string): Omit<MonitorLine, "dropped"> {
  const head = /^(\d+)\.(\d{6}) \[(\d+) /.exec(text);
  if (head === null) {
    throw expected("the time, and the number of a database", 0);
  }
  const [begins, seconds, microseconds, database] = head;
  let at = begins.length;
  const client = clientAt(text, at);
  at += client.length + clientEnd.length;
  const words: string[] = [];
  for (;;) {
    if (text[at] !== '"') {
      throw expected("a word in quotes", at);
    }
    let word = "";
    [word, at] = wordAt(text, at + 1);
    words.push(utf8(word));
    if (at === text.length) {
      return { time: Number(seconds) * 1000 + Number(microseconds) / 1000, database: Number(database), client: utf8(client), words };
    }
    at++; // A word ends before a space and another, or at the end.
  }
}

function expected(what: string, at: number): Error {
  return new Error(`a line of MONITOR cannot be understood: ${what} was expected at byte ${at}`);
}

const clientEnd = "] ";

/** Who sent the command, which may contain brackets and spaces. */
function clientAt(text: string, at: number): string {
  let end = text.indexOf(`${clientEnd}"`, at);
  if (end < 0) {
    throw expected("the end of the client", text.length);
  }
  const shortest = text.slice(at, end);
  // The path of a socket may contain what ends it: it does end where nothing but words comes behind.
  while (shortest.startsWith("unix:") && !escapedWords.test(text.slice(end + clientEnd.length))) {
    end = text.indexOf(`${clientEnd}"`, end + 1);
    if (end < 0) {
      return shortest;
    }
  }
  return text.slice(at, end);
}

/** Words in quotes with spaces between them, in which every quotation mark is escaped. */
const escapedWords = /^"(?:[^"\\]|\\[^])*"(?: "(?:[^"\\]|\\[^])*")*$/;

const escapes: Readonly<Record<string, string>> = { "\\": "\\", '"': '"', n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b" };

/** The word that begins there, behind its quotation mark, and where what comes after it begins. */
function wordAt(text: string, at: number): [word: string, end: number] {
  let word = "";
  for (; at < text.length; at++) {
    if (text[at] === '"' && (at + 1 === text.length || text.startsWith(' "', at + 1))) {
      return [word, at + 1];
    }
    if (text[at] !== "\\") {
      word += text[at];
      continue;
    }
    const byte = /^x([\da-f]{2})/i.exec(text.slice(at + 1, at + 4))?.[1];
    const escaped = escapes[text[at + 1] ?? ""];
    word += byte !== undefined ? String.fromCharCode(parseInt(byte, 16)) : (escaped ?? "\\"); // One that escapes nothing stands for itself.
    at += byte !== undefined ? 3 : escaped !== undefined ? 1 : 0;
  }
  throw expected("the end of a word", at);
}

/** Text of which there is a character for each byte. */
function utf8(bytes: string): string {
  return /[^\0-\x7f]/.test(bytes) ? new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))) : bytes;
}
