// Replies as a file.

import { element } from "./element.js";

/** What a node of reply.js is in JSON: maps as objects where their keys are texts, bytes as the console spells them. */
export function plainOf(node) {
  if (node.error !== undefined) {
    return { error: node.error.name, code: node.error.code, message: node.error.message };
  }
  if (node.pairs !== undefined) {
    const pairs = node.pairs.map(([key, value]) => [key.text ?? JSON.stringify(plainOf(key)), plainOf(value)]);
    return Object.fromEntries(pairs);
  }
  if (node.children !== undefined) {
    return node.children.map(plainOf);
  }
  switch (node.family) {
    case "null":
      return null;
    case "truth":
      return node.text === "true";
    case "number":
      // Beyond this JSON's readers round, and it has no infinity.
      return Number.isSafeInteger(Number(node.text)) || node.type === "double" ? (Number.isFinite(Number(node.text)) ? Number(node.text) : node.text) : node.text;
    default:
      return node.text;
  }
}

/** Has the browser save a value as a JSON file. */
export function download(name, value) {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: "application/json" }));
  const link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
