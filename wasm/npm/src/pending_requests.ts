/**
 * Requests by the number that each has while it is pending. Numbers that are free again are
 * given out anew, so that the array stays as short as the most that were pending at once. (A Map
 * from which entries are deleted all the time leaves old tables behind, which keep what they
 * held from the collector of short-lived objects.)
 */
export class PendingRequests<Request> {
  private readonly requests: (Request | undefined)[] = [undefined]; // 0 is nobody's number
  private readonly free: number[] = [];

  /** Adds a request and returns its number. */
  add(request: Request): number {
    const id = this.next();
    this.requests[id] = request;
    return id;
  }

  /** Adds the request that make returns for its number. */
  make<Made extends Request>(make: (id: number) => Made): Made {
    const id = this.next();
    const made = make(id);
    this.requests[id] = made;
    return made;
  }

  private next(): number {
    return this.free.pop() ?? this.requests.length;
  }

  /** The request of a number, if there is one. */
  get(id: number): Request | undefined {
    return this.requests[id];
  }

  /** Removes the request of a number and returns it, if there is one. */
  take(id: number): Request | undefined {
    const request = this.requests[id];
    if (request !== undefined) {
      this.requests[id] = undefined;
      this.free.push(id);
    }
    return request;
  }

  /** Removes all requests and returns them. */
  takeAll(): Request[] {
    const all = this.requests.filter((request) => request !== undefined);
    this.requests.length = 1;
    this.free.length = 0;
    return all;
  }
}
