package native_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// One method asks for ranges by rank, score or name: the kind of the query says which.
func Example_sortedSets() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.ZAdd(ctx, "scores", []models.MemberAndScore{{Member: "ada", Score: 90}, {Member: "grace", Score: 85}, {Member: "alan", Score: 40}}))
	must(client.ZAddWithOptions(ctx, "scores",
		[]models.MemberAndScore{{Member: "alan", Score: 30}, {Member: "grace", Score: 95}},
		options.ZAddOptions{UpdateOptions: options.ScoreGreaterThanCurrent}))

	for _, best := range must(client.ZRangeWithScores(ctx, "scores", options.RangeByIndex{Start: 0, End: 1, Reverse: true})) {
		fmt.Println(best.Member, best.Score)
	}
	fmt.Println(must(client.ZRange(ctx, "scores", options.RangeByScore{End: options.ExclusiveScore{Score: 90}})))
	// Output:
	// grace 95
	// ada 90
	// [alan]
}

func Example_geo() {
	ctx := context.Background()
	client := connect(ctx)
	defer client.Close()

	must(client.GeoAdd(ctx, "cities", []models.MemberAndPosition{
		{Member: "Ulm", Position: models.GeospatialData{Longitude: 9.99, Latitude: 48.40}},
		{Member: "Bern", Position: models.GeospatialData{Longitude: 7.45, Latitude: 46.95}},
		{Member: "Paris", Position: models.GeospatialData{Longitude: 2.35, Latitude: 48.86}},
	}))
	near := must(client.GeoSearchWithFullOptions(ctx, "cities",
		options.GeoMemberOrigin{Member: "Ulm"},
		options.GeoCircleShape{Radius: 300, Unit: options.GeoUnitKilometers},
		options.GeoSearchResultOptions{SortOrder: options.Ascending},
		options.GeoSearchInfoOptions{WithDist: true}))
	for _, city := range near {
		fmt.Printf("%s %.0f km\n", city.Name, city.Dist.Value())
	}
	// Output:
	// Ulm 0 km
	// Bern 249 km
}
