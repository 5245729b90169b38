// JSON as text: laid out anew and checked, with every name, number and text as it was
// written. (JSON.parse would lose digits of long numbers, and names that stand twice.)
// See https://www.rfc-editor.org/rfc/rfc8259.

/** Thrown where a text is no JSON. index is where, counted from 0; line and column count from 1. */
export class JSONFault extends Error {
  name = "JSONFault";

  constructor(text, index, message) {
    const lines = text.slice(0, index).split("\n");
    const column = [...lines.at(-1)].length + 1;
    super(`Line ${lines.length}, column ${column}: ${message}`);
    this.line = lines.length;
    this.column = column;
    this.index = index;
  }
}

/** The text with a line for each member and element, or a JSONFault. */
export const formatted = (text) => written(text, true);

/** The text without blanks between its parts, or a JSONFault. */
export const compacted = (text) => written(text, false);

/** Whether a text is an object or an array. */
export function isJSON(text) {
  try {
    return /^[ \t\r\n]*[{[]/.test(text) && compacted(text) !== "";
  } catch {
    return false;
  }
}

const closing = { "{": "}", "[": "]" };
const value = "there must be a value: text in double quotes, a number, true, false, null, an object or an array.";
const wanted = {
  value,
  first: value,
  name: "there must be a name in double quotes.",
  firstName: "there must be a name in double quotes, or a }.",
  colon: "there must be a colon after the name.",
  end: "there must be nothing after the value.",
};

function written(text, isSpread) {
  const open = []; // brackets
  let out = "";
  let want = "value";
  let at = 0;
  const line = () => (isSpread ? `\n${"  ".repeat(open.length)}` : "");
  const after = () => (open.length === 0 ? "end" : "next");
  for (;;) {
    at = past(blanks, text, at);
    const c = text[at];
    const isFirst = want === "first" || want === "firstName";
    if (c === undefined && want === "end") {
      return out;
    } else if ((isFirst || want === "next") && c === closing[open.at(-1)]) {
      open.pop();
      out += isFirst ? c : line() + c;
      at++;
      want = after();
    } else if (want === "next" && c === ",") {
      out += c + line();
      at++;
      want = open.at(-1) === "{" ? "name" : "value";
    } else if (want === "colon" && c === ":") {
      out += isSpread ? ": " : ":";
      at++;
      want = "value";
    } else if ((want === "name" || want === "firstName") && c === '"') {
      const end = stringEnd(text, at);
      out += (isFirst ? line() : "") + text.slice(at, end);
      at = end;
      want = "colon";
    } else if (want === "value" || want === "first") {
      out += want === "first" ? line() : "";
      if (closing[c] !== undefined) {
        open.push(c);
        out += c;
        at++;
        want = c === "{" ? "firstName" : "first";
      } else {
        const end = c === '"' ? stringEnd(text, at) : past(scalar, text, at);
        if (end === at) {
          throw new JSONFault(text, at, value);
        }
        out += text.slice(at, end);
        at = end;
        want = after();
      }
    } else {
      throw new JSONFault(text, at, wanted[want] ?? `there must be a comma or a ${closing[open.at(-1)]}.`);
    }
  }
}

const blanks = /[ \t\r\n]*/y;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Where what the expression finds at a place ends; the place itself where it finds nothing. */
function past(expression, text, at) {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : at;
}

function stringEnd(text, from) {
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '"') {
      return at + 1;
    }
    if (c < " ") {
      throw new JSONFault(text, at, "a line break or another control character in a text is written with a backslash, such as \\n.");
    }
    if (c === "\\") {
      const end = past(escape, text, at);
      if (end === at) {
        throw new JSONFault(text, at, 'after a backslash there must be one of " \\ / b f n r t, or u and four hexadecimal digits.');
      }
      at = end - 1;
    }
  }
  throw new JSONFault(text, from, "the double quote is not closed.");
}
