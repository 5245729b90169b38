// The types of what the methods for geospatial indexes take and return.

import type { ConditionalChange, GeoUnit, SortOrder } from "../enums.js";
import type { GlideString } from "../types.js";

/** A position, in degrees. */
export interface GeospatialData {
  /** From -180 to 180. */
  longitude: number;
  /** From -85.05112878 to 85.05112878: an index has no poles. */
  latitude: number;
}

/** The options of geoadd. */
export interface GeoAddOptions {
  /** Which members it sets. Since: 6.2.0. Default: all. */
  updateMode?: ConditionalChange;
  /** Counts members that were moved too (CH). Since: 6.2.0. Default: false. */
  changed?: boolean;
}

/** The options of geodist. */
export interface GeoDistOptions {
  /** Default: meters. */
  unit?: GeoUnit;
}

/** A circle. */
export interface GeoCircleShape {
  radius: number;
  /** The unit of radius, and of distances that are returned or stored. */
  unit: GeoUnit;
}

/** A rectangle with sides from north to south and from east to west. */
export interface GeoBoxShape {
  width: number;
  height: number;
  /** The unit of both, and of distances that are returned or stored. */
  unit: GeoUnit;
}

/** A polygon. Distances are those from its center, in meters. Since: 9.0.0. */
export interface GeoPolygonShape {
  /** The corners in order, three at least; the last one is joined to the first. */
  vertices: Iterable<GeospatialData>;
}

/** The area of a search. */
export type GeoSearchShape = GeoCircleShape | GeoBoxShape | GeoPolygonShape;

/** A search around a position. */
export interface CoordOrigin {
  position: GeospatialData;
}

/** A search around a member, which must exist. */
export interface MemberOrigin {
  member: GlideString;
}

/** What a search is around. A polygon has none. */
export type SearchOrigin = CoordOrigin | MemberOrigin;

/** Which of the members that it finds a search takes. */
export interface GeoSearchCommonResultOptions {
  /** By distance. Default: in no particular order. */
  sortOrder?: SortOrder;
  /** How many members it takes: the nearest ones, or with DESC the farthest (COUNT). Default: all. */
  count?: number;
  /** Takes any as many as count, which is faster (ANY). Default: false. */
  isAny?: boolean;
}

/** The options of geosearch. */
export interface GeoSearchResultOptions extends GeoSearchCommonResultOptions {
  /** Returns where members are (WITHCOORD). Default: false. */
  withCoord?: boolean;
  /** Returns how far they are from the center, in the unit of the search (WITHDIST). Default: false. */
  withDist?: boolean;
  /** Returns their positions as integers, as the index stores them (WITHHASH). Default: false. */
  withHash?: boolean;
}

/** The options of geosearchstore. */
export interface GeoSearchStoreResultOptions extends GeoSearchCommonResultOptions {
  /** Stores distances as scores, and so no index (STOREDIST). Default: false. */
  storeDist?: boolean;
}

/**
 * What geosearch found. Its elements are names, or with withDist, withHash or withCoord pairs;
 * as in GLIDE the type does not tell which, and lets both be read.
 */
export type GeoFound<Name extends GlideString> = [Name, [number?, number?, [number, number]?]?][] & Name[];
