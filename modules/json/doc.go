// Package json is for JSON documents, the commands JSON.* of the module valkey-json,
// which a server must have loaded.
//
//	documents := json.On(client)
//	if _, err := documents.Set(ctx, "user:42", json.Root, `{"name":"Ada","langs":["Go"]}`); err != nil {
//		return err
//	}
//	lengths, err := documents.ArrAppend(ctx, "user:42", "$.langs", []string{`"Rust"`})
//
// [On] takes a client, [In] a batch. The functions of the package are the definitions
// of the commands that the methods of both are made from; core.Run and batch.Add
// execute them too. The package neither makes nor reads JSON: values are texts, such
// as encoding/json makes them. A string is one with its quotes.
//
// # Paths
//
// A path that begins with "$" is a JSONPath. It matches any number of values, none
// among them, and a command replies an element for each. Any other path, such as "."
// or ".langs[0]", is of the older, restricted syntax: it stands for one value, and a
// command replies for that one, or with an error where there is none. Where it matches
// several, a command that changes values changes all of them. So that either path can
// be given, methods that take one return a slice, in which a restricted path leads to
// one element; the slice is nil, not empty, where there is nothing to reply about, as
// for a key that does not exist. Methods without path are about the whole document.
//
// Where a command replies with a JSON text that differs as well: it is ["Ada"] for a
// JSONPath and "Ada" for a restricted path.
// See https://valkey.io/topics/valkey-json/
package json

// Root is the JSONPath of the whole document.
const Root = "$"
