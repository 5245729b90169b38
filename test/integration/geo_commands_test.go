package integration

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

var (
	sicily = []models.MemberAndPosition{
		{Member: "Palermo", Position: models.GeospatialData{Longitude: 13.361389, Latitude: 38.115556}},
		{Member: "Catania", Position: models.GeospatialData{Longitude: 15.087269, Latitude: 37.502669}},
		{Member: "Ragusa", Position: models.GeospatialData{Longitude: 14.730278, Latitude: 36.925833}},
	}
	ragusa = options.GeoMemberOrigin{Member: "Ragusa"}
	around = options.GeoCircleShape{Radius: 100, Unit: options.GeoUnitKilometers}
	island = options.GeoCircleShape{Radius: 300, Unit: options.GeoUnitKilometers}
	east   = options.GeoPolygonShape{Vertices: []models.GeospatialData{
		{Longitude: 14, Latitude: 36}, {Longitude: 16, Latitude: 36}, {Longitude: 16, Latitude: 38.5}, {Longitude: 14, Latitude: 38.5},
	}}
	everything = options.GeoSearchInfoOptions{WithDist: true, WithCoord: true, WithHash: true}
	ascending  = options.GeoSearchResultOptions{SortOrder: options.Ascending}
)

func addSicily(t *testing.T, ctx context.Context, f fixture) {
	t.Helper()
	n, err := f.GeoAdd(ctx, "sicily", sicily)
	require.NoError(t, err)
	require.EqualValues(t, len(sicily), n)
}

func TestGeoAddOptions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		place := func(longitude float64) []models.MemberAndPosition {
			return []models.MemberAndPosition{{Member: "here", Position: models.GeospatialData{Longitude: longitude, Latitude: 1}}}
		}
		for _, step := range []struct {
			opts options.GeoAddOptions
			at   float64
			want int64
		}{
			{options.GeoAddOptions{ConditionalChange: options.OnlyIfExists, Changed: true}, 1, 0},
			{options.GeoAddOptions{ConditionalChange: options.OnlyIfDoesNotExist}, 1, 1},
			{options.GeoAddOptions{ConditionalChange: options.OnlyIfDoesNotExist, Changed: true}, 2, 0},
			{options.GeoAddOptions{}, 3, 0},
			{options.GeoAddOptions{Changed: true}, 4, 1},
			{options.GeoAddOptions{ConditionalChange: options.OnlyIfExists, Changed: true}, 5, 1},
		} {
			n, err := f.GeoAddWithOptions(ctx, "places", place(step.at), step.opts)
			require.NoError(t, err)
			require.Equal(t, step.want, n, "%+v", step.opts)
		}
		_, err := f.GeoAdd(ctx, "places", place(181))
		var server *failure.ServerError
		require.ErrorAs(t, err, &server, "there is no such place")
	})
}

func TestGeoPlaces(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addSicily(t, ctx, f)
		distance, err := f.GeoDist(ctx, "sicily", "Palermo", "Catania")
		require.NoError(t, err)
		require.InDelta(t, 166274.1516, distance.Value(), 0.1)
		for unit, want := range map[options.GeoUnit]float64{
			options.GeoUnitMeters: 166274.1516, options.GeoUnitKilometers: 166.2742,
			options.GeoUnitMiles: 103.3182, options.GeoUnitFeet: 545518.87,
		} {
			distance, err = f.GeoDistWithUnit(ctx, "sicily", "Palermo", "Catania", unit)
			require.NoError(t, err)
			require.InEpsilon(t, want, distance.Value(), 1e-5, unit)
		}
		distance, err = f.GeoDist(ctx, "sicily", "Palermo", "Roma")
		require.NoError(t, err)
		require.True(t, distance.IsNil())

		hashes, err := f.GeoHash(ctx, "sicily", []string{"Palermo", "Roma", "Catania"})
		require.NoError(t, err)
		require.Equal(t, []models.Result[string]{present("sqc8b49rny0"), absent(), present("sqdtr74hyu0")}, hashes)

		positions, err := f.GeoPos(ctx, "sicily", []string{"Palermo", "Roma"})
		require.NoError(t, err)
		require.Len(t, positions, 2)
		require.InDelta(t, 13.361389, positions[0].Value().Longitude, 1e-5)
		require.InDelta(t, 38.115556, positions[0].Value().Latitude, 1e-5)
		require.True(t, positions[1].IsNil())
	})
}

