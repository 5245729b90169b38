package command_test

import (
	"math"
	"testing"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, geoTests...) }

var (
	palermo  = models.MemberAndPosition{Member: "Palermo", Position: models.GeospatialData{Longitude: 13.5, Latitude: 38}}
	here     = options.GeoCoordOrigin{Position: models.GeospatialData{Longitude: 15, Latitude: -37.25}}
	there    = options.GeoMemberOrigin{Member: "m"}
	circle   = options.GeoCircleShape{Radius: 200, Unit: options.GeoUnitKilometers}
	box      = options.GeoBoxShape{Width: 400, Height: 0.5, Unit: options.GeoUnitMiles}
	triangle = options.GeoPolygonShape{Vertices: []models.GeospatialData{{Longitude: 1, Latitude: 2}, {Longitude: 3, Latitude: 4}, {Longitude: 5, Latitude: -6}}}
	nearest  = options.GeoSearchResultOptions{SortOrder: options.Ascending, Count: 3}
	allInfo  = options.GeoSearchInfoOptions{WithDist: true, WithCoord: true, WithHash: true}
)

func geoadd(o options.GeoAddOptions) func(a *command.Args) any {
	return func(a *command.Args) any {
		return command.GeoAddWithOptions(a, "g", []models.MemberAndPosition{palermo}, o)
	}
}

func geosearch(from options.GeoSearchOrigin, by options.GeoSearchShape) func(a *command.Args) any {
	return func(a *command.Args) any { return command.GeoSearch(a, "g", from, by) }
}

func georesult(o options.GeoSearchResultOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.GeoSearchWithResultOptions(a, "g", there, circle, o) }
}

func geoinfo(o options.GeoSearchInfoOptions) func(a *command.Args) any {
	return func(a *command.Args) any { return command.GeoSearchWithInfoOptions(a, "g", there, circle, o) }
}

