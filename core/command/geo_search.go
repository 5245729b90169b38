package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// GeoSearch returns the members of the geospatial index at key that lie within an area:
// searchByShape around searchFrom, which is GeoPolygonOrigin for a polygon.
//
// Reply: the members in no particular order, none if the key does not exist. Errors:
// ERR if the member to search from does not exist, WRONGTYPE if key holds no sorted
// set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the area, in an
// index of M. Since: 6.2.0; by polygon: 9.0.0.
// See https://valkey.io/commands/geosearch/
func GeoSearch(a *Args, key string, searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape) Reply[[]string] {
	a.Begin("GEOSEARCH")
	a.Key(key)
	a.searchArea(searchFrom, searchByShape)
	return texts
}

// GeoSearchWithResultOptions returns the members of the geospatial index at key that lie
// within an area, sorted and limited as resultOptions say.
//
// Reply: the members, none if the key does not exist. Errors: ERR if the member to
// search from does not exist, WRONGTYPE if key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the area, in an
// index of M. Since: 6.2.0; by polygon: 9.0.0.
// See https://valkey.io/commands/geosearch/
//
//glissade:javascript geosearch
func GeoSearchWithResultOptions(a *Args, key string, searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape, resultOptions options.GeoSearchResultOptions) Reply[[]string] {
	a.Begin("GEOSEARCH")
	a.Key(key)
	a.searchArea(searchFrom, searchByShape)
	a.searchResult(resultOptions)
	return texts
}

// GeoSearchWithInfoOptions returns the members of the geospatial index at key that lie
// within an area, with what infoOptions ask for: their distance, position or hash.
//
// Reply: the members with what was asked for, in no particular order, none if the key
// does not exist. Errors: ERR if the member to search from does not exist, WRONGTYPE if
// key holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the area, in an
// index of M. Since: 6.2.0; by polygon: 9.0.0.
// See https://valkey.io/commands/geosearch/
//
//glissade:javascript geosearch
func GeoSearchWithInfoOptions(a *Args, key string, searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape, infoOptions options.GeoSearchInfoOptions) Reply[[]models.Location] {
	a.Begin("GEOSEARCH")
	a.Key(key)
	a.searchArea(searchFrom, searchByShape)
	a.searchInfo(infoOptions)
	return locations
}

// GeoSearchWithFullOptions returns the members of the geospatial index at key that lie
// within an area, sorted and limited as resultOptions say, with what infoOptions ask
// for.
//
// Reply: the members with what was asked for, none if the key does not exist. Errors:
// ERR if the member to search from does not exist, WRONGTYPE if key holds no sorted
// set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the area, in an
// index of M. Since: 6.2.0; by polygon: 9.0.0.
// See https://valkey.io/commands/geosearch/
//
//glissade:javascript geosearch
func GeoSearchWithFullOptions(a *Args, key string, searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape, resultOptions options.GeoSearchResultOptions, infoOptions options.GeoSearchInfoOptions) Reply[[]models.Location] {
	a.Begin("GEOSEARCH")
	a.Key(key)
	a.searchArea(searchFrom, searchByShape)
	a.searchResult(resultOptions)
	a.searchInfo(infoOptions)
	return locations
}

// GeoSearchStore sets destinationKey, whatever it held before, to an index of the members
// of the geospatial index at sourceKey that lie within an area. It is deleted if there
// are none.
//
// Reply: how many members were stored. Errors: ERR if the member to search from does
// not exist, WRONGTYPE if sourceKey holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the area, in an
// index of M. Since: 6.2.0; by polygon: 9.0.0.
// See https://valkey.io/commands/geosearchstore/
func GeoSearchStore(a *Args, destinationKey, sourceKey string, searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape) Reply[int64] {
	a.Begin("GEOSEARCHSTORE")
	a.Key(destinationKey)
	a.Key(sourceKey)
	a.searchArea(searchFrom, searchByShape)
	return integer
}

// GeoSearchStoreWithResultOptions sets destinationKey, whatever it held before, to an
// index of the members of the geospatial index at sourceKey that lie within an area,
// limited as resultOptions say. It is deleted if there are none.
//
// Reply: how many members were stored. Errors: ERR if the member to search from does
// not exist, WRONGTYPE if sourceKey holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the area, in an
// index of M. Since: 6.2.0; by polygon: 9.0.0.
// See https://valkey.io/commands/geosearchstore/
//
//glissade:javascript geosearchstore
func GeoSearchStoreWithResultOptions(a *Args, destinationKey, sourceKey string, searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape, resultOptions options.GeoSearchResultOptions) Reply[int64] {
	a.Begin("GEOSEARCHSTORE")
	a.Key(destinationKey)
	a.Key(sourceKey)
	a.searchArea(searchFrom, searchByShape)
	a.searchResult(resultOptions)
	return integer
}

