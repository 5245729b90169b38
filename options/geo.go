package options

import (
	"github.com/glissade-io/glissade/models"
)

// GeoUnit is a unit of distance.
type GeoUnit string

const (
	// GeoUnitMeters is the metre.
	GeoUnitMeters GeoUnit = "m"
	// GeoUnitKilometers is the kilometre.
	GeoUnitKilometers GeoUnit = "km"
	// GeoUnitMiles is the mile.
	GeoUnitMiles GeoUnit = "mi"
	// GeoUnitFeet is the foot.
	GeoUnitFeet GeoUnit = "ft"
)

// Validate returns a *failure.ConfigurationError if u is no unit, or nil.
func (u GeoUnit) Validate() error {
	switch u {
	case GeoUnitMeters, GeoUnitKilometers, GeoUnitMiles, GeoUnitFeet:
		return nil
	default:
		return invalid("GeoUnit", "is unknown; use {GeoUnitMeters}, {GeoUnitKilometers}, {GeoUnitMiles} or {GeoUnitFeet}")
	}
}

// GeoAddOptions are the options of GEOADD. Since: 6.2.0.
// See https://valkey.io/commands/geoadd/
type GeoAddOptions struct {
	// ConditionalChange limits the command to members that exist (OnlyIfExists) or
	// to new ones (OnlyIfDoesNotExist). Empty adds and changes.
	ConditionalChange ConditionalChange
	// Changed makes the reply count moved members too, not only added ones (CH).
	Changed bool
}

// Validate returns a *failure.ConfigurationError about a condition that GEOADD has not
// got, or nil.
func (o GeoAddOptions) Validate() error {
	switch o.ConditionalChange {
	case "", OnlyIfExists, OnlyIfDoesNotExist:
		return nil
	default:
		return invalid("GeoAddOptions.ConditionalChange", "does not apply to GEOADD; use {OnlyIfExists} or {OnlyIfDoesNotExist}")
	}
}

// GeoSearchOrigin is the centre of a search: [GeoCoordOrigin], [GeoMemberOrigin] or,
// for a polygon, [GeoPolygonOrigin].
type GeoSearchOrigin interface{ geoSearchOrigin() }

// GeoCoordOrigin searches around a position (FROMLONLAT).
type GeoCoordOrigin struct {
	// Position is the centre, in degrees.
	Position models.GeospatialData
}

// GeoMemberOrigin searches around a member of the index (FROMMEMBER).
type GeoMemberOrigin struct {
	// Member is the centre. It must exist.
	Member string
}

// GeoPolygonOrigin searches around the centre of the polygon, as nil does: it says that
// the shape is a polygon and so has its own place.
type GeoPolygonOrigin struct{}

func (GeoCoordOrigin) geoSearchOrigin()   {}
func (GeoMemberOrigin) geoSearchOrigin()  {}
func (GeoPolygonOrigin) geoSearchOrigin() {}

// GeoSearchShape is the area of a search: [GeoCircleShape], [GeoBoxShape] or
// [GeoPolygonShape].
type GeoSearchShape interface {
	// Validate returns a *failure.ConfigurationError about an area that cannot be
	// searched, or nil.
	Validate() error
	geoSearchShape()
}

// GeoCircleShape is the area within a distance of the centre (BYRADIUS).
type GeoCircleShape struct {
	// Radius is the distance, 0 or more.
	Radius float64
	// Unit is the unit of Radius, and of the distances that the search returns.
	Unit GeoUnit
}

// GeoBoxShape is a rectangle along the meridians with the origin in its centre (BYBOX).
type GeoBoxShape struct {
	// Width is the extent from west to east, 0 or more, Height that from south to north.
	Width, Height float64
	// Unit is the unit of both, and of the distances that the search returns.
	Unit GeoUnit
}

