package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// ownTypes are the types of wasm/npm/src/types.ts that commands and options are made of.
var ownTypes = []string{
	"CallOptions", "GeoLocation", "GeoPosition", "GlideFields", "GlideRecord", "GlideReturnType",
	"GlideString", "HashDataType", "Integer", "PairsOf", "SortedSetDataType", "StreamEntryDataType",
}

// typeScript writes types and comments.
type typeScript struct {
	api   *model.API
	words map[string]string
	err   error
}

func newTypeScript(api *model.API) *typeScript {
	return &typeScript{api: api, words: spokenNames(api)}
}

// imported is names that a file can import from another.
type imported struct {
	from  string
	names []string
}

// optionTypes returns the names of the types that typeScriptOptions emits.
func (t *typeScript) optionTypes() []string {
	var list []string
	for _, u := range t.api.Unions {
		if u.InParameters && !t.api.SpentTypes[u.Name] && !t.api.WrittenTypes[u.Name] {
			list = append(list, u.Name)
		}
	}
	for _, e := range t.api.Enums {
		if e.InParameters && !t.api.SpentTypes[e.Name] && !t.api.WrittenTypes[e.Name] {
			list = append(list, e.Name)
		}
	}
	for _, s := range t.api.Structs {
		if s.InParameters && !t.api.SpentTypes[s.Name] && !t.api.WrittenTypes[s.Name] {
			list = append(list, s.Name)
		}
	}
	slices.Sort(list)
	return list
}

var (
	jsdoc      = regexp.MustCompile(`(?s)/\*\*.*?\*/`)
	linked     = regexp.MustCompile(`{@link (\w+)`)
	identifier = regexp.MustCompile(`\w+`)
)

// file returns a file that holds types alone, so that it is a module and a declaration
// file alike. Of what it can import it imports what occurs in it.
func (t *typeScript) file(body string, imports ...imported) ([]byte, error) {
	if t.err != nil {
		return nil, t.err
	}
	occurs := map[string]bool{}
	for _, word := range identifier.FindAllString(jsdoc.ReplaceAllString(body, ""), -1) {
		occurs[word] = true
	}
	for _, link := range linked.FindAllStringSubmatch(body, -1) {
		occurs[link[1]] = true
	}
	var b strings.Builder
	b.WriteString(header)
	for _, i := range imports {
		names := slices.DeleteFunc(slices.Clone(i.names), func(name string) bool { return !occurs[name] })
		if len(names) > 0 {
			fmt.Fprintf(&b, "import type { %s } from %q;\n", strings.Join(names, ", "), i.from)
		}
	}
	b.WriteString("\n" + body)
	return []byte(b.String()), nil
}
