package bloom_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/batch"
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/wiretest"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/modules/bloom"
)

func insert(items []string, o bloom.InsertOptions) func(a *command.Args) {
	return func(a *command.Args) { bloom.InsertWithOptions(a, "k", items, o) }
}

func TestCommandsOnTheWire(t *testing.T) {
	seed := strings.Repeat("s", 32)
	wiretest.RequireWire(t, "testdata/calls.json", []wiretest.Test{
		{Build: func(a *command.Args) { bloom.Add(a, "k", "i") }, Want: "BF.ADD @@k i"},
		{Build: func(a *command.Args) { bloom.MAdd(a, "k", []string{"i", "j"}) }, Want: "BF.MADD @@k i j"},
		{Build: func(a *command.Args) { bloom.Exists(a, "k", "i") }, Want: "BF.EXISTS @@k i"},
		{Build: func(a *command.Args) { bloom.MExists(a, "k", []string{"i", "j"}) }, Want: "BF.MEXISTS @@k i j"},
		{Build: func(a *command.Args) { bloom.Card(a, "k") }, Want: "BF.CARD @@k"},
		{Build: func(a *command.Args) { bloom.Load(a, "k", "dump") }, Want: "BF.LOAD @@k dump"},

		{Build: func(a *command.Args) { bloom.Reserve(a, "k", 0.01, 1000) }, Want: "BF.RESERVE @@k 0.01 1000"},
		{Build: func(a *command.Args) {
			bloom.ReserveWithOptions(a, "k", 0.0001, 5000, bloom.ReserveOptions{})
		}, Want: "BF.RESERVE @@k 0.0001 5000"},
		{Build: func(a *command.Args) {
			bloom.ReserveWithOptions(a, "k", 0.0001, 5000, bloom.ReserveOptions{Expansion: 3})
		}, Want: "BF.RESERVE @@k 0.0001 5000 EXPANSION 3"},
		{Build: func(a *command.Args) {
			bloom.ReserveWithOptions(a, "k", 0.0001, 5000, bloom.ReserveOptions{NonScaling: true})
		}, Want: "BF.RESERVE @@k 0.0001 5000 NONSCALING"},

		{Build: func(a *command.Args) { bloom.Insert(a, "k", []string{"i", "j"}) }, Want: "BF.INSERT @@k ITEMS i j"},
		{Build: insert([]string{"i"}, bloom.InsertOptions{}), Want: "BF.INSERT @@k ITEMS i"},
		{Build: insert(nil, bloom.InsertOptions{Capacity: 1000}), Want: "BF.INSERT @@k CAPACITY 1000"},
		{Build: insert([]string{"i"}, bloom.InsertOptions{ErrorRate: 0.5}), Want: "BF.INSERT @@k ERROR 0.5 ITEMS i"},
		{Build: insert([]string{"i"}, bloom.InsertOptions{Expansion: 2}), Want: "BF.INSERT @@k EXPANSION 2 ITEMS i"},
		{Build: insert([]string{"i"}, bloom.InsertOptions{NonScaling: true}), Want: "BF.INSERT @@k NONSCALING ITEMS i"},
		{Build: insert([]string{"i"}, bloom.InsertOptions{NoCreate: true}), Want: "BF.INSERT @@k NOCREATE ITEMS i"},
		{Build: insert([]string{"i"}, bloom.InsertOptions{Tightening: 0.5}), Want: "BF.INSERT @@k TIGHTENING 0.5 ITEMS i"},
		{Build: insert([]string{"i"}, bloom.InsertOptions{Seed: []byte(seed)}), Want: "BF.INSERT @@k SEED " + seed + " ITEMS i"},
		{Build: insert([]string{"i"}, bloom.InsertOptions{ValidateScaleTo: 9}), Want: "BF.INSERT @@k VALIDATESCALETO 9 ITEMS i"},

		{Build: func(a *command.Args) { bloom.Info(a, "k") }, Want: "BF.INFO @@k"},
		{Build: func(a *command.Args) { bloom.InfoField(a, "k", bloom.InfoCapacity) }, Want: "BF.INFO @@k CAPACITY"},
		{Build: func(a *command.Args) { bloom.InfoField(a, "k", bloom.InfoSize) }, Want: "BF.INFO @@k SIZE"},
		{Build: func(a *command.Args) { bloom.InfoField(a, "k", bloom.InfoFilters) }, Want: "BF.INFO @@k FILTERS"},
		{Build: func(a *command.Args) { bloom.InfoField(a, "k", bloom.InfoItems) }, Want: "BF.INFO @@k ITEMS"},
		{Build: func(a *command.Args) { bloom.InfoField(a, "k", bloom.InfoErrorRate) }, Want: "BF.INFO @@k ERROR"},
		{Build: func(a *command.Args) { bloom.InfoField(a, "k", bloom.InfoExpansion) }, Want: "BF.INFO @@k EXPANSION"},
		{Build: func(a *command.Args) { bloom.InfoField(a, "k", bloom.InfoTightening) }, Want: "BF.INFO @@k TIGHTENING"},
		{Build: func(a *command.Args) {
			bloom.InfoField(a, "k", bloom.InfoMaxScaledCapacity)
		}, Want: "BF.INFO @@k MAXSCALEDCAPACITY"},
	})
}

