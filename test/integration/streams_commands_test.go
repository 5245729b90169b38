package integration

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// addGroup adds entries 1-0, 2-0 and so on to "stream", makes the group "group" of it
// and delivers the first of them to a consumer.
func addGroup(t *testing.T, ctx context.Context, f fixture, values []string, delivered int64, consumer string) {
	t.Helper()
	addEntries(t, ctx, f, "stream", values...)
	expect(t, "OK")(f.XGroupCreate(ctx, "stream", "group", "0"))
	deliver(t, ctx, f, delivered, consumer)
}

// deliver delivers the next entries to a consumer.
func deliver(t *testing.T, ctx context.Context, f fixture, count int64, consumer string) {
	t.Helper()
	got, err := f.XReadGroupWithOptions(ctx, "group", consumer, undelivered("stream"), options.XReadGroupOptions{Count: count})
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Len(t, got[0].Entries, int(count))
}

// undelivered asks for entries that were delivered to nobody yet.
func undelivered(key string) []models.KeyAndID { return []models.KeyAndID{{Key: key, ID: ">"}} }

func integer(n int64) *int64 { return &n }

func TestStreamDeletions(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addEntries(t, ctx, f, "stream", "a", "b", "c", "d", "e")
		expect(t, int64(2))(f.XDel(ctx, "stream", []string{"2-0", "4-0", "9-0"}))
		expect(t, int64(1))(f.XTrim(ctx, "stream", options.TrimByMinID{MinID: "2"}))
		expect(t, int64(0))(f.XTrim(ctx, "stream", options.TrimByMinID{MinID: "5", Approximate: true, Limit: new(int64(1))}))
		expect(t, int64(0))(f.XTrim(ctx, "stream", options.TrimByMaxLen{MaxLen: 1, Approximate: true}))
		expect(t, int64(1))(f.XTrim(ctx, "stream", options.TrimByMaxLen{MaxLen: 1}))
		expect(t, []models.StreamEntry{entry("5-0", "e")})(f.XRange(ctx, "stream", nil, nil))
		expect(t, int64(0))(f.XTrim(ctx, "missing", options.TrimByMaxLen{}))
		expectError[int64](t, "ERR")(f.XDel(ctx, "stream", []string{"x"}))
	})
}

func TestXRevRange(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addEntries(t, ctx, f, "stream", "a", "b", "c")
		expect(t, []models.StreamEntry{entry("3-0", "c"), entry("2-0", "b"), entry("1-0", "a")})(f.XRevRange(ctx, "stream", nil, nil))
		expect(t, []models.StreamEntry{entry("2-0", "b"), entry("1-0", "a")})(
			f.XRevRange(ctx, "stream", options.ExclusiveID{ID: "3-0"}, options.MinID{}))
		expect(t, []models.StreamEntry{entry("3-0", "c")})(
			f.XRevRangeWithOptions(ctx, "stream", options.MaxID{}, options.InclusiveID{ID: "1"}, options.XRangeOptions{Count: new(int64(1))}))
		expect(t, []models.StreamEntry{})(f.XRevRange(ctx, "missing", nil, nil))
	})
}

func TestXSetId(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addEntries(t, ctx, f, "stream", "a")
		expect(t, "OK")(f.XSetID(ctx, "stream", "5-0"))
		expect(t, "OK")(f.XSetIDWithOptions(ctx, "stream", "7-0", options.XSetIDOptions{EntriesAdded: integer(9), MaxDeletedID: "6-0"}))
		info, err := f.XInfoStream(ctx, "stream")
		require.NoError(t, err)
		require.Equal(t, "7-0", info.LastGeneratedID)
		require.Equal(t, "6-0", info.MaxDeletedEntryID)
		require.EqualValues(t, 9, info.EntriesAdded)
		expectError[string](t, "ERR")(f.XSetID(ctx, "stream", "0-1"))
		expectError[string](t, "ERR")(f.XSetID(ctx, "missing", "1-0"))
	})
}

