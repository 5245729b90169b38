package search_test

import (
	"context"
	"fmt"

	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/modules/search"
)

func Example() {
	ctx := context.Background()
	// A program calls native.NewClient for a server that has loaded valkey-search.
	client, err := wiretest.Connect(ctx, map[string]string{
		"FT.SEARCH products @price:[0 50] RETURN 1 color":                               "*3\r\n:1\r\n$9\r\nproduct:1\r\n*2\r\n$5\r\ncolor\r\n$4\r\nblue\r\n",
		"FT.AGGREGATE products * LOAD 1 color GROUPBY 1 @color REDUCE COUNT 0 AS count": "*2\r\n:1\r\n*4\r\n+color\r\n$4\r\nblue\r\n+count\r\n$1\r\n3\r\n",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()

	indexes := search.On(client)
	_, err = indexes.CreateWithOptions(ctx, "products", []search.Field{
		search.TagField{Name: "color"},
		search.NumericField{Name: "price"},
		search.VectorField{Name: "picture", Algorithm: search.HNSW{}, Dimensions: 512, Metric: search.Cosine},
	}, search.CreateOptions{Prefixes: []string{"product:"}})
	if err != nil {
		fmt.Println(err)
		return
	}

	result, err := indexes.SearchWithOptions(ctx, "products", "@price:[0 50]", search.SearchOptions{
		Return: []search.ReturnField{{Name: "color"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, document := range result.Documents {
		fmt.Println(document.Key, document.Field("color").Value())
	}

	records, err := indexes.AggregateWithOptions(ctx, "products", "*", search.AggregateOptions{
		Load: []string{"color"},
		Stages: []search.Stage{
			search.GroupBy{Fields: []string{"@color"}, Reducers: []search.Reducer{{Function: search.Count, As: "count"}}},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, record := range records {
		color, _ := record.Get("color")
		count, _ := record.Get("count")
		fmt.Println(color, count)
	}
	// Output:
	// product:1 blue
	// blue 3
}
