// What a page tells of itself that concerns connecting.

/** What is needed of a page's global scope. */
export interface PageScope {
  readonly document?: { readonly visibilityState: string } | undefined;
  readonly navigator?: { readonly onLine?: boolean } | undefined;
  addEventListener(type: string, listener: (event: { readonly type: string }) => void, capture: boolean): void;
}

const events = ["online", "offline", "visibilitychange", "pageshow", "freeze"];

/** How long a page is hidden before it connects no more, in milliseconds. */
const longHidden = 60_000;

/** Knows whether there is a use in connecting: not while the page is offline, nor once it has been hidden for long. */
export class Page {
  /** Called when there is a use in connecting again. */
  onresume = (): void => {};
  #hidden = false; // for long
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly scope: PageScope,
    private readonly patience = longHidden,
  ) {
    for (const type of events) {
      scope.addEventListener(type, (event) => this.#look(event.type === "freeze"), true);
    }
    this.#look(false);
  }

  /** Why there is no use in connecting to a host, or "". The page's own machine is there without a network. */
  reason(hostname: string): string {
    const isOwn = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
    return this.scope.navigator?.onLine === false && !isOwn ? "the page is offline" : this.#hidden ? "the page has been hidden for long" : "";
  }

  /** Resolves when something has changed for the better. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #look(isFrozen: boolean): void {
    if (this.scope.document?.visibilityState === "hidden") {
      this.#hidden ||= isFrozen;
      this.#timer ??= setTimeout(() => (this.#hidden = true), this.patience);
    } else {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#hidden = false;
    }
    if (this.reason("") === "") {
      const waiting = this.#waiting;
      this.#waiting = [];
      waiting.forEach((resolve) => resolve());
      this.onresume();
    }
  }
}
