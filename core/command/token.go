package command

import "github.com/glissade-io/glissade/internal/resp"

// Token is what a value in a reply begins with: all of a plain value, the header of one
// that has elements. A [Decoder] returns it and reads on from it.
type Token struct{ token resp.Token }

// IsNull reports whether the value is null.
func (t Token) IsNull() bool { return t.token.Null }

// IsList reports whether the value is an array: a list, or pairs as RESP2 has them.
func (t Token) IsList() bool { return !t.token.Null && t.token.Type == resp.TypeArray }

// IsMap reports whether the value is a map, which RESP3 alone has.
func (t Token) IsMap() bool { return !t.token.Null && t.token.Type == resp.TypeMap }

// Text returns the text of a string, and "" for what is none.
func (t Token) Text() string { return string(t.token.Text) }
