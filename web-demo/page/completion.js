// What the console knows about commands, asked of the server itself.

/** The names and documentation of commands. */
export class CommandIndex {
  #entries = [];
  #byName = new Map();

  /** Asks the server of the client; one that refuses COMMAND DOCS leaves the index empty. */
  async fill(client) {
    let reply;
    try {
      reply = await client.customCommand(["COMMAND", "DOCS"], { decoder: "string" });
    } catch {
      reply = [];
    }
    // miniredis answers every COMMAND with the plain list: an array for each command.
    this.#entries = Array.isArray(reply[0])
      ? reply.map(([name]) => ({ name: name.toUpperCase(), summary: "", syntax: "" }))
      : pairs(reply).flatMap(([name, documentation]) => entriesOf(name, documentation));
    this.#entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    this.#byName = new Map(this.#entries.map((entry) => [entry.name, entry]));
  }

  /** Up to twelve commands that begin with what was typed. */
  matching(typed) {
    const start = typed.toUpperCase();
    return this.#entries.filter(({ name }) => name.startsWith(start)).slice(0, 12);
  }

  /** The command that a line begins with, of two words or of one. */
  commandOf(line) {
    const [first = "", second = ""] = line.trim().toUpperCase().split(/\s+/, 2);
    return this.#byName.get(`${first} ${second}`) ?? this.#byName.get(first);
  }
}

function entriesOf(name, documentation) {
  const fields = new Map(pairs(documentation));
  const subcommands = pairs(fields.get("subcommands") ?? []);
  if (subcommands.length > 0) {
    return subcommands.flatMap(([each, its]) => entriesOf(each.replace("|", " "), its));
  }
  const words = (fields.get("arguments") ?? []).map((each) => syntaxOf(new Map(pairs(each))));
  return [{ name: name.toUpperCase(), summary: String(fields.get("summary") ?? ""), syntax: words.join(" ") }];
}

/** Writes an argument as the documentation of the commands does: [EX seconds | PX milliseconds]. */
function syntaxOf(argument) {
  const flags = [...(argument.get("flags") ?? [])];
  const inner = (argument.get("arguments") ?? []).map((each) => syntaxOf(new Map(pairs(each))));
  const token = argument.get("token") ?? "";
  let text = String(argument.get("display_text") ?? argument.get("name") ?? "");
  switch (argument.get("type")) {
    case "pure-token":
      text = "";
      break;
    case "oneof":
      text = inner.join(" | ");
      break;
    case "block":
      text = inner.join(" ");
  }
  text = [token, text].filter((part) => part !== "").join(" ");
  if (flags.includes("multiple")) {
    text += ` [${text} \u2026]`;
  }
  return flags.includes("optional") ? `[${text}]` : text;
}

/** The pairs of a map: as such under RESP3, a flat array under RESP2. */
function pairs(reply) {
  const list = [...(reply ?? [])];
  if (typeof list[0] === "object" && list[0] !== null && "key" in list[0]) {
    return list.map(({ key, value }) => [key, value]);
  }
  return Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]]);
}
