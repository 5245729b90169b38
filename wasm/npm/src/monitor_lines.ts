// The lines of a server between the connection and who reads them.

/** What may wait for a slow reader, in lines and in bytes. */
const [mostLines, mostBytes] = [4096, 16 << 20];

/** A line that waits, as a character for each byte, and how many before it were dropped. */
export interface WaitingLine {
  readonly text: string;
  readonly dropped: number;
}

/** Cuts bytes into lines, and has them wait. */
export class Lines {
  dropped = 0; // since a line was last kept
  #waiting: WaitingLine[] = [];
  #bytes = 0;
  #part = "";
  #isTooLong = false;

  /** Takes bytes as they come. */
  take(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(10, start);
      const upTo = end < 0 ? bytes.length : end;
      if (this.#isTooLong || this.#part.length + upTo - start > mostBytes) {
        [this.#isTooLong, this.#part] = [true, ""];
      } else {
        this.#part += latin1(bytes.subarray(start, upTo));
      }
      if (end >= 0) {
        this.#add(this.#part.replace(/\r$/, ""));
        [this.#isTooLong, this.#part] = [false, ""];
      }
      start = upTo + 1;
    }
  }

  #add(text: string): void {
    if (this.#isTooLong || this.#waiting.length === mostLines || (this.#bytes > 0 && this.#bytes + text.length > mostBytes)) {
      this.dropped++;
      return;
    }
    this.#bytes += text.length;
    this.#waiting.push({ text, dropped: this.dropped });
    this.dropped = 0;
  }

  /** The line that has waited longest, if one waits. */
  next(): WaitingLine | undefined {
    const line = this.#waiting.shift();
    this.#bytes -= line?.text.length ?? 0;
    return line;
  }
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}
