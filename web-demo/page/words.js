// Splits a line into the words of a command, quoted as in valkey-cli: blanks
// separate words; "double quotes" know \n, \r, \t, \b, \a, \\, \" and \xHH for a
// byte; 'single quotes' know \' alone.

const escapes = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };

/** Thrown for a line that cannot be split; column counts characters from 1. */
export class QuoteError extends Error {
  constructor(message, column) {
    super(message);
    this.column = column;
  }
}

/**
 * Returns the words of a line. A word is a string, or a Uint8Array where \xHH made
 * it bytes.
 */
export function split(line) {
  const words = [];
  let at = 0;
  while (true) {
    while (isBlank(line[at])) {
      at++;
    }
    if (at >= line.length) {
      return words;
    }
    const word = new Word();
    at = line[at] === '"' || line[at] === "'" ? quoted(line, at, word) : bare(line, at, word);
    words.push(word.value());
  }
}

function bare(line, start, word) {
  let at = start;
  while (at < line.length && !isBlank(line[at])) {
    if (line[at] === '"' || line[at] === "'") {
      throw new QuoteError(`The quote at column ${at + 1} is inside a word: put a blank before it, or quote the whole word.`, at + 1);
    }
    at++;
  }
  word.text(line.slice(start, at));
  return at;
}

function quoted(line, start, word) {
  const quote = line[start];
  for (let at = start + 1; at < line.length; at++) {
    const character = line[at];
    if (character === quote) {
      const next = line[at + 1];
      if (next !== undefined && !isBlank(next)) {
        throw new QuoteError(`After the closing quote at column ${at + 1} there must be a blank.`, at + 2);
      }
      return at + 1;
    }
    if (character !== "\\" || at + 1 === line.length) {
      word.text(character);
    } else if (quote === "'") {
      word.text(line[at + 1] === "'" ? line[++at] : character);
    } else {
      const hex = /^x([0-9a-f]{2})/i.exec(line.slice(at + 1, at + 4));
      if (hex !== null) {
        word.byte(Number.parseInt(hex[1], 16));
        at += 3;
      } else {
        at++;
        word.text(escapes[line[at]] ?? line[at]);
      }
    }
  }
  const name = quote === '"' ? "double" : "single";
  throw new QuoteError(`The ${name} quote at column ${start + 1} is not closed: add a ${quote} at the end.`, start + 1);
}

function isBlank(character) {
  return character === " " || character === "\t";
}

/** A word under construction: text, and bytes where the line spells them. */
class Word {
  #parts = [];
  #text = "";
  #isBytes = false;

  text(text) {
    this.#text += text;
  }

  byte(byte) {
    this.#isBytes = true;
    this.#parts.push(new TextEncoder().encode(this.#text), Uint8Array.of(byte));
    this.#text = "";
  }

  value() {
    if (!this.#isBytes) {
      return this.#text;
    }
    const parts = [...this.#parts, new TextEncoder().encode(this.#text)];
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
