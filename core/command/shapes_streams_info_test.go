package command_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/models"
)

const (
	streamEntryFrame = "*2\r\n+2-0\r\n*2\r\n+f\r\n+v\r\n"
	streamInfoFields = "+length\r\n:1\r\n+radix-tree-keys\r\n:2\r\n+radix-tree-nodes\r\n:3\r\n+last-generated-id\r\n+3-0\r\n" +
		"+max-deleted-entry-id\r\n+1-0\r\n+entries-added\r\n:4\r\n+recorded-first-entry-id\r\n+2-0\r\n"
	streamInfoFrame = "%11\r\n" + streamInfoFields + "+groups\r\n:5\r\n+first-entry\r\n" + streamEntryFrame +
		"+last-entry\r\n_\r\n+later\r\n:7\r\n"
	streamFullFrame = "%9\r\n" + streamInfoFields + "+entries\r\n*1\r\n" + streamEntryFrame + "+groups\r\n*1\r\n%7\r\n" +
		"+name\r\n+g\r\n+last-delivered-id\r\n+2-0\r\n+entries-read\r\n_\r\n+lag\r\n:1\r\n+pel-count\r\n:1\r\n" +
		"+pending\r\n*1\r\n*4\r\n+2-0\r\n+c\r\n:1700000000123\r\n:2\r\n" +
		"+consumers\r\n*2\r\n%6\r\n+name\r\n+c\r\n+seen-time\r\n:1700000000456\r\n+active-time\r\n:1700000000123\r\n+pel-count\r\n:1\r\n" +
		"+pending\r\n*1\r\n*3\r\n+2-0\r\n:1700000000123\r\n:2\r\n+later\r\n:8\r\n" +
		"%5\r\n+name\r\n+idle\r\n+seen-time\r\n:0\r\n+active-time\r\n:-1\r\n+pel-count\r\n:0\r\n+pending\r\n*0\r\n"
	groupsFrame    = "*1\r\n%7\r\n+name\r\n+g\r\n+consumers\r\n:2\r\n+pending\r\n:3\r\n+last-delivered-id\r\n+2-0\r\n+entries-read\r\n:4\r\n+lag\r\n_\r\n+later\r\n:9\r\n"
	consumersFrame = "*2\r\n%5\r\n+name\r\n+c\r\n+pending\r\n:1\r\n+idle\r\n:1500\r\n+inactive\r\n:2500\r\n+later\r\n:9\r\n" +
		"%4\r\n+name\r\n+d\r\n+pending\r\n:0\r\n+idle\r\n:0\r\n+inactive\r\n:-1\r\n"
)

// flat turns the maps of a frame into the flat arrays that RESP2 has instead.
func flat(frame string) string {
	for pairs, elements := range map[string]string{"%4\r": "*8\r", "%5\r": "*10\r", "%6\r": "*12\r", "%7\r": "*14\r", "%9\r": "*18\r", "%11\r": "*22\r"} {
		frame = strings.ReplaceAll(frame, pairs, elements)
	}
	return strings.ReplaceAll(frame, "_\r", "$-1\r")
}

func later(n int64) models.Map { return models.Map{{Key: "later", Value: n}} }

func TestXInfoStreamIsDecoded(t *testing.T) {
	for _, frame := range []string{streamInfoFrame, flat(streamInfoFrame)} {
		got, err := command.XInfoStream(new(command.Args), "x").Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, models.XInfoStreamResponse{
			Length: 1, RadixTreeKeys: 2, RadixTreeNodes: 3, LastGeneratedID: "3-0", MaxDeletedEntryID: "1-0",
			EntriesAdded: 4, RecordedFirstEntryID: "2-0", Groups: 5,
			FirstEntry: models.Present(models.StreamEntry{ID: "2-0", Fields: fields{{Field: "f", Value: "v"}}}),
			Extra:      later(7),
		}, got)
	}
}