var geoTests = []wireTest{
	{func(a *command.Args) any {
		return command.GeoAdd(a, "g", []models.MemberAndPosition{palermo, {Member: "origin"}})
	}, "GEOADD @g 13.5 38 Palermo 0 0 origin"},
	{geoadd(options.GeoAddOptions{}), "GEOADD @g 13.5 38 Palermo"},
	{geoadd(options.GeoAddOptions{ConditionalChange: options.OnlyIfDoesNotExist}), "GEOADD @g NX 13.5 38 Palermo"},
	{geoadd(options.GeoAddOptions{ConditionalChange: options.OnlyIfExists, Changed: true}), "GEOADD @g XX CH 13.5 38 Palermo"},
	{func(a *command.Args) any { return command.GeoDist(a, "g", "a", "b") }, "GEODIST @g a b"},
	{func(a *command.Args) any {
		return command.GeoDistWithUnit(a, "g", "a", "b", options.GeoUnitFeet)
	}, "GEODIST @g a b ft"},
	{func(a *command.Args) any { return command.GeoHash(a, "g", []string{"a", "b"}) }, "GEOHASH @g a b"},
	{func(a *command.Args) any { return command.GeoPos(a, "g", []string{"a", "b"}) }, "GEOPOS @g a b"},

	{geosearch(here, circle), "GEOSEARCH @g FROMLONLAT 15 -37.25 BYRADIUS 200 km"},
	{geosearch(there, options.GeoCircleShape{Unit: options.GeoUnitMeters}), "GEOSEARCH @g FROMMEMBER m BYRADIUS 0 m"},
	{geosearch(there, box), "GEOSEARCH @g FROMMEMBER m BYBOX 400 0.5 mi"},
	{geosearch(nil, triangle), "GEOSEARCH @g BYPOLYGON 3 1 2 3 4 5 -6"},
	{geosearch(options.GeoPolygonOrigin{}, triangle), "GEOSEARCH @g BYPOLYGON 3 1 2 3 4 5 -6"},
	{georesult(options.GeoSearchResultOptions{}), "GEOSEARCH @g FROMMEMBER m BYRADIUS 200 km"},
	{georesult(nearest), "GEOSEARCH @g FROMMEMBER m BYRADIUS 200 km ASC COUNT 3"},
	{georesult(options.GeoSearchResultOptions{
		SortOrder: options.Descending, Count: 1, Any: true,
	}), "GEOSEARCH @g FROMMEMBER m BYRADIUS 200 km DESC COUNT 1 ANY"},
	{geoinfo(options.GeoSearchInfoOptions{}), "GEOSEARCH @g FROMMEMBER m BYRADIUS 200 km"},
	{geoinfo(options.GeoSearchInfoOptions{WithHash: true}), "GEOSEARCH @g FROMMEMBER m BYRADIUS 200 km WITHHASH"},
	{geoinfo(allInfo), "GEOSEARCH @g FROMMEMBER m BYRADIUS 200 km WITHDIST WITHCOORD WITHHASH"},
	{func(a *command.Args) any {
		return command.GeoSearchWithFullOptions(a, "g", nil, triangle, nearest, allInfo)
	}, "GEOSEARCH @g BYPOLYGON 3 1 2 3 4 5 -6 ASC COUNT 3 WITHDIST WITHCOORD WITHHASH"},

	{func(a *command.Args) any {
		return command.GeoSearchStore(a, "d", "g", here, box)
	}, "GEOSEARCHSTORE @d @g FROMLONLAT 15 -37.25 BYBOX 400 0.5 mi"},
	{func(a *command.Args) any {
		return command.GeoSearchStoreWithResultOptions(a, "d", "g", there, circle, nearest)
	}, "GEOSEARCHSTORE @d @g FROMMEMBER m BYRADIUS 200 km ASC COUNT 3"},
	{func(a *command.Args) any {
		return command.GeoSearchStoreWithInfoOptions(a, "d", "g", there, circle, options.GeoSearchStoreInfoOptions{StoreDist: true})
	}, "GEOSEARCHSTORE @d @g FROMMEMBER m BYRADIUS 200 km STOREDIST"},
	{func(a *command.Args) any {
		return command.GeoSearchStoreWithFullOptions(a, "d", "g", nil, triangle, nearest, options.GeoSearchStoreInfoOptions{})
	}, "GEOSEARCHSTORE @d @g BYPOLYGON 3 1 2 3 4 5 -6 ASC COUNT 3"},

	{func(a *command.Args) any {
		return command.GeoRadius(a, "g", here.Position, circle)
	}, "GEORADIUS @g 15 -37.25 200 km"},
	{func(a *command.Args) any {
		return command.GeoRadiusWithOptions(a, "g", here.Position, circle, options.GeoRadiusOptions{Result: nearest, Info: allInfo})
	}, "GEORADIUS @g 15 -37.25 200 km WITHDIST WITHCOORD WITHHASH ASC COUNT 3"},
	{func(a *command.Args) any {
		return command.GeoRadiusStore(a, "d", "g", here.Position, circle, options.GeoRadiusStoreOptions{})
	}, "GEORADIUS @g 15 -37.25 200 km STORE @d"},
	{func(a *command.Args) any {
		return command.GeoRadiusReadOnly(a, "g", here.Position, circle)
	}, "GEORADIUS_RO @g 15 -37.25 200 km"},
	{func(a *command.Args) any {
		return command.GeoRadiusReadOnlyWithOptions(a, "g", here.Position, circle, options.GeoRadiusOptions{Result: nearest})
	}, "GEORADIUS_RO @g 15 -37.25 200 km ASC COUNT 3"},
	{func(a *command.Args) any { return command.GeoRadiusByMember(a, "g", "m", circle) }, "GEORADIUSBYMEMBER @g m 200 km"},
	{func(a *command.Args) any {
		return command.GeoRadiusByMemberWithOptions(a, "g", "m", circle, options.GeoRadiusOptions{Info: allInfo})
	}, "GEORADIUSBYMEMBER @g m 200 km WITHDIST WITHCOORD WITHHASH"},
	{func(a *command.Args) any {
		return command.GeoRadiusByMemberStore(a, "d", "g", "m", circle, options.GeoRadiusStoreOptions{
			Result: nearest, Info: options.GeoSearchStoreInfoOptions{StoreDist: true},
		})
	}, "GEORADIUSBYMEMBER @g m 200 km ASC COUNT 3 STOREDIST @d"},
	{func(a *command.Args) any {
		return command.GeoRadiusByMemberReadOnly(a, "g", "m", circle)
	}, "GEORADIUSBYMEMBER_RO @g m 200 km"},
	{func(a *command.Args) any {
		return command.GeoRadiusByMemberReadOnlyWithOptions(a, "g", "m", circle, options.GeoRadiusOptions{})
	}, "GEORADIUSBYMEMBER_RO @g m 200 km"},
}