func TestGeoSearch(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addSicily(t, ctx, f)
		here := options.GeoCoordOrigin{Position: models.GeospatialData{Longitude: 15, Latitude: 37}}
		for _, step := range []struct {
			from options.GeoSearchOrigin
			by   options.GeoSearchShape
			want []string
		}{
			{ragusa, around, []string{"Ragusa", "Catania"}},
			{here, around, []string{"Ragusa", "Catania"}},
			{here, island, []string{"Ragusa", "Catania", "Palermo"}},
			{ragusa, options.GeoBoxShape{Width: 100, Height: 200, Unit: options.GeoUnitKilometers}, []string{"Ragusa", "Catania"}},
			{ragusa, options.GeoBoxShape{Width: 10, Height: 200, Unit: options.GeoUnitMiles}, []string{"Ragusa"}},
			{ragusa, options.GeoCircleShape{Unit: options.GeoUnitFeet}, []string{"Ragusa"}},
		} {
			found, err := f.GeoSearch(ctx, "sicily", step.from, step.by)
			require.NoError(t, err)
			require.ElementsMatch(t, step.want, found, "%+v", step.by)
			found, err = f.GeoSearchWithResultOptions(ctx, "sicily", step.from, step.by, ascending)
			require.NoError(t, err)
			require.Equal(t, step.want, found, "%+v", step.by)
			n, err := f.GeoSearchStore(ctx, "found", "sicily", step.from, step.by)
			require.NoError(t, err)
			require.EqualValues(t, len(step.want), n)
		}
		found, err := f.GeoSearch(ctx, "missing", here, around)
		require.NoError(t, err)
		require.Empty(t, found)
		_, err = f.GeoSearch(ctx, "sicily", options.GeoMemberOrigin{Member: "Roma"}, around)
		var server *failure.ServerError
		require.ErrorAs(t, err, &server)

		found, err = f.GeoSearchWithResultOptions(ctx, "sicily", ragusa, island, options.GeoSearchResultOptions{SortOrder: options.Descending, Count: 2})
		require.NoError(t, err)
		require.Equal(t, []string{"Palermo", "Catania"}, found)
		found, err = f.GeoSearchWithResultOptions(ctx, "sicily", ragusa, island, options.GeoSearchResultOptions{Count: 2, Any: true})
		require.NoError(t, err)
		require.Len(t, found, 2)
	})
}

func TestGeoSearchTellsWhatIsAskedFor(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addSicily(t, ctx, f)
		raw, err := f.server.Command(ctx, "GEOSEARCH", "sicily", "FROMMEMBER", "Ragusa", "BYRADIUS", "300", "km", "ASC", "WITHDIST", "WITHHASH", "WITHCOORD")
		require.NoError(t, err)
		var want []models.Location
		for _, member := range raw.Elems {
			parts := member.Elems
			want = append(want, models.Location{
				Name: parts[0].Text, Dist: models.Present(number(t, parts[1])), Hash: models.Present(parts[2].Int),
				Coord: models.Present(models.GeospatialData{Longitude: number(t, parts[3].Elems[0]), Latitude: number(t, parts[3].Elems[1])}),
			})
		}
		require.Len(t, want, 3)
		got, err := f.GeoSearchWithFullOptions(ctx, "sicily", ragusa, island, ascending, everything)
		require.NoError(t, err)
		require.Equal(t, want, got)

		got, err = f.GeoSearchWithInfoOptions(ctx, "sicily", ragusa, island, everything)
		require.NoError(t, err)
		require.ElementsMatch(t, want, got)
		for _, step := range []struct {
			info options.GeoSearchInfoOptions
			want models.Location
		}{
			{options.GeoSearchInfoOptions{}, models.Location{Name: "Ragusa"}},
			{options.GeoSearchInfoOptions{WithDist: true}, models.Location{Name: "Ragusa", Dist: want[0].Dist}},
			{options.GeoSearchInfoOptions{WithHash: true}, models.Location{Name: "Ragusa", Hash: want[0].Hash}},
			{options.GeoSearchInfoOptions{WithCoord: true}, models.Location{Name: "Ragusa", Coord: want[0].Coord}},
			{options.GeoSearchInfoOptions{WithCoord: true, WithDist: true}, models.Location{Name: "Ragusa", Coord: want[0].Coord, Dist: want[0].Dist}},
		} {
			got, err = f.GeoSearchWithFullOptions(ctx, "sicily", ragusa, island, options.GeoSearchResultOptions{Count: 1}, step.info)
			require.NoError(t, err)
			require.Equal(t, []models.Location{step.want}, got, "%+v", step.info)
		}
	})
}

// number returns the number that a value of a raw reply holds as text.
func number(t *testing.T, value resp.Value) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(value.Text, 64)
	require.NoError(t, err)
	return f
}

func TestGeoSearchByPolygon(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		since(t, f, "9.0", "GEOSEARCH BYPOLYGON")
		addSicily(t, ctx, f)
		found, err := f.GeoSearch(ctx, "sicily", nil, east)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"Ragusa", "Catania"}, found)
		got, err := f.GeoSearchWithFullOptions(ctx, "sicily", options.GeoPolygonOrigin{}, east, ascending, everything)
		require.NoError(t, err)
		require.Len(t, got, 2)
		require.Equal(t, "Catania", got[0].Name)
		require.Less(t, got[0].Dist.Value(), got[1].Dist.Value())
		require.Greater(t, got[0].Dist.Value(), 1000.0, "the distance is in metres")
		require.False(t, got[0].Coord.IsNil())
		n, err := f.GeoSearchStore(ctx, "east", "sicily", options.GeoPolygonOrigin{}, east)
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
	})
}