func TestCommandsRefuseWhatCannotWork(t *testing.T) {
	items := []string{"i"}
	wiretest.RequireRefused(t, []wiretest.Refusal{
		{Field: "BF.MADD items", Build: func(a *command.Args) { bloom.MAdd(a, "k", nil) }},
		{Field: "BF.MEXISTS items", Build: func(a *command.Args) { bloom.MExists(a, "k", nil) }},
		{Field: "BF.INSERT items", Build: func(a *command.Args) { bloom.Insert(a, "k", nil) }},
		{Field: "BF.RESERVE errorRate", Build: func(a *command.Args) { bloom.Reserve(a, "k", 0, 1) }},
		{Field: "BF.RESERVE errorRate", Build: func(a *command.Args) { bloom.Reserve(a, "k", 1, 1) }},
		{Field: "BF.RESERVE errorRate", Build: func(a *command.Args) { bloom.Reserve(a, "k", math.NaN(), 1) }},
		{Field: "BF.RESERVE capacity", Build: func(a *command.Args) { bloom.Reserve(a, "k", 0.1, 0) }},
		{Field: "ReserveOptions.Expansion", Build: func(a *command.Args) {
			bloom.ReserveWithOptions(a, "k", 0.1, 1, bloom.ReserveOptions{Expansion: -1})
		}},
		{Field: "ReserveOptions.NonScaling", Build: func(a *command.Args) {
			bloom.ReserveWithOptions(a, "k", 0.1, 1, bloom.ReserveOptions{Expansion: 1, NonScaling: true})
		}},
		{Field: "InsertOptions.Capacity", Build: insert(items, bloom.InsertOptions{Capacity: -1})},
		{Field: "InsertOptions.ErrorRate", Build: insert(items, bloom.InsertOptions{ErrorRate: 1})},
		{Field: "InsertOptions.ErrorRate", Build: insert(items, bloom.InsertOptions{ErrorRate: math.NaN()})},
		{Field: "InsertOptions.Expansion", Build: insert(items, bloom.InsertOptions{Expansion: -1})},
		{Field: "InsertOptions.NonScaling", Build: insert(items, bloom.InsertOptions{Expansion: 2, NonScaling: true})},
		{Field: "InsertOptions.Tightening", Build: insert(items, bloom.InsertOptions{Tightening: -0.5})},
		{Field: "InsertOptions.Seed", Build: insert(items, bloom.InsertOptions{Seed: []byte("short")})},
		{Field: "InsertOptions.ValidateScaleTo", Build: insert(items, bloom.InsertOptions{ValidateScaleTo: -1})},
		{Field: "InsertOptions.ValidateScaleTo", Build: insert(items, bloom.InsertOptions{ValidateScaleTo: 1, NonScaling: true})},
		{Field: "Property", Build: func(a *command.Args) { bloom.InfoField(a, "k", "items") }},
	})
}

func TestReplies(t *testing.T) {
	a := wiretest.Args()
	wiretest.RequireDecoded(t, bloom.Add(a, "k", "i"), true, ":1\r\n", "#t\r\n")
	wiretest.RequireDecoded(t, bloom.Exists(a, "k", "i"), false, ":0\r\n", "#f\r\n")
	for _, reply := range []command.Reply[[]bool]{
		bloom.MAdd(a, "k", []string{"i"}), bloom.MExists(a, "k", []string{"i"}),
		bloom.Insert(a, "k", []string{"i"}), bloom.InsertWithOptions(a, "k", nil, bloom.InsertOptions{}),
	} {
		wiretest.RequireDecoded(t, reply, []bool{true, false}, "*2\r\n:1\r\n:0\r\n", "*2\r\n#t\r\n#f\r\n")
		wiretest.RequireDecoded(t, reply, []bool{}, "*0\r\n")
		wiretest.RequireMismatch(t, reply, "*1\r\n:2\r\n", ":1\r\n")
	}
	wiretest.RequireDecoded(t, bloom.Card(a, "k"), 42, ":42\r\n")
	wiretest.RequireDecoded(t, bloom.Load(a, "k", ""), "OK", "+OK\r\n")
	wiretest.RequireDecoded(t, bloom.Reserve(a, "k", 0.1, 1), "OK", "+OK\r\n", "$2\r\nOK\r\n")
	field := bloom.InfoField(a, "k", bloom.InfoErrorRate)
	wiretest.RequireDecoded(t, field, models.Present(0.01), "$4\r\n0.01\r\n", ",0.01\r\n")
	wiretest.RequireDecoded(t, field, models.Present(100.0), ":100\r\n")
	wiretest.RequireDecoded(t, field, models.Nil[float64](), "$-1\r\n", "_\r\n")
	wiretest.RequireMismatch(t, field, "*0\r\n", "$2\r\nno\r\n")
}