func TestXInfoStreamFullIsDecoded(t *testing.T) {
	for _, frame := range []string{streamFullFrame, flat(streamFullFrame)} {
		got, err := command.XInfoStreamFull(new(command.Args), "x").Decode([]byte(frame))
		require.NoError(t, err)
		delivered := time.UnixMilli(1700000000123)
		require.Equal(t, models.XInfoStreamFullResponse{
			Length: 1, RadixTreeKeys: 2, RadixTreeNodes: 3, LastGeneratedID: "3-0", MaxDeletedEntryID: "1-0",
			EntriesAdded: 4, RecordedFirstEntryID: "2-0",
			Entries: []models.StreamEntry{{ID: "2-0", Fields: fields{{Field: "f", Value: "v"}}}},
			Groups: []models.XInfoStreamGroup{{
				Name: "g", LastDeliveredID: "2-0", Lag: models.Present(int64(1)), PendingCount: 1,
				Pending: []models.XInfoStreamGroupPending{{ID: "2-0", ConsumerName: "c", DeliveredTime: delivered, DeliveredCount: 2}},
				Consumers: []models.XInfoStreamConsumer{
					{
						Name: "c", SeenTime: time.UnixMilli(1700000000456), ActiveTime: models.Present(delivered), PendingCount: 1,
						Pending: []models.XInfoStreamConsumerPending{{ID: "2-0", DeliveredTime: delivered, DeliveredCount: 2}},
						Extra:   later(8),
					},
					{Name: "idle", SeenTime: time.UnixMilli(0), Pending: []models.XInfoStreamConsumerPending{}},
				},
			}},
		}, got)
	}
}

func TestXInfoGroupsAndConsumersAreDecoded(t *testing.T) {
	for _, frame := range []string{groupsFrame, flat(groupsFrame)} {
		got, err := command.XInfoGroups(new(command.Args), "x").Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, []models.XInfoGroupInfo{{
			Name: "g", Consumers: 2, Pending: 3, LastDeliveredID: "2-0", EntriesRead: models.Present(int64(4)), Extra: later(9),
		}}, got)
	}
	for _, frame := range []string{consumersFrame, flat(consumersFrame)} {
		got, err := command.XInfoConsumers(new(command.Args), "x", "g").Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, []models.XInfoConsumerInfo{
			{Name: "c", Pending: 1, Idle: 1500 * time.Millisecond, Inactive: models.Present(2500 * time.Millisecond), Extra: later(9)},
			{Name: "d"},
		}, got)
	}
}

func TestXInfoOfAnotherLayout(t *testing.T) {
	for frame, want := range map[string]string{
		"%1\r\n+length\r\n+many\r\n":           "string that is no integer",
		"%1\r\n+first-entry\r\n*1\r\n+2-0\r\n": "array of 1 elements",
		"%1\r\n:1\r\n:1\r\n":                   "integer",
		"*3\r\n+length\r\n:1\r\n+x\r\n":        "array of 3 elements",
		"_\r\n":                                "null",
	} {
		_, err := command.XInfoStream(new(command.Args), "x").Decode([]byte(frame))
		var shape *command.ShapeError
		require.ErrorAs(t, err, &shape, frame)
		require.Equal(t, want, shape.Got, frame)
	}
	for frame, want := range map[string]string{
		"%1\r\n+groups\r\n:5\r\n": "integer",
		"%1\r\n+groups\r\n*1\r\n%1\r\n+pending\r\n*1\r\n*3\r\n+2-0\r\n+c\r\n:1\r\n":                          "array of 3 elements",
		"%1\r\n+groups\r\n*1\r\n%1\r\n+consumers\r\n*1\r\n%1\r\n+pending\r\n*1\r\n*3\r\n+2-0\r\n_\r\n:1\r\n": "null",
		"%1\r\n+groups\r\n*1\r\n%1\r\n+consumers\r\n*1\r\n%1\r\n+active-time\r\n_\r\n":                       "null",
	} {
		_, err := command.XInfoStreamFull(new(command.Args), "x").Decode([]byte(frame))
		var shape *command.ShapeError
		require.ErrorAs(t, err, &shape, frame)
		require.Equal(t, want, shape.Got, frame)
	}
	_, err := command.XInfoConsumers(new(command.Args), "x", "g").Decode([]byte("-NOGROUP No such consumer group\r\n"))
	var server *failure.ServerError
	require.ErrorAs(t, err, &server)
}