func TestConsumerGroups(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expectError[string](t, "ERR")(f.XGroupCreate(ctx, "stream", "group", "$"))
		expect(t, "OK")(f.XGroupCreateWithOptions(ctx, "stream", "group", "$", options.XGroupCreateOptions{MakeStream: true}))
		expectError[string](t, "BUSYGROUP")(f.XGroupCreate(ctx, "stream", "group", "$"))
		expect(t, "OK")(f.XGroupCreateWithOptions(ctx, "stream", "other", "0", options.XGroupCreateOptions{EntriesRead: integer(3)}))
		expect(t, true)(f.XGroupCreateConsumer(ctx, "stream", "group", "c"))
		expect(t, false)(f.XGroupCreateConsumer(ctx, "stream", "group", "c"))
		expectError[bool](t, "NOGROUP")(f.XGroupCreateConsumer(ctx, "stream", "nobody", "c"))

		addEntries(t, ctx, f, "stream", "a", "b")
		deliver(t, ctx, f, 2, "c")
		expect(t, "OK")(f.XGroupSetID(ctx, "stream", "group", "1-0"))
		deliver(t, ctx, f, 1, "c")
		expect(t, "OK")(f.XGroupSetIDWithOptions(ctx, "stream", "group", "0", options.XGroupSetIDOptions{EntriesRead: integer(0)}))
		groups, err := f.XInfoGroups(ctx, "stream")
		require.NoError(t, err)
		require.Len(t, groups, 2)
		require.Equal(t, models.Present(int64(0)), groups[0].EntriesRead)
		require.Equal(t, models.Present(int64(3)), groups[1].EntriesRead)
		expectError[string](t, "NOGROUP")(f.XGroupSetID(ctx, "stream", "nobody", "0"))

		expect(t, int64(2))(f.XGroupDelConsumer(ctx, "stream", "group", "c"))
		expect(t, int64(0))(f.XGroupDelConsumer(ctx, "stream", "group", "c"))
		expect(t, true)(f.XGroupDestroy(ctx, "stream", "group"))
		expect(t, false)(f.XGroupDestroy(ctx, "stream", "group"))
	})
}

func TestXReadGroup(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addGroup(t, ctx, f, []string{"a", "b", "c", "d"}, 1, "c")
		response := func(entries ...models.StreamEntry) []models.StreamResponse {
			return []models.StreamResponse{{Key: "stream", Entries: entries}}
		}
		expect(t, response(entry("2-0", "b")))(
			f.XReadGroupWithOptions(ctx, "group", "c", undelivered("stream"), options.XReadGroupOptions{Count: 1}))
		expect(t, response(entry("3-0", "c")))(
			f.XReadGroupWithOptions(ctx, "group", "c", undelivered("stream"), options.XReadGroupOptions{Count: 1, NoAck: true}))
		expect(t, response(entry("4-0", "d")))(f.XReadGroup(ctx, "group", "d", undelivered("stream")))
		expect(t, []models.StreamResponse(nil))(f.XReadGroup(ctx, "group", "d", undelivered("stream")))
		short := 20 * time.Millisecond
		expect(t, []models.StreamResponse(nil))(
			f.XReadGroupWithOptions(ctx, "group", "d", undelivered("stream"), options.XReadGroupOptions{Block: &short}))

		expect(t, int64(1))(f.XDel(ctx, "stream", []string{"1-0"}))
		expect(t, response(models.StreamEntry{ID: "1-0"}, entry("2-0", "b")))(
			f.XReadGroup(ctx, "group", "c", []models.KeyAndID{{Key: "stream", ID: "0"}}))
		expect(t, int64(2))(f.XAck(ctx, "stream", "group", []string{"1-0", "2-0", "3-0"}))
		expect(t, response([]models.StreamEntry{}...))(
			f.XReadGroup(ctx, "group", "c", []models.KeyAndID{{Key: "stream", ID: "0"}}))
		expect(t, int64(0))(f.XAck(ctx, "stream", "nobody", []string{"4-0"}))
		expectError[[]models.StreamResponse](t, "NOGROUP")(f.XReadGroup(ctx, "nobody", "c", undelivered("stream")))
	})
}

func TestBlockedXReadGroup(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, "OK")(f.XGroupCreateWithOptions(ctx, "stream", "group", "$", options.XGroupCreateOptions{MakeStream: true}))
		unbounded := time.Duration(0)
		read := make(chan []models.StreamResponse, 1)
		go func() {
			defer close(read)
			got, err := f.XReadGroupWithOptions(ctx, "group", "c", undelivered("stream"), options.XReadGroupOptions{Block: &unbounded})
			if err == nil {
				read <- got
			}
		}()
		awaitInfo(t, f.server, "clients", "blocked_clients", "1")
		addEntries(t, ctx, f, "stream", "a")
		require.Equal(t, []models.StreamResponse{{Key: "stream", Entries: []models.StreamEntry{entry("1-0", "a")}}}, <-read)
	})
}

