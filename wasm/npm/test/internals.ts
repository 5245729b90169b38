// What the tests of the package's parts need and the package does not export.
export { PendingRequests } from "../src/pending_requests.js";
export { Requests } from "../src/requests.js";
export { Reader } from "../src/resp.js";
export { sha1 } from "../src/sha1.js";
export { decoders } from "../src/shapes.js";
export { decode, encodeInto } from "../src/text.js";
export { RequestError } from "../src/errors.js";
export { batchCalls } from "./types/calls_gen.js";
