package integration

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func TestCommandCountAndList(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		all, err := f.Command(ctx)
		require.NoError(t, err)
		expect(t, int64(len(all)))(f.CommandCount(ctx))
		names, err := f.CommandList(ctx)
		require.NoError(t, err)
		require.ElementsMatch(t, rawTexts(t, ctx, f, "COMMAND", "LIST"), names)
		list := func(filter options.CommandFilter) []string {
			t.Helper()
			names, err := f.CommandListWithOptions(ctx, filter)
			require.NoError(t, err)
			slices.Sort(names)
			return names
		}
		require.Equal(t, []string{"xread", "xreadgroup"}, list(options.FilterByPattern{Pattern: "xread*"}))
		require.Contains(t, list(options.FilterByACLCategory{Category: "hyperloglog"}), "pfadd")
		require.Empty(t, list(options.FilterByACLCategory{Category: "no-such-category"}))
		require.Empty(t, list(options.FilterByModule{Module: "no-such-module"}))
	})
}

func TestCommandInfo(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		infos, err := f.CommandInfo(ctx, []string{"xreadgroup", "no-such-command", "config", "config|get", "lmove"})
		require.NoError(t, err)
		require.Len(t, infos, 5)
		require.True(t, infos[1].IsNil())
		require.Equal(t, models.CommandInfo{
			Name: "xreadgroup", Arity: -7, Flags: []string{"write", "blocking", "movablekeys"},
			Categories: []string{"@write", "@stream", "@slow", "@blocking"}, Tips: []string{},
			KeySpecifications: []models.KeySpecification{{
				Flags:       []string{"RO", "access"},
				BeginSearch: models.KeySearch{Type: "keyword", Spec: models.Map{{Key: "keyword", Value: "STREAMS"}, {Key: "startfrom", Value: int64(4)}}},
				FindKeys: models.KeySearch{Type: "range", Spec: models.Map{
					{Key: "lastkey", Value: int64(-1)}, {Key: "keystep", Value: int64(1)}, {Key: "limit", Value: int64(2)},
				}},
			}},
			Subcommands: []models.CommandInfo{},
		}, infos[0].Value())
		var subcommands []string
		for _, subcommand := range infos[2].Value().Subcommands {
			subcommands = append(subcommands, subcommand.Name)
		}
		require.ElementsMatch(t, []string{"config|get", "config|set", "config|help", "config|resetstat", "config|rewrite"}, subcommands)
		require.Equal(t, "config|get", infos[3].Value().Name)
		move := infos[4].Value()
		require.Equal(t, []int64{1, 2, 1}, []int64{move.FirstKey, move.LastKey, move.KeyStep})
		require.Len(t, move.KeySpecifications, 2)

		all, err := f.CommandInfo(ctx, nil)
		require.NoError(t, err)
		expect(t, int64(len(all)))(f.CommandCount(ctx))
		for _, info := range all {
			require.False(t, info.IsNil())
			for _, specification := range info.Value().KeySpecifications {
				require.Empty(t, specification.Extra, info.Value().Name)
			}
		}
	})
}

func TestCommandDocs(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		docs, err := f.CommandDocs(ctx, []string{"no-such-command", "slaveof", "acl|log", "get"})
		require.NoError(t, err)
		require.Len(t, docs, 3)
		slices.SortFunc(docs, func(a, b models.CommandDocumentation) int { return strings.Compare(a.Name, b.Name) })
		log, get, slaveOf := docs[0], docs[1], docs[2]
		require.Equal(t, "acl|log", log.Name)
		require.Equal(t, "6.0.0", log.Since)
		require.Equal(t, "server", log.Group)
		require.Equal(t, "O(N) with N being the number of entries shown.", log.Complexity)
		require.Len(t, log.Arguments, 1)
		require.Equal(t, "operation", log.Arguments[0].Name)
		require.Equal(t, "oneof", log.Arguments[0].Type)
		require.Equal(t, []string{"optional"}, log.Arguments[0].Flags)
		require.Equal(t, "RESET", log.Arguments[0].Arguments[1].Token)
		require.Equal(t, models.Present(int64(0)), get.Arguments[0].KeySpecification)
		require.Equal(t, []string{"deprecated"}, slaveOf.DocFlags)
		require.Equal(t, "5.0.0", slaveOf.DeprecatedSince)
		require.Contains(t, slaveOf.ReplacedBy, "REPLICAOF")

		all, err := f.CommandDocs(ctx, nil)
		require.NoError(t, err)
		expect(t, int64(len(all)))(f.CommandCount(ctx))
		for _, command := range all {
			require.NotEmpty(t, command.Summary, command.Name)
			requireKnown(t, command)
		}
	})
}

// requireKnown requires that the server tells nothing that documentation has no field for.
func requireKnown(t *testing.T, command models.CommandDocumentation) {
	t.Helper()
	require.Empty(t, command.Extra, command.Name)
	for _, subcommand := range command.Subcommands {
		require.True(t, strings.HasPrefix(subcommand.Name, command.Name+"|"), subcommand.Name)
		requireKnown(t, subcommand)
	}
	var arguments func(list []models.CommandArgument)
	arguments = func(list []models.CommandArgument) {
		for _, argument := range list {
			require.NotEmpty(t, argument.Name, command.Name)
			require.Empty(t, argument.Extra, command.Name)
			arguments(argument.Arguments)
		}
	}
	arguments(command.Arguments)
}

func TestCommandGetKeys(t *testing.T) {
	onAllServers(t, func(t *testing.T, ctx context.Context, f fixture) {
		expect(t, []string{"a", "b"})(f.CommandGetKeys(ctx, []string{"MSET", "a", "1", "b", "2"}))
		expect(t, []models.KeyAndFlags{
			{Key: "a", Flags: []string{"RW", "access", "delete"}}, {Key: "b", Flags: []string{"RW", "insert"}},
		})(f.CommandGetKeysAndFlags(ctx, []string{"LMOVE", "a", "b", "LEFT", "RIGHT"}))
		expectError[[]string](t, "ERR")(f.CommandGetKeys(ctx, []string{"PING", "argument"}))
		expectError[[]models.KeyAndFlags](t, "ERR")(f.CommandGetKeysAndFlags(ctx, []string{"NO-SUCH-COMMAND", "a"}))
	})
}
