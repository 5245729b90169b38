// How the replies of geospatial indexes are read.

import type { GeoFound } from "./commands/geo_types.js";
import { nextNullableString } from "./replies_generic.js";
import { type Reader, type } from "./resp.js";
import { doubleOf, list, mismatch, nextDouble, nextText, textOf, isTuple } from "./shapes_tokens.js";
import type { GlideString } from "./types.js";

export function nextHashes(r: Reader): (string | null)[] {
  return list(r, nextNullableString);
}

/** Members, each alone or in an array with what was asked for besides. */
export function nextFound<Name extends GlideString>(r: Reader): GeoFound<Name> {
  const found = list(r, (r) => {
    r.next();
    if (r.isNull || r.type !== type.array) {
      return textOf(r);
    }
    let parts = r.length - 1;
    if (parts < 0) {
      throw mismatch("a member", r);
    }
    const name = nextText(r);
    const more = [];
    for (; parts > 0; parts--) {
      more.push(nextPart(r));
    }
    return [name, more];
  });
  return found as unknown as GeoFound<Name>;
}

/** A distance, which may be a string; a hash; or a position. */
function nextPart(r: Reader): number | bigint | [number, number] {
  r.next();
  if (r.isNull) {
    throw mismatch("what belongs to a member", r);
  }
  if (r.type === type.integer) {
    return r.integer();
  }
  if (r.type === type.array) {
    isTuple(r, 2, "a longitude and a latitude");
    return [nextDouble(r), nextDouble(r)];
  }
  return doubleOf(r);
}
