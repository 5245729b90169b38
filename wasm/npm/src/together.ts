import type { PendingRequest } from "./runtime.js";

/** The most commands that are sent together: enough for what it costs to hand them over to be next to nothing of each. */
export const mostTogether = 128;

/** Commands of one client that are sent together, by their places. */
export class Together {
  private readonly requests: (PendingRequest | undefined)[] = [];
  private left = 0;

  constructor(
    readonly client: number,
    /** Of the request that they are for Go. */
    readonly id: number,
  ) {}

  get count(): number {
    return this.requests.length;
  }

  /** Whether all are answered. */
  get isOver(): boolean {
    return this.left === 0;
  }

  add(request: PendingRequest): void {
    this.requests.push(request);
    this.left++;
  }

  /** Removes the command of a place and returns it, unless it is answered. */
  take(place: number): PendingRequest | undefined {
    const request = this.requests[place];
    if (request !== undefined) {
      this.requests[place] = undefined;
      this.left--;
    }
    return request;
  }

  /** Those that are not answered. */
  unanswered(): PendingRequest[] {
    return this.requests.filter((request) => request !== undefined);
  }
}
