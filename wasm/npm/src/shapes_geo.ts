// What geospatial indexes reply: positions, and members with where they are.

import { type Reader, type } from "./resp.js";
import { doubleOf, isTuple, list, mismatch, nextDouble, nextText, textOf } from "./shapes_tokens.js";
import type { GeoLocation, GeoPosition } from "./types.js";

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

/**
 * Members, each alone or in an array with what was asked for besides. What that is
 * shows in the types: the distance is a string or a double, the hash an integer, the
 * position an array.
 */
export function locations(r: Reader): GeoLocation[] {
  return list(r, (r) => {
    r.next();
    const parts = r.type === type.array && !r.isNull ? r.length : undefined;
    if (parts === 0) {
      throw mismatch("a member", r);
    }
    const name = parts === undefined ? textOf(r) : nextText(r);
    const location: GeoLocation = { name, dist: null, hash: null, coord: null };
    for (let i = 1; i < (parts ?? 0); i++) {
      r.next();
      if (r.isNull) {
        throw mismatch("what belongs to a member", r);
      }
      switch (r.type) {
        case type.integer:
          location.hash = r.integer();
          break;
        case type.array:
          location.coord = position(r);
          break;
        default:
          location.dist = doubleOf(r);
      }
    }
    return location;
  });
}
