package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/fakeserver"
	"github.com/glissade-io/glissade/internal/resp"
)

// Replies as a server gives them, cut down to two commands and one subcommand.
// Spaces stand for the ends of lines.
const (
	helloReply    = "%2 +server $6 valkey +version $5 9.1.2 "
	commandsReply = "*2 " +
		"*10 $5 xread :-4 ~2 +readonly +blocking :0 :0 :0 ~1 +@read *0 *1 " +
		"%3 +flags ~1 +RO +begin_search %2 +type +keyword +spec %2 +keyword $7 STREAMS +startfrom :1 " +
		"+find_keys %2 +type +range +spec %3 +lastkey :-1 +keystep :1 +limit :2 *0 " +
		"*10 $6 config :-2 ~0 :0 :0 :0 ~1 +@slow *0 *0 *1 " +
		"*10 $10 config|set :-4 ~1 +admin :0 :0 :0 ~1 +@admin *1 $24 request_policy:all_nodes *0 *0 "
	docsReply = "%2 " +
		"$5 xread %4 +since $5 5.0.0 +group $6 stream +history *1 *2 $5 6.2.0 $7 Changed " +
		"+arguments *1 %4 +name $4 keys +type +key +display_text $3 key +flags ~1 +multiple " +
		"$6 config %3 +since $5 2.0.0 +group $6 server +subcommands %1 $10 config|set %2 +since $5 2.0.0 +group $6 server "
)

func reply(t *testing.T, text string) resp.Value {
	t.Helper()
	value, err := resp.Decode([]byte(frame(text)))
	require.NoError(t, err)
	return value
}

func frame(text string) string { return strings.ReplaceAll(text, " ", "\r\n") }

func TestBuildListsCommandsAndSubcommandsInOrder(t *testing.T) {
	got, err := build(reply(t, helloReply), reply(t, commandsReply), reply(t, docsReply))
	require.NoError(t, err)
	require.Equal(t, &catalog.Catalog{Server: "valkey", Version: "9.1.2", Commands: []catalog.Command{
		{Name: "CONFIG", Since: "2.0.0", Group: "server", Arity: -2, Categories: []string{"slow"}},
		{
			Name: "CONFIG SET", Since: "2.0.0", Group: "server", Arity: -4,
			Flags: []string{"admin"}, Categories: []string{"admin"}, Tips: []string{"request_policy:all_nodes"},
		},
		{
			Name: "XREAD", Since: "5.0.0", Group: "stream", Arity: -4,
			Flags: []string{"blocking", "readonly"}, Categories: []string{"read"},
			Keys: []catalog.KeySpec{{
				Begin: "keyword", Keyword: "STREAMS", From: 1, Find: "range", Last: -1, Step: 1, Limit: 2, Flags: []string{"RO"},
			}},
			History:   []catalog.Change{{Version: "6.2.0", What: "Changed"}},
			Arguments: []catalog.Argument{{Name: "keys", Type: "key", Display: "key", Flags: []string{"multiple"}}},
		},
	}}, got)
}

func TestBuildRefusesRepliesOfAnOlderServer(t *testing.T) {
	_, err := build(reply(t, helloReply), reply(t, "*1 *6 $3 get :2 *0 :1 :1 :1 "), reply(t, docsReply))
	require.EqualError(t, err, "an entry of COMMAND has 6 elements in place of 10: use Valkey 8 or newer")
	_, err = build(reply(t, helloReply), reply(t, commandsReply), reply(t, "*0 "))
	require.ErrorContains(t, err, "use Valkey 8 or newer")
}

// answer returns the address of a server that expects the commands of a refresh and has
// these replies to them.
func answer(t *testing.T, replies ...string) (address string) {
	t.Helper()
	var steps []fakeserver.Step
	for i, text := range replies {
		steps = append(steps, fakeserver.Step{Command: []string{"HELLO 3", "COMMAND", "COMMAND DOCS"}[i], Reply: frame(text)})
	}
	return fakeserver.New(t, fakeserver.Script(t, steps...)).Listen(t)
}

func TestRefreshWritesTheFile(t *testing.T) {
	output := filepath.Join(t.TempDir(), "catalog.json")
	require.NoError(t, refresh(answer(t, helloReply, commandsReply, docsReply), output))
	text, err := os.ReadFile(output)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	require.Equal(t, `{"server":"valkey","version":"9.1.2","commands":[`, lines[0])
	require.Equal(t, `{"name":"CONFIG","since":"2.0.0","group":"server","arity":-2,"categories":["slow"]},`, lines[1])
	require.Len(t, lines, 6)
}

func TestRefreshSaysWhatTheServerRefused(t *testing.T) {
	output := filepath.Join(t.TempDir(), "catalog.json")
	err := refresh(answer(t, "-NOAUTH "), output)
	require.ErrorContains(t, err, `HELLO: the server says "NOAUTH`)
	require.NoFileExists(t, output)
}
