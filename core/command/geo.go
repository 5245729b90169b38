// GeoCommands are the commands for geospatial indexes: members with a longitude and a
// latitude, which are found by their distance from a place. The server keeps an index as
// a sorted set: the commands for those remove its members and count them.
// See https://valkey.io/commands/#geo
//
//glissade:family Geospatial indexes

package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// GeoAdd adds members with their positions to the geospatial index at key, which is
// created if it does not exist. Members that exist are moved. The index is a sorted
// set, whose other commands work on it too: ZREM removes members.
//
// Reply: how many of the members are new. Errors: ERR if a position cannot be indexed,
// WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) for each member, in an index of N. Since: 3.2.0.
// See https://valkey.io/commands/geoadd/
func GeoAdd(a *Args, key string, members []models.MemberAndPosition) Reply[int64] {
	a.Begin("GEOADD")
	a.Key(key)
	a.membersAndPositions("members", members)
	return integer
}

// GeoAddWithOptions adds members with their positions to the geospatial index at key,
// or moves them, as far as opts allow.
//
// Reply: how many of the members are new; with Changed, how many are new or were
// moved. Errors: ERR if a position cannot be indexed, WRONGTYPE if key holds no sorted set.
// Complexity: O(log N) for each member, in an index of N. Since: 6.2.0.
// See https://valkey.io/commands/geoadd/
func GeoAddWithOptions(a *Args, key string, members []models.MemberAndPosition, opts options.GeoAddOptions) Reply[int64] {
	a.Begin("GEOADD")
	a.Key(key)
	a.check(opts.Validate())
	if opts.ConditionalChange != "" {
		a.Word(string(opts.ConditionalChange))
	}
	if opts.Changed {
		a.Word("CH")
	}
	a.membersAndPositions("members", members)
	return integer
}

// GeoDist returns the distance between two members of the geospatial index at key, in
// metres, along the surface of a sphere.
//
// Reply: the distance, or nil if one of the members or the key does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(1). Since: 3.2.0.
// See https://valkey.io/commands/geodist/
func GeoDist(a *Args, key, member1, member2 string) Reply[models.Result[float64]] {
	a.Begin("GEODIST")
	a.Key(key)
	a.String(member1)
	a.String(member2)
	return nullableDouble
}

// GeoDistWithUnit returns the distance between two members of the geospatial index at
// key in unit, along the surface of a sphere.
//
// Reply: the distance, or nil if one of the members or the key does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(1). Since: 3.2.0.
// See https://valkey.io/commands/geodist/
//
//glissade:javascript geodist
func GeoDistWithUnit(a *Args, key, member1, member2 string, unit options.GeoUnit) Reply[models.Result[float64]] {
	a.Begin("GEODIST")
	a.Key(key)
	a.String(member1)
	a.String(member2)
	a.check(unit.Validate())
	a.Word(string(unit))
	return nullableDouble
}

// GeoHash returns the positions of members of the geospatial index at key as geohash
// texts of 11 characters.
//
// Reply: for each member in order its text, or nil if it does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(N) for N members. Since: 3.2.0.
// See https://valkey.io/commands/geohash/
func GeoHash(a *Args, key string, members []string) Reply[[]models.Result[string]] {
	a.Begin("GEOHASH")
	a.Key(key)
	a.all(members)
	return nullableTexts
}

// GeoPos returns the positions of members of the geospatial index at key. They may
// differ from those that were added by less than a metre.
//
// Reply: for each member in order its position, or nil if it does not exist. Errors:
// WRONGTYPE if key holds no sorted set.
// Complexity: O(N) for N members. Since: 3.2.0.
// See https://valkey.io/commands/geopos/
func GeoPos(a *Args, key string, members []string) Reply[[]models.Result[models.GeospatialData]] {
	a.Begin("GEOPOS")
	a.Key(key)
	a.all(members)
	return positions
}

func (a *Args) membersAndPositions(parameter string, members []models.MemberAndPosition) {
	a.atLeastOne(parameter, len(members))
	for _, member := range members {
		a.position(parameter, member.Position)
		a.String(member.Member)
	}
}

// position appends a longitude and a latitude. Which of them it can index, the server says.
func (a *Args) position(parameter string, position models.GeospatialData) {
	if position.Longitude != position.Longitude || position.Latitude != position.Latitude {
		a.refuse(parameter, "holds a position that is not a number; give degrees")
	}
	a.Float(position.Longitude)
	a.Float(position.Latitude)
}