func TestXPending(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addGroup(t, ctx, f, []string{"a", "b", "c", "d"}, 1, "c")
		deliver(t, ctx, f, 2, "d")
		expect(t, models.XPendingSummary{
			NumOfMessages: 3, StartID: models.Present("1-0"), EndID: models.Present("3-0"),
			ConsumerMessages: []models.ConsumerPendingMessage{{ConsumerName: "c", MessageCount: 1}, {ConsumerName: "d", MessageCount: 2}},
		})(f.XPending(ctx, "stream", "group"))
		for _, step := range []struct {
			o    options.XPendingOptions
			want []string
		}{
			{options.XPendingOptions{Count: 10}, []string{"1-0 c", "2-0 d", "3-0 d"}},
			{options.XPendingOptions{Count: 1}, []string{"1-0 c"}},
			{options.XPendingOptions{Count: 10, ConsumerName: new("d")}, []string{"2-0 d", "3-0 d"}},
			{options.XPendingOptions{Count: 10, Start: options.ExclusiveID{ID: "1-0"}, End: options.InclusiveID{ID: "2"}}, []string{"2-0 d"}},
			{options.XPendingOptions{Count: 10, MinIdleTime: time.Hour}, []string{}},
		} {
			details, err := f.XPendingWithOptions(ctx, "stream", "group", step.o)
			require.NoError(t, err)
			got := []string{}
			for _, detail := range details {
				got = append(got, detail.ID+" "+detail.ConsumerName)
				require.EqualValues(t, 1, detail.DeliveryCount)
				require.Less(t, detail.IdleTime, time.Hour)
			}
			require.Equal(t, step.want, got)
		}
		expect(t, int64(3))(f.XAck(ctx, "stream", "group", []string{"1-0", "2-0", "3-0"}))
		expect(t, models.XPendingSummary{ConsumerMessages: []models.ConsumerPendingMessage{}})(f.XPending(ctx, "stream", "group"))
		expectError[models.XPendingSummary](t, "NOGROUP")(f.XPending(ctx, "stream", "nobody"))
	})
}

// requirePending requires one pending entry of a consumer, that was delivered count times.
func requirePending(t *testing.T, ctx context.Context, f fixture, id, consumer string, count int64) models.XPendingDetail {
	t.Helper()
	details, err := f.XPendingWithOptions(ctx, "stream", "group", options.XPendingOptions{
		Start: options.InclusiveID{ID: id}, End: options.InclusiveID{ID: id}, Count: 1,
	})
	require.NoError(t, err)
	require.Len(t, details, 1)
	require.Equal(t, consumer, details[0].ConsumerName)
	require.Equal(t, count, details[0].DeliveryCount)
	return details[0]
}

func TestXClaim(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addGroup(t, ctx, f, []string{"a", "b", "c", "d"}, 3, "c")
		expect(t, []models.StreamEntry{entry("2-0", "b"), entry("1-0", "a")})(f.XClaim(ctx, "stream", "group", "d", 0, []string{"2-0", "1-0", "9-0"}))
		requirePending(t, ctx, f, "1-0", "d", 2)
		expect(t, []models.StreamEntry{})(f.XClaim(ctx, "stream", "group", "e", time.Hour, []string{"1-0"}))

		expect(t, []string{"1-0"})(f.XClaimJustID(ctx, "stream", "group", "e", 0, []string{"1-0"}))
		requirePending(t, ctx, f, "1-0", "e", 2)
		expect(t, []models.StreamEntry{entry("1-0", "a")})(f.XClaimWithOptions(ctx, "stream", "group", "c", 0, []string{"1-0"},
			options.XClaimOptions{LastDelivery: options.DeliveredAgo{Duration: time.Hour}, RetryCount: integer(7)}))
		require.GreaterOrEqual(t, requirePending(t, ctx, f, "1-0", "c", 7).IdleTime, time.Hour)
		expect(t, []string{"1-0"})(f.XClaimJustIDWithOptions(ctx, "stream", "group", "c", 0, []string{"1-0"},
			options.XClaimOptions{LastDelivery: options.DeliveredAt{Time: time.Now().Add(-2 * time.Hour)}}))
		require.GreaterOrEqual(t, requirePending(t, ctx, f, "1-0", "c", 7).IdleTime, 2*time.Hour)

		expect(t, []string{})(f.XClaimJustID(ctx, "stream", "group", "c", 0, []string{"4-0"}))
		expect(t, []string{"4-0"})(f.XClaimJustIDWithOptions(ctx, "stream", "group", "c", 0, []string{"4-0"},
			options.XClaimOptions{Force: true, LastID: "4-0"}))
		groups, err := f.XInfoGroups(ctx, "stream")
		require.NoError(t, err)
		require.Equal(t, "4-0", groups[0].LastDeliveredID)
		expectError[[]models.StreamEntry](t, "NOGROUP")(f.XClaim(ctx, "stream", "nobody", "c", 0, []string{"1-0"}))
	})
}

