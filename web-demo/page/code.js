// What was tried in the playground, as a program in Go or JavaScript.

const methods = {
  GET: { words: 2, name: ["get", "Get"] },
  SET: { words: 3, name: ["set", "Set"] },
  INCR: { words: 2, name: ["incr", "Incr"] },
  HGET: { words: 3, name: ["hget", "HGet"] },
  LLEN: { words: 2, name: ["llen", "LLen"] },
};

const text = (word) => JSON.stringify(typeof word === "string" ? word : String.fromCharCode(...word));
// A byte of Go's \x is a byte, and one of JavaScript's is a character: bytes are spelled out there.
const goText = (word) => (typeof word === "string" ? JSON.stringify(word) : `"${[...word].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}"`);
const jsText = (word) => (typeof word === "string" ? text(word) : `new Uint8Array([${[...word].join(", ")}])`);

function methodOf(words) {
  const method = methods[String(words[0]).toUpperCase()];
  return method?.words === words.length ? method : undefined;
}

/** A batch in JavaScript. about has the bridge, the target and whether it is a cluster. */
export function batchInJavaScript(commands, isAtomic, about) {
  const kind = about.cluster ? "ClusterBatch" : "Batch";
  const calls = commands.map((words) => {
    const method = methodOf(words);
    const rest = words.slice(1).map(jsText).join(", ");
    return method === undefined ? `  .customCommand([${words.map(jsText).join(", ")}])` : `  .${method.name[0]}(${rest})`;
  });
  return javaScript([kind], about, [`const batch = new ${kind}(${isAtomic})`, `${calls.join("\n")};`, "console.log(await client.exec(batch, false));"]);
}

/** The same in Go. */
export function batchInGo(commands, isAtomic, about) {
  const calls = commands.map((words) => {
    const method = methodOf(words);
    return method === undefined ? `\tbatch.CustomCommand([]string{${words.map(goText).join(", ")}})` : `\tbatch.${method.name[1]}(${words.slice(1).map(goText).join(", ")})`;
  });
  return go([], about, [`\tbatch := glissade.New${isAtomic ? "Transaction" : "Pipeline"}()`, ...calls, "\tresults, err := client.Exec(ctx, batch, false)", ...goEnd("results")]);
}

/** A script in JavaScript. */
export function scriptInJavaScript(code, keys, args, about) {
  const lines = [`const script = new Script(${text(code)});`, `console.log(await client.invokeScript(script, { keys: [${keys.map(jsText).join(", ")}], args: [${args.map(jsText).join(", ")}] }));`];
  return javaScript(["Script"], about, lines);
}

/** The same in Go. */
export function scriptInGo(code, keys, args, about) {
  const source = code.includes("`") ? JSON.stringify(code) : `\`${code}\``;
  return go(["github.com/glissade-io/glissade/options"], about, [
    `\tscript := options.NewScript(${source})`,
    "\tresult, err := client.InvokeScriptWithOptions(ctx, script, options.ScriptOptions{",
    `\t\tKeys: []string{${keys.map(goText).join(", ")}},`,
    `\t\tArgs: []string{${args.map(goText).join(", ")}},`,
    "\t})",
    ...goEnd("result"),
  ]);
}

function javaScript(names, { bridge, target, cluster }, lines) {
  const client = cluster ? "GlideClusterClient" : "GlideClient";
  return [
    `import { ${[...names, client].sort().join(", ")} } from "glissade";`,
    "",
    `const client = await ${client}.createClient({ bridge: { url: ${text(bridge)}, target: ${text(target)} } });`,
    ...lines,
    "client.close();",
    "",
  ].join("\n");
}

function go(imports, { address, cluster }, lines) {
  const all = ["context", "fmt", "log"].map((name) => `\t"${name}"`);
  const others = ["github.com/glissade-io/glissade", ...imports].map((name) => `\t"${name}"`);
  return [
    "package main",
    "",
    "import (",
    ...all,
    "",
    ...others,
    ")",
    "",
    "func main() {",
    "\tctx := context.Background()",
    `\tclient, err := glissade.Connect${cluster ? "Cluster" : ""}(ctx, "valkey://${address}")`,
    "\tif err != nil {",
    "\t\tlog.Fatal(err)",
    "\t}",
    "\tdefer client.Close()",
    "",
    ...lines,
    "}",
    "",
  ].join("\n");
}

const goEnd = (name) => ["\tif err != nil {", "\t\tlog.Fatal(err)", "\t}", `\tfmt.Println(${name})`];
