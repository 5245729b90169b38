// Turns what the client returns into a tree that can be shown. A node has a type
// (the badge), a family (its colour) and one of: text, children (nodes), pairs
// (of a key's node and a value's), or error.

const strict = new TextDecoder("utf-8", { fatal: true });

/** Returns the node of a reply, whose strings are expected as bytes. */
export function nodeOf(value) {
  if (value === null) {
    return { type: "null", family: "null", text: "" };
  }
  if (value instanceof Uint8Array) {
    return bytesNode(value);
  }
  if (value instanceof Error) {
    return { type: "error", family: "error", error: value };
  }
  if (value instanceof Set) {
    return { type: "set", family: "group", children: [...value].map(nodeOf) };
  }
  if (Array.isArray(value)) {
    return isMap(value)
      ? { type: "map", family: "group", pairs: value.map(({ key, value }) => [nodeOf(key), nodeOf(value)]) }
      : { type: "array", family: "group", children: value.map(nodeOf) };
  }
  switch (typeof value) {
    case "number":
      return { type: Number.isInteger(value) ? "integer" : "double", family: "number", text: numberText(value) };
    case "bigint":
      return { type: "integer", family: "number", text: String(value) };
    case "boolean":
      return { type: "boolean", family: "truth", text: String(value) };
    case "object":
      // What several nodes replied, by their addresses.
      return { type: "map", family: "group", pairs: Object.entries(value).map(([key, each]) => [nodeOf(key), nodeOf(each)]) };
    default:
      return { type: "string", family: "string", text: String(value) };
  }
}

// The client returns a map as its pairs in order, and as nothing else.
function isMap(values) {
  return values.length > 0 && values.every((each) => Object.getPrototypeOf(each ?? 0) === Object.prototype && "key" in each && "value" in each);
}

function numberText(n) {
  return n === Infinity ? "inf" : n === -Infinity ? "-inf" : Object.is(n, -0) ? "-0" : String(n);
}

function bytesNode(bytes) {
  try {
    const text = strict.decode(bytes);
    // Controls other than tab and line ends would not be seen.
    if (!/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)) {
      return { type: "string", family: "string", text };
    }
  } catch {
    // No UTF-8, so bytes.
  }
  return { type: `binary, ${bytes.length} B`, family: "string", text: escaped(bytes) };
}

/** Spells bytes so that the console understands them again: "\x00\xffabc". */
export function escaped(bytes) {
  let text = '"';
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) {
      text += "\\" + String.fromCharCode(byte);
    } else if (byte >= 0x20 && byte < 0x7f) {
      text += String.fromCharCode(byte);
    } else {
      text += "\\x" + byte.toString(16).padStart(2, "0");
    }
  }
  return text + '"';
}