func TestXAutoClaim(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		addGroup(t, ctx, f, []string{"a", "b", "c", "d"}, 4, "c")
		expect(t, int64(1))(f.XDel(ctx, "stream", []string{"2-0"}))
		expect(t, models.XAutoClaimResponse{
			NextEntry: "2-0", ClaimedEntries: []models.StreamEntry{entry("1-0", "a")}, DeletedMessages: []string{},
		})(f.XAutoClaimWithOptions(ctx, "stream", "group", "d", 0, "0-0", options.XAutoClaimOptions{Count: 1}))
		expect(t, models.XAutoClaimResponse{
			NextEntry: "0-0", ClaimedEntries: []models.StreamEntry{entry("3-0", "c"), entry("4-0", "d")}, DeletedMessages: []string{"2-0"},
		})(f.XAutoClaim(ctx, "stream", "group", "d", 0, "2-0"))
		requirePending(t, ctx, f, "4-0", "d", 2)
		expect(t, models.XAutoClaimResponse{
			NextEntry: "0-0", ClaimedEntries: []models.StreamEntry{}, DeletedMessages: []string{},
		})(f.XAutoClaim(ctx, "stream", "group", "e", time.Hour, "0-0"))

		expect(t, int64(1))(f.XDel(ctx, "stream", []string{"3-0"}))
		expect(t, models.XAutoClaimJustIDResponse{
			NextEntry: "3-0", ClaimedEntries: []string{"1-0"}, DeletedMessages: []string{},
		})(f.XAutoClaimJustIDWithOptions(ctx, "stream", "group", "e", 0, "0-0", options.XAutoClaimOptions{Count: 1}))
		expect(t, models.XAutoClaimJustIDResponse{
			NextEntry: "0-0", ClaimedEntries: []string{"4-0"}, DeletedMessages: []string{"3-0"},
		})(f.XAutoClaimJustID(ctx, "stream", "group", "e", 0, "3-0"))
		requirePending(t, ctx, f, "4-0", "e", 2)
		expectError[models.XAutoClaimResponse](t, "NOGROUP")(f.XAutoClaim(ctx, "stream", "nobody", "d", 0, "0-0"))
	})
}

func TestXInfo(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		start := time.Now().Truncate(time.Millisecond)
		addGroup(t, ctx, f, []string{"a", "b", "c", "d"}, 2, "c")
		expect(t, true)(f.XGroupCreateConsumer(ctx, "stream", "group", "idle"))
		expect(t, int64(1))(f.XDel(ctx, "stream", []string{"1-0"}))
		newer := f.server.Version.AtLeast("7.2") // which tell since when a consumer got nothing

		info, err := f.XInfoStream(ctx, "stream")
		require.NoError(t, err)
		require.Positive(t, info.RadixTreeKeys)
		require.Positive(t, info.RadixTreeNodes)
		info.RadixTreeKeys, info.RadixTreeNodes = 0, 0
		require.Equal(t, models.XInfoStreamResponse{
			Length: 3, LastGeneratedID: "4-0", MaxDeletedEntryID: "1-0", EntriesAdded: 4, RecordedFirstEntryID: "2-0",
			Groups: 1, FirstEntry: models.Present(entry("2-0", "b")), LastEntry: models.Present(entry("4-0", "d")),
		}, info, "every field is known, so that there are no others")

		groups, err := f.XInfoGroups(ctx, "stream")
		require.NoError(t, err)
		require.Equal(t, []models.XInfoGroupInfo{{
			Name: "group", Consumers: 2, Pending: 2, LastDeliveredID: "2-0",
			EntriesRead: models.Present(int64(2)), Lag: models.Present(int64(2)),
		}}, groups)

		consumers, err := f.XInfoConsumers(ctx, "stream", "group")
		require.NoError(t, err)
		require.Len(t, consumers, 2)
		require.Equal(t, newer, !consumers[0].Inactive.IsNil())
		require.True(t, consumers[1].Inactive.IsNil(), "it never got an entry")
		for i := range consumers {
			require.Less(t, consumers[i].Idle, time.Since(start)+time.Second)
			consumers[i].Idle, consumers[i].Inactive = 0, models.Nil[time.Duration]()
		}
		require.Equal(t, []models.XInfoConsumerInfo{{Name: "c", Pending: 2}, {Name: "idle"}}, consumers)

		expectError[models.XInfoStreamResponse](t, "ERR")(f.XInfoStream(ctx, "missing"))
		expectError[[]models.XInfoGroupInfo](t, "ERR")(f.XInfoGroups(ctx, "missing"))
		expectError[[]models.XInfoConsumerInfo](t, "NOGROUP")(f.XInfoConsumers(ctx, "stream", "nobody"))
	})
}

