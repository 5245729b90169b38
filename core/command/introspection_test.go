package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

func init() { wireTests = append(wireTests, introspectionTests...) }

func commandList(filter options.CommandFilter) func(a *command.Args) any {
	return func(a *command.Args) any { return command.CommandListWithOptions(a, filter) }
}

var introspectionTests = []wireTest{
	{func(a *command.Args) any { return command.Command(a) }, "COMMAND"},
	{func(a *command.Args) any { return command.CommandCount(a) }, "COMMAND COUNT"},
	{func(a *command.Args) any { return command.CommandDocs(a, nil) }, "COMMAND DOCS"},
	{func(a *command.Args) any { return command.CommandDocs(a, []string{"get", "acl|log"}) }, "COMMAND DOCS get acl|log"},
	{func(a *command.Args) any {
		return command.CommandGetKeys(a, []string{"MSET", "k", "v"})
	}, "COMMAND GETKEYS MSET k v"},
	{func(a *command.Args) any {
		return command.CommandGetKeysAndFlags(a, []string{"GET", "k"})
	}, "COMMAND GETKEYSANDFLAGS GET k"},
	{func(a *command.Args) any { return command.CommandInfo(a, nil) }, "COMMAND INFO"},
	{func(a *command.Args) any { return command.CommandInfo(a, []string{"get", "set"}) }, "COMMAND INFO get set"},
	{func(a *command.Args) any { return command.CommandList(a) }, "COMMAND LIST"},
	{commandList(options.FilterByModule{Module: "json"}), "COMMAND LIST FILTERBY MODULE json"},
	{commandList(options.FilterByACLCategory{Category: "read"}), "COMMAND LIST FILTERBY ACLCAT read"},
	{commandList(options.FilterByPattern{Pattern: "x*"}), "COMMAND LIST FILTERBY PATTERN x*"},
}

func TestIntrospectionCommandsRefuseWhatCannotWork(t *testing.T) {
	requireRefused(t, []refusal{
		{"COMMAND GETKEYS args", func(a *command.Args) { command.CommandGetKeys(a, nil) }},
		{"COMMAND GETKEYSANDFLAGS args", func(a *command.Args) { command.CommandGetKeysAndFlags(a, nil) }},
		{"COMMAND LIST filter", func(a *command.Args) { command.CommandListWithOptions(a, nil) }},
		{"COMMAND LIST filter", func(a *command.Args) { command.CommandListWithOptions(a, &options.FilterByModule{}) }},
	})
}