func TestAnItemThatFindsNoRoomIsAnError(t *testing.T) {
	_, err := bloom.MAdd(wiretest.Args(), "k", []string{"i", "j"}).Decode([]byte("*2\r\n:1\r\n-ERR non scaling filter is full\r\n"))
	require.ErrorIs(t, err, &failure.ServerError{Code: "ERR"})
}

func TestInfo(t *testing.T) {
	reply := bloom.Info(wiretest.Args(), "k")
	scaling := bloom.Properties{
		Capacity: 100, Size: 384, Filters: 1, Items: 2, ErrorRate: models.Present(0.01), Expansion: models.Present[int64](2),
		Tightening: models.Present(0.5), MaxScaledCapacity: models.Present[int64](26214300),
	}
	wiretest.RequireDecoded(t, reply, scaling,
		"*16\r\n+Capacity\r\n:100\r\n+Size\r\n:384\r\n+Number of filters\r\n:1\r\n+Number of items inserted\r\n:2\r\n"+
			"+Error rate\r\n$4\r\n0.01\r\n+Expansion rate\r\n:2\r\n+Tightening ratio\r\n$3\r\n0.5\r\n+Max scaled capacity\r\n:26214300\r\n",
		"%8\r\n+Capacity\r\n:100\r\n+Size\r\n:384\r\n+Number of filters\r\n:1\r\n+Number of items inserted\r\n:2\r\n"+
			"+Error rate\r\n,0.01\r\n+Expansion rate\r\n:2\r\n+Tightening ratio\r\n,0.5\r\n+Max scaled capacity\r\n:26214300\r\n")
	fixed := bloom.Properties{
		Capacity: 10, Size: 1, Filters: 1, ErrorRate: models.Present(0.5), Extra: models.Map{{Key: "Colour", Value: "blue"}},
	}
	wiretest.RequireDecoded(t, reply, fixed,
		"*14\r\n+Capacity\r\n:10\r\n+Size\r\n:1\r\n+Number of filters\r\n:1\r\n+Number of items inserted\r\n:0\r\n"+
			"+Error rate\r\n$3\r\n0.5\r\n+Expansion rate\r\n$-1\r\n+Colour\r\n+blue\r\n",
		"*14\r\n+Capacity\r\n:10\r\n+Size\r\n:1\r\n+Number of filters\r\n:1\r\n+Number of items inserted\r\n:0\r\n"+
			"+Error rate\r\n,0.5\r\n+Expansion rate\r\n_\r\n+Colour\r\n+blue\r\n")
	wiretest.RequireMismatch(t, reply, ":1\r\n", "*1\r\n+Size\r\n", "*2\r\n+Size\r\n+much\r\n")
}

func TestOnAClientAndInABatch(t *testing.T) {
	client, err := wiretest.Connect(t.Context(), map[string]string{
		"BF.MADD k i j": "*2\r\n:1\r\n:0\r\n",
		"BF.CARD k":     ":1\r\n",
	})
	require.NoError(t, err)
	t.Cleanup(client.Close)
	filters := bloom.On(client)
	added, err := filters.MAdd(t.Context(), "k", []string{"i", "j"})
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, added)
	_, err = filters.MAdd(t.Context(), "k", nil)
	var refused *failure.ConfigurationError
	require.ErrorAs(t, err, &refused)

	b := batch.New(false)
	handle, card := bloom.In(b).MAdd("k", []string{"i", "j"}), bloom.In(b).Card("k")
	_, err = client.Exec(t.Context(), b, true)
	require.NoError(t, err)
	added, err = handle.Result()
	require.NoError(t, err)
	require.Equal(t, []bool{true, false}, added)
	n, err := card.Result()
	require.NoError(t, err)
	require.Equal(t, int64(1), n)
}

func FuzzReplies(f *testing.F) {
	a := wiretest.Args()
	wiretest.FuzzDecoding(f, []string{"*4\r\n+Size\r\n:1\r\n+Error rate\r\n,0.5\r\n", "*1\r\n:1\r\n"},
		wiretest.Decoding(bloom.Info(a, "k")),
		wiretest.Decoding(bloom.InfoField(a, "k", bloom.InfoSize)),
		wiretest.Decoding(bloom.MAdd(a, "k", []string{"i"})))
}
