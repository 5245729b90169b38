package options_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

type validator interface{ Validate() error }

func TestOptionsOfCollectionsThatCannotWork(t *testing.T) {
	tests := []struct {
		field   string
		options validator
	}{
		{"ListDirection", options.ListDirection("")},
		{"InsertPosition", options.InsertPosition("")},
		{"LPosOptions.Rank", options.LPosOptions{Rank: math.MinInt64}},
		{"LPosOptions.MaxLen", options.LPosOptions{MaxLen: -1}},
		{"SScanOptions.Count", options.SScanOptions{Count: -1}},
		{"HScanOptions.Count", options.HScanOptions{Count: -1}},
		{"HSetExOptions.KeyConditionalChange", options.HSetExOptions{KeyConditionalChange: options.OnlyIfEquals}},
		{"HSetExOptions.FieldConditionalChange", options.HSetExOptions{FieldConditionalChange: "NX"}},
		{"HSetExOptions.Expiry", options.HSetExOptions{Expiry: options.ExpireIn{}}},
		{"HSetExOptions.Expiry", options.HSetExOptions{Expiry: &options.KeepTTL{}}},
		{"HGetExOptions.Expiry", options.HGetExOptions{Expiry: options.ExpireAt{}}},
		{"ExpireCondition", options.HExpireOptions{ExpireCondition: "EQ"}},
		{"GeoUnit", options.GeoUnit("")},
		{"GeoAddOptions.ConditionalChange", options.GeoAddOptions{ConditionalChange: options.OnlyIfEquals}},
		{"GeoUnit", options.GeoCircleShape{}},
		{"GeoUnit", options.GeoBoxShape{Unit: "KM"}},
		{"GeoCircleShape.Radius", options.GeoCircleShape{Radius: math.NaN(), Unit: options.GeoUnitFeet}},
		{"GeoBoxShape.Height", options.GeoBoxShape{Height: -0.5, Unit: options.GeoUnitFeet}},
		{"GeoPolygonShape.Vertices", options.GeoPolygonShape{Vertices: make([]models.GeospatialData, 2)}},
		{"GeoSearchResultOptions.Count", options.GeoSearchResultOptions{Count: -1}},
		{"GeoSearchResultOptions.Any", options.GeoSearchResultOptions{Any: true}},
		{"OrderBy", options.GeoSearchResultOptions{SortOrder: "RANDOM"}},
	}
	for _, test := range tests {
		var err *failure.ConfigurationError
		require.ErrorAs(t, test.options.Validate(), &err, test.field)
		require.Equal(t, test.field, err.Field)
		require.Contains(t, err.Message, ";", "the message of %s names no remedy", test.field)
	}
}

func TestZeroOptionsOfCollectionsAreValid(t *testing.T) {
	for _, o := range []validator{
		options.LPosOptions{},
		options.SScanOptions{},
		options.HScanOptions{},
		options.HSetExOptions{},
		options.HGetExOptions{},
		options.HExpireOptions{},
		options.GeoAddOptions{},
		options.GeoSearchResultOptions{},
	} {
		require.NoError(t, o.Validate(), "%T", o)
	}
}
