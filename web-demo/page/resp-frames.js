// What is in a frame: the commands or replies in RESP, as far as they are whole. See
// https://valkey.io/topics/protocol/.

const decoder = new TextDecoder();
const newline = 10;
const longest = 60; // bytes shown of a part

/** Returns the parts of a frame, each as a short text, and whether its end is the middle of one. */
export function partsOf(data) {
  const reader = { data, at: 0 };
  const parts = [];
  try {
    while (reader.at < data.length) {
      parts.push(value(reader));
    }
    return { parts, isCut: false };
  } catch {
    return { parts, isCut: true };
  }
}

function line(reader) {
  const end = reader.data.indexOf(newline, reader.at);
  if (end < 0) {
    throw new RangeError("cut");
  }
  const text = decoder.decode(reader.data.subarray(reader.at, end - 1));
  reader.at = end + 1;
  return text;
}

function value(reader) {
  const text = line(reader);
  const [type, rest] = [text[0], text.slice(1)];
  const size = Number(rest);
  switch (type) {
    case "$":
    case "=":
    case "!":
      return size < 0 ? "null" : bulk(reader, size);
    case "*":
    case "~":
    case ">":
      return size < 0 ? "null" : many(reader, size, type === ">" ? "push: " : "");
    case "%":
      return many(reader, 2 * size, "");
    case "|": // attributes, which stand before what they are of
      many(reader, 2 * size, "");
      return value(reader);
    case "+":
    case ":":
    case ",":
    case "(":
      return rest;
    case "-":
      return `error ${rest.slice(0, longest)}`;
    case "_":
      return "null";
    case "#":
      return rest === "t" ? "true" : "false";
    default:
      throw new RangeError("no RESP begins here");
  }
}

function bulk(reader, size) {
  const from = reader.at;
  reader.at += size + 2;
  if (reader.at > reader.data.length) {
    throw new RangeError("cut");
  }
  const text = decoder.decode(reader.data.subarray(from, from + Math.min(size, longest)));
  return size > longest ? `${text}\u2026` : text;
}

function many(reader, size, prefix) {
  const items = [];
  for (let i = 0; i < size; i++) {
    items.push(value(reader));
  }
  return prefix + items.join(" ");
}
