// The positions that geospatial indexes reply.

import type { Reader } from "./resp.js";
import { isTuple, list, nextDouble } from "./shapes_tokens.js";
import type { GeoPosition } from "./types.js";

export function positions(r: Reader): (GeoPosition | null)[] {
  return list(r, (r) => {
    r.next();
    return r.isNull ? null : position(r);
  });
}

function position(r: Reader): GeoPosition {
  isTuple(r, 2, "a longitude and a latitude");
  return [nextDouble(r), nextDouble(r)];
}
