package integration

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// presentTexts returns each value as one that is present.
func presentTexts(values ...string) []models.Result[string] {
	list := make([]models.Result[string], 0, len(values))
	for _, value := range values {
		list = append(list, present(value))
	}
	return list
}

func TestSort(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, presentTexts())(f.Sort(ctx, "missing"))
		expect(t, presentTexts())(f.SortReadOnly(ctx, "missing"))
		_, err := f.RPush(ctx, "ids", []string{"3", "1", "2", "10"})
		require.NoError(t, err)
		expect(t, presentTexts("1", "2", "3", "10"))(f.Sort(ctx, "ids"))
		expect(t, presentTexts("1", "2", "3", "10"))(f.SortReadOnly(ctx, "ids"))
		expect(t, "OK")(f.MSet(ctx, []models.KeyValue{
			{Key: "weight_1", Value: "30"},
			{Key: "weight_2", Value: "20"},
			{Key: "weight_3", Value: "10"},
			{Key: "weight_10", Value: "40"},
			{Key: "name_1", Value: "one"},
			{Key: "name_2", Value: "two"},
			{Key: "name_10", Value: ""},
		}))
		_, err = f.HSet(ctx, "hash_1", []models.FieldValue{{Field: "f", Value: "v"}})
		require.NoError(t, err)
		for _, step := range []struct {
			o    options.SortOptions
			want []models.Result[string]
		}{
			{options.SortOptions{}, presentTexts("1", "2", "3", "10")},
			{options.SortOptions{OrderBy: options.Ascending}, presentTexts("1", "2", "3", "10")},
			{options.SortOptions{OrderBy: options.Descending}, presentTexts("10", "3", "2", "1")},
			{options.SortOptions{IsAlpha: true}, presentTexts("1", "10", "2", "3")},
			{options.SortOptions{Limit: &options.Limit{Offset: 1, Count: 2}}, presentTexts("2", "3")},
			{options.SortOptions{Limit: &options.Limit{Offset: 1, Count: -1}}, presentTexts("2", "3", "10")},
			{options.SortOptions{ByPattern: "weight_*"}, presentTexts("3", "2", "1", "10")},
			{options.SortOptions{ByPattern: "nosort"}, presentTexts("3", "1", "2", "10")},
			{options.SortOptions{GetPatterns: []string{"name_*"}}, []models.Result[string]{present("one"), present("two"), absent(), present("")}},
			{
				options.SortOptions{ByPattern: "weight_*", OrderBy: options.Descending, Limit: &options.Limit{Count: 2}, GetPatterns: []string{"#", "hash_*->f"}},
				[]models.Result[string]{present("10"), absent(), present("1"), present("v")},
			},
		} {
			expect(t, step.want)(f.SortWithOptions(ctx, "ids", step.o))
			expect(t, step.want)(f.SortReadOnlyWithOptions(ctx, "ids", step.o))
			n, err := f.SortStoreWithOptions(ctx, "ids", "stored", step.o)
			require.NoError(t, err)
			require.EqualValues(t, len(step.want), n)
			stored, err := f.LRange(ctx, "stored", 0, -1)
			require.NoError(t, err)
			for i, value := range step.want {
				require.Equal(t, value.OrElse(""), stored[i])
			}
		}
		expect(t, int64(4))(f.SortStore(ctx, "ids", "stored"))
		expect(t, []string{"1", "2", "3", "10"})(f.LRange(ctx, "stored", 0, -1))
		expect(t, int64(0))(f.SortStore(ctx, "missing", "stored"))
		expect(t, int64(0))(f.Exists(ctx, []string{"stored"}))

		_, err = f.SAdd(ctx, "words", []string{"b", "a"})
		require.NoError(t, err)
		expect(t, presentTexts("a", "b"))(f.SortWithOptions(ctx, "words", options.SortOptions{IsAlpha: true}))
		expectError[[]models.Result[string]](t, "ERR")(f.Sort(ctx, "words"))
		expectError[[]models.Result[string]](t, "WRONGTYPE")(f.SortReadOnly(ctx, "weight_1"))
	})
}
