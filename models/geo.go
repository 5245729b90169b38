package models

// GeospatialData is a position on the earth, in degrees of WGS 84. Servers index
// longitudes from -180 to 180 and latitudes from -85.05112878 to 85.05112878, which
// leaves out the areas around the poles.
type GeospatialData struct {
	// Longitude is in degrees, from -180 to 180.
	Longitude float64
	// Latitude is in degrees, from -85.05112878 to 85.05112878.
	Latitude float64
}

// MemberAndPosition is a member of a geospatial index with its position, as GEOADD
// takes them.
type MemberAndPosition struct {
	Member   string
	Position GeospatialData
}

// Location is a member that a search of a geospatial index found. What the search
// did not ask for is absent.
type Location struct {
	// Name is the member.
	Name string
	// Dist is how far the member lies from the centre of the search, in the unit of
	// the search; in metres where the search is by polygon.
	Dist Result[float64]
	// Hash is the member's score in the sorted set that is the index: 52 bits of geohash.
	Hash Result[int64]
	// Coord is the member's position, as precise as the index keeps it.
	Coord Result[GeospatialData]
}
