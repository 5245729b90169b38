// Settings that are functions, which are called for each connection, as a module of its own:
// nothing of it is loaded where there are none. It imports nothing large that index.js holds already.

import { type Functions, askedTarget } from "./asked_settings.js";
import { Page, type PageScope } from "./page.js";
import { textOf } from "./text.js";
import type { WebSocketConstructor, WebSocketLike } from "./types.js";

/** The page, where there is one. */
const page = "document" in globalThis ? new Page(globalThis as unknown as PageScope) : undefined;

/** What a client's functions say, and its page. */
export class Asked {
  readonly #waiting = new Set<string>();
  #credentials = "";

  constructor(
    readonly functions: Functions,
    resumed: () => void,
  ) {
    if (page !== undefined) {
      page.onresume = resumed;
    }
  }

  /** What is waited for, or "", and with zero bytes user and password, if there is a function for them. */
  told(): string {
    const [waiting = ""] = this.#waiting;
    return waiting + this.#credentials;
  }

  /** Asks for user and password, if there is a function for them. */
  readonly authenticate = async (): Promise<void> => {
    if (this.functions["credentials"] === undefined) {
      return;
    }
    const given = (await this.#ask("credentials")) as { username?: unknown; password?: unknown } | undefined;
    const { username = "", password } = given ?? {};
    if (typeof username !== "string" || username.includes("\0") || typeof password !== "string") {
      refuse("credentials", "{ username, password }, of which each is a string");
    }
    this.#credentials = `\0${username}\0${password}`;
  };

  /** The URL and the subprotocols of a WebSocket, of which Go has those that no function says. */
  async address(url: string, protocols: readonly string[]): Promise<[url: string, protocols: string[]]> {
    const byGo = new URL(url);
    await this.#use(byGo.hostname);
    const to = await this.#url(byGo);
    const offered = [...protocols];
    const token = await this.#text("bridge.token");
    if (token !== undefined) {
      offered.push(`bearer.${base64(token)}`);
    }
    const ticket = await this.#text("bridge.ticket");
    if (ticket !== undefined) {
      to.searchParams.set("ticket", ticket);
    }
    await this.authenticate();
    return [to.href, offered];
  }

  /** Waits until there is a use in connecting to a host. */
  async #use(hostname: string): Promise<void> {
    for (let reason; (reason = page?.reason(hostname) ?? "") !== ""; ) {
      this.#waiting.add(reason);
      await page!.changed();
      this.#waiting.delete(reason);
    }
    await undefined; // who has made the socket sets its handlers
  }

  async #url(byGo: URL): Promise<URL> {
    const name = "bridge" in this.functions ? "bridge" : "bridge.url";
    if (!(name in this.functions)) {
      return byGo;
    }
    let to: URL;
    try {
      to = new URL(String(await this.#ask(name)).replace(/^http/i, "ws"));
    } catch (error) {
      throw error instanceof FunctionError ? error : refuse(name, 'a URL such as "wss://bridge.example"'); // and not what it has returned
    }
    to.hash = "";
    if (to.pathname === "/") {
      to.pathname = byGo.pathname;
    }
    byGo.searchParams.forEach((value, parameter) => {
      if (value !== askedTarget) {
        to.searchParams.set(parameter, value);
      }
    });
    if (!to.searchParams.has("target") && !to.searchParams.has("address")) {
      to.searchParams.set("address", "localhost:6379");
    }
    return to;
  }

  async #text(name: string): Promise<string | undefined> {
    if (!(name in this.functions)) {
      return undefined;
    }
    const text = await this.#ask(name);
    return typeof text === "string" && text.trim() !== "" ? text : refuse(name, "a string that is not empty");
  }

