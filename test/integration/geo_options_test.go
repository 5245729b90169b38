package integration

//lint:file-ignore SA1019 The older commands are tested like all others.

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// hundredKilometres is 100 km in every unit.
var hundredKilometres = map[options.GeoUnit]float64{
	options.GeoUnitMeters: 100_000, options.GeoUnitKilometers: 100, options.GeoUnitMiles: 62.137, options.GeoUnitFeet: 328_084,
}

// geoResults are what can be asked of a search for 300 km around Ragusa, with what it
// finds then. A number alone asks for the nearest, in their order.
var geoResults = []struct {
	options options.GeoSearchResultOptions
	want    []string
}{
	{options.GeoSearchResultOptions{SortOrder: options.Ascending}, []string{"Ragusa", "Catania", "Palermo"}},
	{options.GeoSearchResultOptions{SortOrder: options.Descending}, []string{"Palermo", "Catania", "Ragusa"}},
	{options.GeoSearchResultOptions{Count: 2}, []string{"Ragusa", "Catania"}},
	{options.GeoSearchResultOptions{SortOrder: options.Descending, Count: 1}, []string{"Palermo"}},
	{options.GeoSearchResultOptions{SortOrder: options.Ascending, Count: 3, Any: true}, []string{"Ragusa", "Catania", "Palermo"}},
}

func namesOf(locations []models.Location, err error) ([]string, error) {
	names := []string{}
	for _, location := range locations {
		names = append(names, location.Name)
	}
	return names, err
}

// requireStored requires that a command has stored so many members, and that they are
// those of the sorted set "found".
func requireStored(t *testing.T, ctx context.Context, f fixture, want []string) func(n int64, err error) {
	t.Helper()
	return func(n int64, err error) {
		t.Helper()
		require.NoError(t, err)
		require.EqualValues(t, len(want), n)
		found, err := f.ZRange(ctx, "found", options.RangeByIndex{End: -1})
		require.NoError(t, err)
		require.ElementsMatch(t, want, found)
	}
}

func TestGeoSearchOptions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addSicily(t, ctx, f)
		distances := options.GeoSearchStoreInfoOptions{StoreDist: true}
		byNearness := func(from options.GeoSearchOrigin, by options.GeoSearchShape, want ...string) {
			t.Helper()
			found, err := f.GeoSearch(ctx, "sicily", from, by)
			require.NoError(t, err)
			require.ElementsMatch(t, want, found)
			found, err = namesOf(f.GeoSearchWithInfoOptions(ctx, "sicily", from, by, everything))
			require.NoError(t, err)
			require.ElementsMatch(t, want, found)
			expect(t, want)(f.GeoSearchWithResultOptions(ctx, "sicily", from, by, ascending))
			expect(t, want)(namesOf(f.GeoSearchWithFullOptions(ctx, "sicily", from, by, ascending, everything)))
			requireStored(t, ctx, f, want)(f.GeoSearchStore(ctx, "found", "sicily", from, by))
			requireStored(t, ctx, f, want)(f.GeoSearchStoreWithResultOptions(ctx, "found", "sicily", from, by, ascending))
			requireStored(t, ctx, f, want)(f.GeoSearchStoreWithInfoOptions(ctx, "found", "sicily", from, by, distances))
			requireStored(t, ctx, f, want)(f.GeoSearchStoreWithFullOptions(ctx, "found", "sicily", from, by, ascending, distances))
		}
		here := options.GeoCoordOrigin{Position: models.GeospatialData{Longitude: 15, Latitude: 37}}
		for unit, radius := range hundredKilometres {
			byNearness(ragusa, options.GeoCircleShape{Radius: radius, Unit: unit}, "Ragusa", "Catania")
			byNearness(here, options.GeoBoxShape{Width: radius, Height: 1.3 * radius, Unit: unit}, "Ragusa", "Catania")
			byNearness(here, options.GeoBoxShape{Width: radius / 5, Height: 1.3 * radius, Unit: unit}, "Catania")
		}
		for _, step := range geoResults {
			expect(t, step.want)(f.GeoSearchWithResultOptions(ctx, "sicily", ragusa, island, step.options))
			expect(t, step.want)(namesOf(f.GeoSearchWithFullOptions(ctx, "sicily", ragusa, island, step.options, options.GeoSearchInfoOptions{})))
			requireStored(t, ctx, f, step.want)(f.GeoSearchStoreWithResultOptions(ctx, "found", "sicily", ragusa, island, step.options))
			requireStored(t, ctx, f, step.want)(f.GeoSearchStoreWithFullOptions(ctx, "found", "sicily", ragusa, island, step.options, distances))
		}
		since(t, f, "9.0", "GEOSEARCH BYPOLYGON")
		byNearness(options.GeoPolygonOrigin{}, east, "Catania", "Ragusa")
	})
}

func TestGeoRadiusOptions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addSicily(t, ctx, f)
		here := sicily[2].Position
		for unit, radius := range hundredKilometres {
			circle, want := options.GeoCircleShape{Radius: radius, Unit: unit}, []string{"Ragusa", "Catania"}
			sorted := options.GeoRadiusOptions{Result: ascending}
			for _, search := range []func() ([]string, error){
				func() ([]string, error) { return f.GeoRadius(ctx, "sicily", here, circle) },
				func() ([]string, error) { return f.GeoRadiusReadOnly(ctx, "sicily", here, circle) },
				func() ([]string, error) { return f.GeoRadiusByMember(ctx, "sicily", "Ragusa", circle) },
				func() ([]string, error) { return f.GeoRadiusByMemberReadOnly(ctx, "sicily", "Ragusa", circle) },
			} {
				found, err := search()
				require.NoError(t, err)
				require.ElementsMatch(t, want, found, unit)
			}
			expect(t, want)(namesOf(f.GeoRadiusWithOptions(ctx, "sicily", here, circle, sorted)))
			expect(t, want)(namesOf(f.GeoRadiusReadOnlyWithOptions(ctx, "sicily", here, circle, sorted)))
			expect(t, want)(namesOf(f.GeoRadiusByMemberWithOptions(ctx, "sicily", "Ragusa", circle, sorted)))
			expect(t, want)(namesOf(f.GeoRadiusByMemberReadOnlyWithOptions(ctx, "sicily", "Ragusa", circle, sorted)))
			requireStored(t, ctx, f, want)(f.GeoRadiusStore(ctx, "found", "sicily", here, circle, options.GeoRadiusStoreOptions{}))
			requireStored(t, ctx, f, want)(f.GeoRadiusByMemberStore(ctx, "found", "sicily", "Ragusa", circle, options.GeoRadiusStoreOptions{}))
		}
		for _, step := range geoResults {
			result, stored := options.GeoRadiusOptions{Result: step.options}, options.GeoRadiusStoreOptions{Result: step.options}
			expect(t, step.want)(namesOf(f.GeoRadiusWithOptions(ctx, "sicily", here, island, result)))
			expect(t, step.want)(namesOf(f.GeoRadiusReadOnlyWithOptions(ctx, "sicily", here, island, result)))
			expect(t, step.want)(namesOf(f.GeoRadiusByMemberWithOptions(ctx, "sicily", "Ragusa", island, result)))
			expect(t, step.want)(namesOf(f.GeoRadiusByMemberReadOnlyWithOptions(ctx, "sicily", "Ragusa", island, result)))
			requireStored(t, ctx, f, step.want)(f.GeoRadiusStore(ctx, "found", "sicily", here, island, stored))
			requireStored(t, ctx, f, step.want)(f.GeoRadiusByMemberStore(ctx, "found", "sicily", "Ragusa", island, stored))
		}
	})
}