// GeoSearchStoreWithInfoOptions sets destinationKey, whatever it held before, to the
// members of the geospatial index at sourceKey that lie within an area, with their
// positions or distances. It is deleted if there are none.
//
// Reply: how many members were stored. Errors: ERR if the member to search from does
// not exist, WRONGTYPE if sourceKey holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the area, in an
// index of M. Since: 6.2.0; by polygon: 9.0.0.
// See https://valkey.io/commands/geosearchstore/
//
//glissade:javascript geosearchstore
func GeoSearchStoreWithInfoOptions(a *Args, destinationKey, sourceKey string, searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape, infoOptions options.GeoSearchStoreInfoOptions) Reply[int64] {
	a.Begin("GEOSEARCHSTORE")
	a.Key(destinationKey)
	a.Key(sourceKey)
	a.searchArea(searchFrom, searchByShape)
	if infoOptions.StoreDist {
		a.Word("STOREDIST")
	}
	return integer
}

// GeoSearchStoreWithFullOptions sets destinationKey, whatever it held before, to the
// members of the geospatial index at sourceKey that lie within an area, limited as
// resultOptions say, with their positions or distances. It is deleted if there are none.
//
// Reply: how many members were stored. Errors: ERR if the member to search from does
// not exist, WRONGTYPE if sourceKey holds no sorted set.
// Complexity: O(N+log M) for N members in the boxes of the grid around the area, in an
// index of M. Since: 6.2.0; by polygon: 9.0.0.
// See https://valkey.io/commands/geosearchstore/
//
//glissade:javascript geosearchstore
func GeoSearchStoreWithFullOptions(a *Args, destinationKey, sourceKey string, searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape, resultOptions options.GeoSearchResultOptions, infoOptions options.GeoSearchStoreInfoOptions) Reply[int64] {
	a.Begin("GEOSEARCHSTORE")
	a.Key(destinationKey)
	a.Key(sourceKey)
	a.searchArea(searchFrom, searchByShape)
	a.searchResult(resultOptions)
	if infoOptions.StoreDist {
		a.Word("STOREDIST")
	}
	return integer
}

func (a *Args) searchArea(searchFrom options.GeoSearchOrigin, searchByShape options.GeoSearchShape) {
	if _, isPolygon := searchByShape.(options.GeoPolygonShape); isPolygon {
		a.polygonOrigin(searchFrom)
	} else {
		a.searchOrigin(searchFrom)
	}
	switch by := searchByShape.(type) {
	case options.GeoCircleShape:
		a.check(by.Validate())
		a.Word("BYRADIUS")
		a.Float(by.Radius)
		a.Word(string(by.Unit))
	case options.GeoBoxShape:
		a.check(by.Validate())
		a.Word("BYBOX")
		a.Float(by.Width)
		a.Float(by.Height)
		a.Word(string(by.Unit))
	case options.GeoPolygonShape:
		a.polygon(by)
	default:
		a.refuse("searchByShape", "is missing; give a GeoCircleShape, GeoBoxShape or GeoPolygonShape by value")
	}
}

func (a *Args) searchOrigin(searchFrom options.GeoSearchOrigin) {
	switch from := searchFrom.(type) {
	case options.GeoCoordOrigin:
		a.Word("FROMLONLAT")
		a.position("searchFrom", from.Position)
	case options.GeoMemberOrigin:
		a.Word("FROMMEMBER")
		a.String(from.Member)
	default:
		a.refuse("searchFrom", "is missing; give a GeoCoordOrigin or GeoMemberOrigin by value, or search by polygon")
	}
}

// polygonOrigin appends nothing: a polygon says itself where it lies.
func (a *Args) polygonOrigin(searchFrom options.GeoSearchOrigin) {
	if searchFrom != nil && searchFrom != (options.GeoPolygonOrigin{}) {
		a.refuse("searchFrom", "is given with a polygon, which has its own place; give GeoPolygonOrigin")
	}
}

func (a *Args) polygon(polygon options.GeoPolygonShape) {
	a.check(polygon.Validate())
	a.Word("BYPOLYGON")
	a.Int(int64(len(polygon.Vertices)))
	for _, vertex := range polygon.Vertices {
		a.position("searchByShape", vertex)
	}
}

func (a *Args) searchResult(opts options.GeoSearchResultOptions) {
	a.check(opts.Validate())
	if opts.SortOrder != "" {
		a.Word(string(opts.SortOrder))
	}
	if opts.Count > 0 {
		a.Word("COUNT")
		a.Int(opts.Count)
	}
	if opts.Any {
		a.Word("ANY")
	}
}

func (a *Args) searchInfo(opts options.GeoSearchInfoOptions) {
	if opts.WithDist {
		a.Word("WITHDIST")
	}
	if opts.WithCoord {
		a.Word("WITHCOORD")
	}
	if opts.WithHash {
		a.Word("WITHHASH")
	}
}