func TestCommandInfoIsDecoded(t *testing.T) {
	later := models.Map{{Key: "later", Value: int64(1)}}
	want := []models.Result[models.CommandInfo]{
		models.Present(models.CommandInfo{
			Name: "a", Arity: -7, Flags: []string{"write"}, FirstKey: 1, LastKey: -1, KeyStep: 2, Categories: []string{"@write"},
			Tips: []string{"tip"}, KeySpecifications: []models.KeySpecification{{
				Notes: "n", Flags: []string{"RO"}, BeginSearch: models.KeySearch{
					Type: "keyword", Spec: models.Map{{Key: "keyword", Value: "STREAMS"}, {Key: "startfrom", Value: int64(4)}}, Extra: later,
				}, FindKeys: models.KeySearch{Type: "unknown", Spec: models.Map{}}, Extra: later,
			}},
			Subcommands: []models.CommandInfo{{
				Name: "a|b", Arity: 2, Flags: []string{}, Categories: []string{}, Tips: []string{},
				KeySpecifications: []models.KeySpecification{}, Subcommands: []models.CommandInfo{},
			}},
		}),
		models.Nil[models.CommandInfo](),
	}
	var a command.Args
	for _, frame := range []string{
		"*2\r\n*11\r\n+a\r\n:-7\r\n*1\r\n+write\r\n:1\r\n:-1\r\n:2\r\n*1\r\n+@write\r\n*1\r\n+tip\r\n" +
			"*1\r\n*10\r\n+notes\r\n+n\r\n+flags\r\n*1\r\n+RO\r\n+begin_search\r\n*6\r\n+type\r\n+keyword\r\n" +
			"+spec\r\n*4\r\n+keyword\r\n+STREAMS\r\n+startfrom\r\n:4\r\n+later\r\n:1\r\n" +
			"+find_keys\r\n*4\r\n+type\r\n+unknown\r\n+spec\r\n*0\r\n+later\r\n:1\r\n" +
			"*1\r\n*10\r\n+a|b\r\n:2\r\n*0\r\n:0\r\n:0\r\n:0\r\n*0\r\n*0\r\n*0\r\n*0\r\n+later\r\n*-1\r\n",
		"*2\r\n*10\r\n+a\r\n:-7\r\n~1\r\n+write\r\n:1\r\n:-1\r\n:2\r\n~1\r\n+@write\r\n~1\r\n+tip\r\n" +
			"~1\r\n%5\r\n+notes\r\n+n\r\n+flags\r\n~1\r\n+RO\r\n+begin_search\r\n%3\r\n+type\r\n+keyword\r\n" +
			"+spec\r\n%2\r\n+keyword\r\n+STREAMS\r\n+startfrom\r\n:4\r\n+later\r\n:1\r\n" +
			"+find_keys\r\n%2\r\n+type\r\n+unknown\r\n+spec\r\n%0\r\n+later\r\n:1\r\n" +
			"~1\r\n*10\r\n+a|b\r\n:2\r\n~0\r\n:0\r\n:0\r\n:0\r\n~0\r\n~0\r\n~0\r\n~0\r\n_\r\n",
	} {
		got, err := command.CommandInfo(&a, nil).Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	got, err := command.Command(&a).Decode([]byte("*1\r\n*6\r\n+get\r\n:2\r\n*0\r\n:1\r\n:1\r\n:1\r\n"))
	require.NoError(t, err)
	require.Equal(t, models.CommandInfo{Name: "get", Arity: 2, Flags: []string{}, FirstKey: 1, LastKey: 1, KeyStep: 1}, got[0].Value())
	_, err = command.Command(&a).Decode([]byte("*1\r\n*1\r\n+get\r\n"))
	require.ErrorContains(t, err, "expected anything, got array of 1 elements")
}

func TestKeysWithFlagsAreDecoded(t *testing.T) {
	want := []models.KeyAndFlags{{Key: "a", Flags: []string{"RW", "access"}}, {Key: "b", Flags: []string{}}}
	var a command.Args
	for _, frame := range []string{
		"*2\r\n*2\r\n+a\r\n*2\r\n+RW\r\n+access\r\n*2\r\n+b\r\n*0\r\n",
		"*2\r\n*2\r\n+a\r\n~2\r\n+RW\r\n+access\r\n*2\r\n+b\r\n~0\r\n",
	} {
		got, err := command.CommandGetKeysAndFlags(&a, []string{"GET"}).Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestCommandDocumentationIsDecoded(t *testing.T) {
	later := models.Map{{Key: "later", Value: "x"}}
	want := []models.CommandDocumentation{{
		Name: "a", Summary: "s", Since: "1.0.0", Group: "g", Complexity: "O(1)", Module: "m", DocFlags: []string{"deprecated"},
		DeprecatedSince: "2.0.0", ReplacedBy: "b", History: []models.CommandChange{{Version: "1.5.0", Change: "c"}},
		Arguments: []models.CommandArgument{{
			Name: "x", Type: "oneof", DisplayText: "d", Token: "X", KeySpecification: models.Present(int64(0)), Summary: "t",
			Since: "1.1.0", DeprecatedSince: "1.2.0", Flags: []string{"optional"},
			Arguments: []models.CommandArgument{{Name: "y", Type: "integer"}}, Extra: later,
		}},
		Subcommands: []models.CommandDocumentation{{Name: "a|b", Summary: "u"}}, Extra: later,
	}}
	const plain = "+summary\r\n+s\r\n+since\r\n+1.0.0\r\n+group\r\n+g\r\n+complexity\r\n+O(1)\r\n+module\r\n+m\r\n" +
		"+deprecated_since\r\n+2.0.0\r\n+replaced_by\r\n+b\r\n+later\r\n+x\r\n"
	const argument = "+name\r\n+x\r\n+type\r\n+oneof\r\n+display_text\r\n+d\r\n+token\r\n+X\r\n+key_spec_index\r\n:0\r\n+summary\r\n+t\r\n" +
		"+since\r\n+1.1.0\r\n+deprecated_since\r\n+1.2.0\r\n+later\r\n+x\r\n"
	var a command.Args
	for _, frame := range []string{
		"*2\r\n+a\r\n*24\r\n" + plain + "+doc_flags\r\n*1\r\n+deprecated\r\n+history\r\n*1\r\n*2\r\n+1.5.0\r\n+c\r\n" +
			"+arguments\r\n*1\r\n*22\r\n" + argument + "+flags\r\n*1\r\n+optional\r\n+arguments\r\n*1\r\n*4\r\n+name\r\n+y\r\n+type\r\n+integer\r\n" +
			"+subcommands\r\n*2\r\n+a|b\r\n*2\r\n+summary\r\n+u\r\n",
		"%1\r\n+a\r\n%12\r\n" + plain + "+doc_flags\r\n~1\r\n+deprecated\r\n+history\r\n~1\r\n*2\r\n+1.5.0\r\n+c\r\n" +
			"+arguments\r\n*1\r\n%11\r\n" + argument + "+flags\r\n~1\r\n+optional\r\n+arguments\r\n*1\r\n%2\r\n+name\r\n+y\r\n+type\r\n+integer\r\n" +
			"+subcommands\r\n%1\r\n+a|b\r\n%1\r\n+summary\r\n+u\r\n",
	} {
		got, err := command.CommandDocs(&a, nil).Decode([]byte(frame))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	got, err := command.CommandDocs(&a, nil).Decode([]byte("%0\r\n"))
	require.NoError(t, err)
	require.Empty(t, got)
}