func TestXInfoOfAnEmptyStream(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, "OK")(f.XGroupCreateWithOptions(ctx, "stream", "group", "$", options.XGroupCreateOptions{MakeStream: true}))
		info, err := f.XInfoStream(ctx, "stream")
		require.NoError(t, err)
		require.True(t, info.FirstEntry.IsNil())
		require.True(t, info.LastEntry.IsNil())
		require.Empty(t, info.Extra)
		full, err := f.XInfoStreamFull(ctx, "stream")
		require.NoError(t, err)
		require.Empty(t, full.Entries)
		require.Len(t, full.Groups, 1)
		require.True(t, full.Groups[0].EntriesRead.IsNil())
		require.Empty(t, full.Groups[0].Consumers)
		expect(t, []models.XInfoConsumerInfo{})(f.XInfoConsumers(ctx, "stream", "group"))
	})
}

func TestXInfoStreamFull(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		start := time.Now().Truncate(time.Millisecond).Add(-time.Second) // clocks of servers are cached
		addGroup(t, ctx, f, []string{"a", "b", "c", "d"}, 2, "c")
		info, err := f.XInfoStreamFullWithOptions(ctx, "stream", options.XInfoStreamOptions{Count: integer(1)})
		require.NoError(t, err)
		require.Equal(t, []models.StreamEntry{entry("1-0", "a")}, info.Entries)
		require.Len(t, info.Groups[0].Pending, 1)
		info, err = f.XInfoStreamFullWithOptions(ctx, "stream", options.XInfoStreamOptions{Count: integer(0)})
		require.NoError(t, err)
		require.Len(t, info.Entries, 4)

		info, err = f.XInfoStreamFull(ctx, "stream")
		require.NoError(t, err)
		require.Positive(t, info.RadixTreeKeys)
		require.Positive(t, info.RadixTreeNodes)
		info.RadixTreeKeys, info.RadixTreeNodes = 0, 0
		consumer := &info.Groups[0].Consumers[0]
		require.WithinRange(t, consumer.SeenTime, start, time.Now())
		require.Equal(t, f.server.Version.AtLeast("7.2"), !consumer.ActiveTime.IsNil())
		delivered := consumer.Pending[0].DeliveredTime
		require.WithinRange(t, delivered, start, time.Now())
		consumer.SeenTime, consumer.ActiveTime = time.Time{}, models.Nil[time.Time]()
		require.Equal(t, models.XInfoStreamFullResponse{
			Length: 4, LastGeneratedID: "4-0", MaxDeletedEntryID: "0-0", EntriesAdded: 4, RecordedFirstEntryID: "1-0",
			Entries: []models.StreamEntry{entry("1-0", "a"), entry("2-0", "b"), entry("3-0", "c"), entry("4-0", "d")},
			Groups: []models.XInfoStreamGroup{{
				Name: "group", LastDeliveredID: "2-0", PendingCount: 2,
				EntriesRead: models.Present(int64(2)), Lag: models.Present(int64(2)),
				Pending: []models.XInfoStreamGroupPending{
					{ID: "1-0", ConsumerName: "c", DeliveredTime: delivered, DeliveredCount: 1},
					{ID: "2-0", ConsumerName: "c", DeliveredTime: delivered, DeliveredCount: 1},
				},
				Consumers: []models.XInfoStreamConsumer{{
					Name: "c", PendingCount: 2,
					Pending: []models.XInfoStreamConsumerPending{
						{ID: "1-0", DeliveredTime: delivered, DeliveredCount: 1},
						{ID: "2-0", DeliveredTime: delivered, DeliveredCount: 1},
					},
				}},
			}},
		}, info, "every field is known, so that there are no others")
	})
}