  /** Calls a function, not before the caller has returned. */
  async #ask(name: string): Promise<unknown> {
    await undefined;
    const waiting = `the function configuration.${name} has not answered`;
    this.#waiting.add(waiting);
    try {
      return await this.functions[name]!();
    } catch (error) {
      throw new FunctionError(`configuration.${name}: the function has failed: ${textOf(error)}`, { cause: error });
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /** Whether the bridge may be asked again what it has refused. */
  get mayDiffer(): boolean {
    return Object.keys(this.functions).length > 0;
  }

  /** A constructor of WebSockets that ask before they are opened, and once more where the bridge refuses them. */
  around(constructor: WebSocketConstructor): WebSocketConstructor {
    const asked = this;
    return class {
      constructor(url: string, protocols: string[]) {
        return new AskingSocket(asked, constructor, url, protocols);
      }
    } as unknown as WebSocketConstructor;
  }
}

class FunctionError extends Error {}

function refuse(name: string, wanted: string): never {
  throw new FunctionError(`configuration.${name}: the function must return ${wanted}`);
}

/** Text as base64url (RFC 4648 section 5) of its UTF-8. */
function base64(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The bridge's close code for a token or a ticket that it does not take. */
const unauthorized = 4401;

type Handler = ((event: any) => void) | null;
type Handlers = Record<"onopen" | "onmessage" | "onerror" | "onclose", Handler>;
type Opened = WebSocketLike & Partial<Handlers> & { readonly bufferedAmount?: number; readonly readyState?: number; readonly protocol?: string };

/**
 * A WebSocket that is opened once functions have said how. Where the bridge refuses it, which it
 * says before anything else, another takes its place, and is sent what the first was.
 */
class AskingSocket implements Handlers {
  binaryType = "arraybuffer";
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  onclose: Handler = null;
  #socket: Opened | undefined;
  #closed = false;
  #opened = false;
  #unanswered: Uint8Array<ArrayBuffer>[] | undefined = []; // what was sent, until there is an answer or a second socket

  constructor(
    private readonly asked: Asked,
    private readonly Socket: WebSocketConstructor,
    private readonly url: string,
    private readonly protocols: readonly string[],
  ) {
    void this.#open(false);
  }

  async #open(isSecond: boolean): Promise<void> {
    try {
      const to = await this.asked.address(this.url, this.protocols);
      if (!this.#closed) {
        this.#carry(new this.Socket(...to), isSecond);
      }
    } catch (error) {
      this.onerror?.({ message: error instanceof Error ? error.message : textOf(error) });
      this.onclose?.({ code: 1006, reason: "" });
    }
  }

  #carry(socket: Opened, isSecond: boolean): void {
    this.#socket = socket;
    socket.binaryType = this.binaryType;
    socket.onopen = (event) => {
      if (isSecond) {
        this.#unanswered?.forEach((bytes) => socket.send(bytes));
        this.#unanswered = undefined;
      }
      if (!this.#opened) {
        this.#opened = true;
        this.onopen?.(event);
      }
    };
    socket.onmessage = (event) => {
      this.#unanswered = undefined;
      this.onmessage?.(event);
    };
    socket.onerror = (event) => this.onerror?.(event);
    socket.onclose = (event) => {
      if (event.code === unauthorized && this.asked.mayDiffer && !isSecond && !this.#closed && this.#unanswered !== undefined) {
        void this.#open(true);
      } else {
        this.onclose?.(event);
      }
    };
  }

  get readyState(): number {
    return this.#unanswered !== undefined && this.#opened ? 1 : (this.#socket?.readyState ?? 0);
  }

  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  get protocol(): string {
    return this.#socket?.protocol ?? "";
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    this.#unanswered?.push(data.slice());
    if ((this.#socket?.readyState ?? 1) === 1) {
      this.#socket?.send(data);
    }
  }

  close(...reason: [code?: number, reason?: string]): void {
    this.#closed = true;
    if ((this.#socket?.readyState ?? 3) === 3) {
      queueMicrotask(() => this.onclose?.({ code: 1006, reason: "" }));
    }
    this.#socket?.close(...reason);
  }
}
