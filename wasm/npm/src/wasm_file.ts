// The wasm file: found, loaded and compiled, and what to do where that fails.

import { ConfigurationError } from "./errors.js";
import { textOf } from "./text.js";

/** What to do about a file that is not where it was looked for. */
const remedy = "put the package's valkey.wasm there, or say where it is: await init({ wasmURL }) before createClient";

/** Compiles the wasm file, which is beside this module unless it is said to be elsewhere. */
export async function compile(wasmURL: string | URL | undefined): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") {
    throw new ConfigurationError("there is no WebAssembly here, which the client is made of; use a browser that has it, and has not switched it off");
  }
  if (wasmURL !== undefined) {
    return compileAt(String(wasmURL));
  }
  try {
    return await compileAt(besideThis());
  } catch (error) {
    const source = await besideSource(import.meta.url);
    if (source === undefined) {
      throw error;
    }
    return compileAt(source);
  }
}

/** Where the file is beside this module. */
function besideThis(): string {
  try {
    // Bundlers know this expression, and put the file where it leads.
    return new URL("./valkey.wasm", import.meta.url).href;
  } catch {
    throw new ConfigurationError(`a module that was bundled so has no address that valkey.wasm could be beside: say where that is, await init({ wasmURL }) before createClient`);
  }
}

async function compileAt(url: string): Promise<WebAssembly.Module> {
  const content = url.startsWith("file:") ? await readFile(url) : await download(url);
  try {
    return await (content instanceof Response ? WebAssembly.compileStreaming(content) : WebAssembly.compile(content));
  } catch (error) {
    const reason = textOf(error);
    // Engines have no other sign of it than the text.
    const forbidden = /content.security.policy|csp|unsafe-eval|disallowed by embedder/i.test(reason);
    throw new ConfigurationError(
      forbidden
        ? `the page's content security policy forbids WebAssembly: add 'wasm-unsafe-eval' to its script-src (${reason})`
        : `${url} does not compile: ${remedy} (${reason})`,
    );
  }
}

/** Loads a file over HTTP; one that its server says is wasm is compiled as it comes. */
async function download(url: string): Promise<Response | BufferSource> {
  let response: Response;
  let type: string;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    response = await fetch(url);
    type = response.headers.get("Content-Type") ?? "";
    if (response.ok && type.startsWith("application/wasm")) {
      return response;
    }
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new ConfigurationError(
      `${url} cannot be loaded, and a page is not told why. Is it there? If its origin is not the page's, does its server allow that ` +
        `(CORS, Access-Control-Allow-Origin)? Does the page's content security policy allow it in connect-src? (${textOf(error)})`,
    );
  }
  if (!response.ok) {
    throw new ConfigurationError(`${url} answers ${response.status}: ${remedy}`);
  }
  if (String(bytes.subarray(0, 4)) !== "0,97,115,109") {
    throw new ConfigurationError(`${url} is no wasm file but "${type}", most likely the page that the server has for all that it has not: ${remedy}`);
  }
  return bytes;
}

/** Reads a file in Node, whose fetch reads none. Bundlers see no import that they would have to follow. */
async function readFile(url: string): Promise<BufferSource> {
  const process = (globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process;
  const fs = process?.getBuiltinModule?.("node:fs") as { promises: { readFile(url: URL): Promise<BufferSource> } } | undefined;
  if (fs === undefined) {
    throw new ConfigurationError(`${url} cannot be read here: have a server serve the page, or pass wasmURL or wasmModule to init; of Node it takes 20.16`);
  }
  try {
    return await fs.promises.readFile(new URL(url));
  } catch (error) {
    throw new ConfigurationError(`${url} cannot be read: ${remedy} (${textOf(error)})`);
  }
}

/**
 * Where the file is that is beside a module's source. Vite's development server, before its
 * version 8, moves the modules of packages and leaves what is beside them; it is asked what it
 * calls the file. Undefined where this is no such server.
 */
async function besideSource(module: string): Promise<string | undefined> {
  const [, root] = /^(https?:.*?\/)(?:@fs\/.*?)?node_modules\/.*\/deps\/[^/]+$/.exec(module) ?? [];
  if (root === undefined) {
    return undefined;
  }
  try {
    const response = await fetch(`${root}@id/glissade/valkey.wasm?import&url`);
    const [, path] = /export default ("[^"]+")/.exec(await response.text()) ?? [];
    return path && new URL(JSON.parse(path) as string, root).href;
  } catch {
    return undefined;
  }
}
