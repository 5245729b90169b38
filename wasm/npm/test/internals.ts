// What the tests of the package's parts need and the package does not export.
export { shutdownServer } from "../src/commands/server_persistence.js";
export { Multiplexer } from "../src/mux.js";
export { Page } from "../src/page.js";
export { PendingRequests } from "../src/pending_requests.js";
export { Requests } from "../src/requests.js";
export { Reader } from "../src/resp.js";
export { sha1 } from "../src/sha1.js";
export { Together } from "../src/together.js";
export { decode, encodeInto } from "../src/text.js";
export { RequestError } from "../src/errors.js";

export { nextNullableNumber, nextNullableNumbers, nextNullableTexts, nextNumber, nextNumbers, nextOk, nextTexts } from "../src/replies.js";
export { nextAny, nextTextPairs } from "../src/replies_any.js";
export { nextFound } from "../src/replies_geo.js";
export { nextFieldsWithValues, nextHash } from "../src/replies_hashes.js";
export { nextKeyAndElement, nextKeyAndElements, nextNullableElements } from "../src/replies_lists.js";
export { nextScannedScores } from "../src/replies_sortedsets.js";
export { nextClaimedIds } from "../src/replies_streams.js";
export { nextScan } from "../src/scans.js";
export { positions } from "../src/shapes_geo.js";
export { nullableRecord, record, recordOfRecords, textRecord, textRecords } from "../src/shapes_records.js";
export { keyAndMember, keyAndMembers, rankAndScore, scores } from "../src/shapes_scores.js";
export { claimedEntries, streamEntries, streamResponses } from "../src/shapes_streams.js";
export { list, nextBoolean, nextDouble, nextNullableDouble, nextNullableText, nextText } from "../src/shapes_tokens.js";
export { tuple } from "../src/shapes_values.js";

export { batchCalls, clusterCalls, standaloneCalls } from "./types/calls.js";
export { methods, onCluster } from "../src/methods_gen.js";
