// The lines that were run, recalled by the arrow keys. They are kept in memory
// alone, since lines may hold passwords.

export class History {
  #lines = [];
  #at = 0;
  #draft = "";

  /** Remembers a line that was run. */
  add(line) {
    if (this.#lines.at(-1) !== line) {
      this.#lines.push(line);
    }
    this.#at = this.#lines.length;
  }

  /** The line before the one shown, or undefined at the oldest; current is kept as a draft. */
  earlier(current) {
    if (this.#at === 0) {
      return undefined;
    }
    if (this.#at === this.#lines.length) {
      this.#draft = current;
    }
    return this.#lines[--this.#at];
  }

  /** The line after the one shown, at last the draft, then undefined. */
  later() {
    if (this.#at === this.#lines.length) {
      return undefined;
    }
    this.#at++;
    return this.#lines[this.#at] ?? this.#draft;
  }
}
