package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/glissade-io/glissade/internal/generate/model"
)

func TestLoadReadsFamilies(t *testing.T) {
	api := loadFixture(t)
	require.Len(t, api.Families, 2)
	f := &api.Families[1]
	require.Equal(t, "StringCommands", f.Name)
	require.Equal(t, "Strings", f.Title)
	require.Equal(t, "string", f.File)
	require.Equal(t, "StringCommands are the commands for strings: values of bytes.\nSee https://valkey.io/commands/#string", f.Doc.Text)
	require.Equal(t, "core/command/string.go:1", f.Position)

	var names []string
	for _, c := range api.CommandsOf(f) {
		names = append(names, c.Name)
		found, ok := api.Family(c)
		require.True(t, ok)
		require.Same(t, f, found)
	}
	require.Equal(t, []string{"GetDel", "MSet", "SetWithOptions"}, names)

	none := api.CommandsOf(nil)
	require.Len(t, none, 1)
	require.Equal(t, "CustomCommand", none[0].Name)
}

// A family's commands stand in its file and in those that are named after it.
func TestFilesOfAFamily(t *testing.T) {
	root := t.TempDir()
	write(t, root, "core/command/x.go", family+"package command\n")
	write(t, root, "core/command/x_older.go", "package command\n\n"+goodDoc+"func Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}\n")
	api, err := model.Load(root)
	require.NoError(t, err)
	found, ok := api.Family(command(t, api, "Get"))
	require.True(t, ok)
	require.Equal(t, "XCommands", found.Name)
}

func TestFamilyErrorsNameThePlaceAndTheRemedy(t *testing.T) {
	const get = "package command\n\n" + goodDoc + "func Get(a *Args) Reply[string] {\n\ta.Begin(\"GET\")\n\treturn text\n}\n"
	for name, c := range map[string]struct{ file, source, want string }{
		"no family": {
			"x_older.go", get,
			"core/command/x_older.go:6: Get belongs to no family: begin x.go with a comment that says what its commands are for, and ends with //glissade:family and a title",
		},
		"other file": {"x_older.go", family + get, "core/command/x_older.go:1: x_older.go cannot introduce a family: move the comment to x.go"},
		"no title": {
			"x.go", "// XCommands are the commands for x.\n//\n//glissade:family\n\n" + get,
			"core/command/x.go:3: //glissade:family has no value: write the family's title, as Sorted sets",
		},
		"no type": {
			"x.go", "// These are the commands for x.\n//\n//glissade:family X\n\n" + get,
			"core/command/x.go:1: the family's comment does not name its type: begin it with a name such as StringCommands",
		},
		"package comment": {
			"x.go", "// XCommands are the commands for x.\n//\n//glissade:family X\n" + get,
			"core/command/x.go:1: the family's comment is that of the package: leave a blank line before the package clause",
		},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			write(t, root, "core/command/"+c.file, c.source)
			_, err := model.Load(root)
			require.ErrorContains(t, err, c.want)
		})
	}
}
