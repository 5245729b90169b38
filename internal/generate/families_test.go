package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/generate/model"
)

var someCommands = &catalog.Catalog{Commands: []catalog.Command{
	{Name: "SET", Flags: []string{"blocking"}},
	{Name: "WAIT", Flags: []string{"blocking"}},
}}

// of has an emitter make the file of the fixture's family of that name.
func of(name string, emit func(*model.API, *model.Family) ([]byte, error)) func(*model.API) ([]byte, error) {
	return func(api *model.API) ([]byte, error) {
		for i := range api.Families {
			if f := &api.Families[i]; f.Name == name {
				return emit(api, f)
			}
		}
		return nil, nil
	}
}

func TestClientCommands(t *testing.T) {
	golden(t, "client.go.txt", clientCommands)
	golden(t, "clientserver.go.txt", of("ServerCommands", clientFamily))
	golden(t, "clientstring.go.txt", of("StringCommands", clientFamily))
}

func TestBatchCommands(t *testing.T) {
	golden(t, "batch.go.txt", batchCommands(someCommands))
	golden(t, "batchserver.go.txt", of("ServerCommands", batchFamily(someCommands)))
	golden(t, "batchstring.go.txt", of("StringCommands", batchFamily(someCommands)))
}

func TestEachFamilyHasItsFile(t *testing.T) {
	api, err := model.Load("testdata/fixture")
	require.NoError(t, err)
	files, err := familyFiles(api, someCommands)
	require.NoError(t, err)
	var paths []string
	for _, f := range files {
		require.NotEmpty(t, f.content)
		paths = append(paths, f.path)
	}
	require.Equal(t, []string{
		"core/server_gen.go", "core/string_gen.go", "batch/server_gen.go", "batch/string_gen.go",
	}, paths)
}

// In a batch a command has another voice: what it does is said where the client has it.
func TestBatchCommentsRefer(t *testing.T) {
	c := command("Old", "OLD")
	c.Doc = model.Doc{Text: "Old does it.\n\nReply: what it did. Since: 1.0.0.\n\nDeprecated: use Anew.", Reply: "what it did"}
	require.Equal(t, "Old queues [command.Old]. Its handle holds what it did.\n\nDeprecated: use Anew.", queues(c, "command.Old", ""))
	c.Doc = model.Doc{Reply: "what it did, which is told at such a length that it takes more than a line"}
	require.Equal(t, "Old queues [command.Old]. Its handle holds what it did, which is told at such a length\n"+
		"that it takes more than a line. Not at once.", queues(c, "command.Old", " Not at once."))
}

// Commands that wait only where they are told to are told apart by what they take.
func TestMayBlock(t *testing.T) {
	for _, c := range []struct {
		command model.Command
		want    bool
	}{
		{command("Set", "SET", stringType, optionType), true},
		{command("Set", "SET", stringType), false},
		{command("Wait", "WAIT", &model.Type{Kind: model.Duration}), true},
		{command("Expire", "EXPIRE", &model.Type{Kind: model.Duration}), false},
	} {
		require.Equal(t, c.want, mayBlock(c.command, someCommands), c.command)
	}
}