func TestGeoCommandsRefuseWhatCannotWork(t *testing.T) {
	nan := models.GeospatialData{Longitude: math.NaN()}
	search := func(from options.GeoSearchOrigin, by options.GeoSearchShape) func(a *command.Args) {
		return func(a *command.Args) { command.GeoSearch(a, "g", from, by) }
	}
	circleOf := func(radius float64) options.GeoCircleShape {
		return options.GeoCircleShape{Radius: radius, Unit: options.GeoUnitMeters}
	}
	requireRefused(t, []refusal{
		{"GEOADD members", func(a *command.Args) { command.GeoAdd(a, "g", nil) }},
		{"GEOADD members", func(a *command.Args) { command.GeoAdd(a, "g", []models.MemberAndPosition{{Position: nan}}) }},
		{"GeoAddOptions.ConditionalChange", func(a *command.Args) {
			command.GeoAddWithOptions(a, "g", []models.MemberAndPosition{palermo}, options.GeoAddOptions{ConditionalChange: options.OnlyIfEquals})
		}},
		{"GeoUnit", func(a *command.Args) { command.GeoDistWithUnit(a, "g", "a", "b", "league") }},
		{"GEOSEARCH searchFrom", search(nil, circle)},
		{"GEOSEARCH searchFrom", search(nil, box)},
		{"GEOSEARCH searchFrom", search(&there, circle)},
		{"GEOSEARCH searchFrom", search(there, triangle)},
		{"GEOSEARCH searchFrom", search(options.GeoPolygonOrigin{}, circle)},
		{"GEOSEARCH searchFrom", search(options.GeoCoordOrigin{Position: nan}, circle)},
		{"GEOSEARCH searchByShape", search(here, nil)},
		{"GEOSEARCH searchByShape", search(here, &circle)},
		{"GEOSEARCH searchByShape", search(nil, options.GeoPolygonShape{Vertices: []models.GeospatialData{{}, {}, nan}})},
		{"GeoUnit", search(here, options.GeoCircleShape{Radius: 1})},
		{"GeoCircleShape.Radius", search(here, circleOf(-1))},
		{"GeoCircleShape.Radius", search(here, circleOf(math.NaN()))},
		{"GeoBoxShape.Width", search(here, options.GeoBoxShape{Width: -1, Unit: options.GeoUnitMeters})},
		{"GeoBoxShape.Height", search(here, options.GeoBoxShape{Height: -1, Unit: options.GeoUnitMeters})},
		{"GeoPolygonShape.Vertices", search(nil, options.GeoPolygonShape{Vertices: make([]models.GeospatialData, 2)})},
		{"GeoSearchResultOptions.Count", func(a *command.Args) {
			command.GeoSearchWithResultOptions(a, "g", here, circle, options.GeoSearchResultOptions{Count: -1})
		}},
		{"GeoSearchResultOptions.Any", func(a *command.Args) {
			command.GeoSearchStoreWithResultOptions(a, "d", "g", here, circle, options.GeoSearchResultOptions{Any: true})
		}},
		{"OrderBy", func(a *command.Args) {
			command.GeoSearchWithFullOptions(a, "g", here, circle, options.GeoSearchResultOptions{SortOrder: "RANDOM"}, allInfo)
		}},
		{"GeoCircleShape.Radius", func(a *command.Args) { command.GeoRadius(a, "g", here.Position, circleOf(-1)) }},
		{"GEORADIUS position", func(a *command.Args) { command.GeoRadius(a, "g", nan, circle) }},
	})
}