func TestGeoSearchStore(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addSicily(t, ctx, f)
		n, err := f.GeoSearchStoreWithResultOptions(ctx, "found", "sicily", ragusa, island, options.GeoSearchResultOptions{SortOrder: options.Ascending, Count: 2})
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		positions, err := f.GeoPos(ctx, "found", []string{"Ragusa", "Catania", "Palermo"})
		require.NoError(t, err)
		require.InDelta(t, 14.730278, positions[0].Value().Longitude, 1e-5, "what is stored is an index")
		require.False(t, positions[1].IsNil())
		require.True(t, positions[2].IsNil())

		distances := options.GeoSearchStoreInfoOptions{StoreDist: true}
		n, err = f.GeoSearchStoreWithInfoOptions(ctx, "found", "sicily", ragusa, around, distances)
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		requireDistances(t, ctx, f, "found")
		n, err = f.GeoSearchStoreWithFullOptions(ctx, "found", "sicily", ragusa, island, options.GeoSearchResultOptions{Count: 2}, distances)
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		requireDistances(t, ctx, f, "found")
		n, err = f.GeoSearchStore(ctx, "found", "missing", ragusa, around)
		require.NoError(t, err)
		require.Zero(t, n)
	})
}

// requireDistances requires that key holds Ragusa and Catania with their distances
// from Ragusa in kilometres.
func requireDistances(t *testing.T, ctx context.Context, f fixture, key string) {
	t.Helper()
	scored, err := f.ZRangeWithScores(ctx, key, options.RangeByIndex{End: -1})
	require.NoError(t, err)
	require.Len(t, scored, 2)
	require.Equal(t, models.MemberAndScore{Member: "Ragusa"}, scored[0])
	require.Equal(t, "Catania", scored[1].Member)
	require.InDelta(t, 71.5, scored[1].Score, 1)
}

func TestGeoRadius(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addSicily(t, ctx, f)
		position, err := f.GeoPos(ctx, "sicily", []string{"Ragusa"})
		require.NoError(t, err)
		here := position[0].Value()
		for name, search := range map[string]func() ([]string, error){
			"GEORADIUS":            func() ([]string, error) { return f.GeoRadius(ctx, "sicily", here, around) },
			"GEORADIUS_RO":         func() ([]string, error) { return f.GeoRadiusReadOnly(ctx, "sicily", here, around) },
			"GEORADIUSBYMEMBER":    func() ([]string, error) { return f.GeoRadiusByMember(ctx, "sicily", "Ragusa", around) },
			"GEORADIUSBYMEMBER_RO": func() ([]string, error) { return f.GeoRadiusByMemberReadOnly(ctx, "sicily", "Ragusa", around) },
		} {
			found, err := search()
			require.NoError(t, err)
			require.ElementsMatch(t, []string{"Ragusa", "Catania"}, found, name)
		}
		want, err := f.GeoSearchWithFullOptions(ctx, "sicily", ragusa, island, ascending, everything)
		require.NoError(t, err)
		opts := options.GeoRadiusOptions{Result: ascending, Info: everything}
		for name, search := range map[string]func() ([]models.Location, error){
			"GEORADIUS": func() ([]models.Location, error) {
				return f.GeoRadiusWithOptions(ctx, "sicily", here, island, opts)
			},
			"GEORADIUS_RO": func() ([]models.Location, error) {
				return f.GeoRadiusReadOnlyWithOptions(ctx, "sicily", here, island, opts)
			},
			"GEORADIUSBYMEMBER": func() ([]models.Location, error) {
				return f.GeoRadiusByMemberWithOptions(ctx, "sicily", "Ragusa", island, opts)
			},
			"GEORADIUSBYMEMBER_RO": func() ([]models.Location, error) {
				return f.GeoRadiusByMemberReadOnlyWithOptions(ctx, "sicily", "Ragusa", island, opts)
			},
		} {
			got, err := search()
			require.NoError(t, err)
			require.Equal(t, want, got, name)
		}
		bare, err := f.GeoRadiusByMemberWithOptions(ctx, "sicily", "Ragusa", island, options.GeoRadiusOptions{Result: ascending})
		require.NoError(t, err)
		require.Equal(t, []models.Location{{Name: "Ragusa"}, {Name: "Catania"}, {Name: "Palermo"}}, bare)

		distances := options.GeoRadiusStoreOptions{
			Result: options.GeoSearchResultOptions{Count: 2}, Info: options.GeoSearchStoreInfoOptions{StoreDist: true},
		}
		n, err := f.GeoRadiusStore(ctx, "found", "sicily", here, island, distances)
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		n, err = f.GeoRadiusByMemberStore(ctx, "found", "sicily", "Ragusa", island, distances)
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		requireDistances(t, ctx, f, "found")
		n, err = f.GeoRadiusByMemberStore(ctx, "found", "sicily", "Ragusa", around, options.GeoRadiusStoreOptions{})
		require.NoError(t, err)
		require.EqualValues(t, 2, n)
		position, err = f.GeoPos(ctx, "found", []string{"Ragusa"})
		require.NoError(t, err)
		require.Equal(t, here, position[0].Value())
	})
}