// GeoPolygonShape is the area within a polygon (BYPOLYGON). Its origin is
// GeoPolygonOrigin: distances are those from its centre, in metres. Since: 9.0.0.
type GeoPolygonShape struct {
	// Vertices are the corners in order, at least three, the last one joined to the first.
	Vertices []models.GeospatialData
}

func (GeoCircleShape) geoSearchShape()  {}
func (GeoBoxShape) geoSearchShape()     {}
func (GeoPolygonShape) geoSearchShape() {}

// Validate returns a *failure.ConfigurationError about a radius that is none or an
// unknown unit, or nil.
func (s GeoCircleShape) Validate() error {
	if !isExtent(s.Radius) {
		return invalid("GeoCircleShape.Radius", notExtent)
	}
	return s.Unit.Validate()
}

// Validate returns a *failure.ConfigurationError about an extent that is none or an
// unknown unit, or nil.
func (s GeoBoxShape) Validate() error {
	if !isExtent(s.Width) {
		return invalid("GeoBoxShape.Width", notExtent)
	}
	if !isExtent(s.Height) {
		return invalid("GeoBoxShape.Height", notExtent)
	}
	return s.Unit.Validate()
}

// Validate returns a *failure.ConfigurationError about too few vertices, or nil.
func (s GeoPolygonShape) Validate() error {
	if len(s.Vertices) < 3 {
		return invalid("GeoPolygonShape.Vertices", "are less than three; give at least three positions")
	}
	return nil
}

const notExtent = "is negative or no number; give a distance of 0 or more"

func isExtent(distance float64) bool { return distance >= 0 } // which NaN is not

// GeoSearchResultOptions say which of the members within an area a search returns,
// and in which order.
type GeoSearchResultOptions struct {
	// SortOrder sorts by distance from the centre: the nearest first (Ascending) or
	// the farthest (Descending). Empty does not sort, unless Count is set and Any is
	// not: that returns the nearest, in order.
	SortOrder OrderBy
	// Count returns this many members at most. 0 returns all.
	Count int64
	// Any returns the first Count members that are found, which need not be the
	// nearest, and so takes less time. Since: 6.2.0.
	Any bool
}

// Validate returns a *failure.ConfigurationError about options that cannot go
// together, or nil.
func (o GeoSearchResultOptions) Validate() error {
	switch {
	case o.Count < 0:
		return invalid("GeoSearchResultOptions.Count", "is negative; give the number of members to return, or 0 for all")
	case o.Any && o.Count == 0:
		return invalid("GeoSearchResultOptions.Any", "is given without {GeoSearchResultOptions.Count}; set that, or leave it out")
	default:
		return o.SortOrder.Validate()
	}
}

// GeoSearchInfoOptions say what a search returns of each member besides its name. The
// zero value asks for nothing more.
type GeoSearchInfoOptions struct {
	// WithDist returns the distance from the centre (WITHDIST).
	WithDist bool
	// WithCoord returns the position (WITHCOORD).
	WithCoord bool
	// WithHash returns the score in the sorted set that is the index (WITHHASH).
	WithHash bool
}

// GeoSearchStoreInfoOptions say what a search stores.
type GeoSearchStoreInfoOptions struct {
	// StoreDist stores members with their distances from the centre as the scores of
	// a sorted set (STOREDIST), instead of an index of positions.
	StoreDist bool
}

// GeoRadiusOptions are the options of GEORADIUS, GEORADIUSBYMEMBER and their
// read-only forms.
// See https://valkey.io/commands/georadius/
type GeoRadiusOptions struct {
	// Result says which members are returned and in which order.
	Result GeoSearchResultOptions
	// Info says what is returned of each besides its name.
	Info GeoSearchInfoOptions
}

// GeoRadiusStoreOptions are the options of GEORADIUS and GEORADIUSBYMEMBER where they
// store what they find.
// See https://valkey.io/commands/georadius/
type GeoRadiusStoreOptions struct {
	// Result says which members are stored.
	Result GeoSearchResultOptions
	// Info says what is stored of each.
	Info GeoSearchStoreInfoOptions
}
