package json

import (
	"strings"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/core/failure"
)

func invalid(field, message string) error {
	return &failure.ConfigurationError{Field: field, Message: failure.Text(message)}
}

// KeyPathValue is a value to set in a document.
type KeyPathValue struct {
	// Key is the document's key, and Path where in it the value goes.
	Key, Path string
	// Value is the value, a JSON text.
	Value string
}

// GetOptions are the options of JSON.GET. The zero value gets the whole document in
// the shortest form.
// See https://valkey.io/commands/json.get/
type GetOptions struct {
	// Paths are the paths of the values to get. None gets the whole document.
	Paths []string
	// Indent is what each level of nesting is indented by, such as "\t".
	Indent string
	// Newline is what ends each line, such as "\n".
	Newline string
	// Space is what stands between a name's colon and the value, such as " ".
	Space string
}

// Validate returns a *failure.ConfigurationError about a path that the module would
// take for a keyword, or nil.
func (o GetOptions) Validate() error {
	for _, path := range o.Paths {
		for _, keyword := range []string{"INDENT", "NEWLINE", "SPACE", "NOESCAPE"} {
			if strings.EqualFold(path, keyword) {
				return invalid("GetOptions.Paths", "has the path "+path+", which is a keyword of JSON.GET; write $."+path)
			}
		}
	}
	return nil
}

func (o GetOptions) encode(a *command.Args) {
	a.Fail(o.Validate())
	for _, format := range []struct{ keyword, value string }{
		{"INDENT", o.Indent},
		{"NEWLINE", o.Newline},
		{"SPACE", o.Space},
	} {
		if format.value != "" {
			a.Word(format.keyword)
			a.String(format.value)
		}
	}
	for _, path := range o.Paths {
		a.String(path)
	}
}

// ArrIndexOptions name a part of an array. The zero value names all of it.
// See https://valkey.io/commands/json.arrindex/
type ArrIndexOptions struct {
	// Start is the place of the first element to look at. A negative one counts from
	// the end: -1 is the last element.
	Start int64
	// End is the place after the last element to look at, counted as Start is. 0 means
	// the end of the array, and so does -1.
	End int64
}

func (o ArrIndexOptions) encode(a *command.Args) {
	if o.Start != 0 || o.End != 0 {
		a.Int(o.Start)
	}
	if o.End != 0 {
		a.Int(o.End)
	}
}
