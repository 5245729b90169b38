package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
	"github.com/glissade-io/glissade/internal/resp"
)

// build makes the catalog of the server's replies to HELLO 3, COMMAND and
// COMMAND DOCS.
func build(hello, commands, docs resp.Value) (*catalog.Catalog, error) {
	c := &catalog.Catalog{Server: fields(hello)["server"].Text, Version: fields(hello)["version"].Text}
	if c.Server == "" || commands.Type != resp.TypeArray || docs.Type != resp.TypeMap {
		return nil, errors.New("the replies are not those of a server with HELLO 3, COMMAND and COMMAND DOCS: use Valkey 8 or newer")
	}
	if err := add(c, commands.Elems, fields(docs)); err != nil {
		return nil, err
	}
	slices.SortFunc(c.Commands, func(a, b catalog.Command) int { return strings.Compare(a.Name, b.Name) })
	return c, nil
}

// Places of the elements in an entry of COMMAND's reply.
const (
	atName = iota
	atArity
	atFlags
	_ // first key, last key and step, which the key specifications say better
	_
	_
	atCategories
	atTips
	atKeys
	atSubcommands
	entryLength
)

// add adds commands and their subcommands with what docs says of them.
func add(c *catalog.Catalog, commands []resp.Value, docs map[string]resp.Value) error {
	for _, entry := range commands {
		if len(entry.Elems) < entryLength {
			return fmt.Errorf("an entry of COMMAND has %d elements in place of %d: use Valkey 8 or newer", len(entry.Elems), entryLength)
		}
		name := entry.Elems[atName].Text
		doc := fields(docs[name])
		c.Commands = append(c.Commands, catalog.Command{
			Name:            strings.ToUpper(strings.ReplaceAll(name, "|", " ")),
			Since:           doc["since"].Text,
			Group:           doc["group"].Text,
			Summary:         doc["summary"].Text,
			Complexity:      doc["complexity"].Text,
			Arity:           entry.Elems[atArity].Int,
			Flags:           sorted(entry.Elems[atFlags]),
			Categories:      sorted(entry.Elems[atCategories]),
			Tips:            sorted(entry.Elems[atTips]),
			DocFlags:        sorted(doc["doc_flags"]),
			DeprecatedSince: doc["deprecated_since"].Text,
			ReplacedBy:      doc["replaced_by"].Text,
			Keys:            keySpecs(entry.Elems[atKeys]),
			History:         history(doc["history"]),
			Arguments:       arguments(doc["arguments"]),
		})
		if err := add(c, entry.Elems[atSubcommands].Elems, fields(doc["subcommands"])); err != nil {
			return err
		}
	}
	return nil
}

func keySpecs(list resp.Value) []catalog.KeySpec {
	var specs []catalog.KeySpec
	for _, element := range list.Elems {
		spec := fields(element)
		begin, find := fields(spec["begin_search"]), fields(spec["find_keys"])
		where, which := fields(begin["spec"]), fields(find["spec"])
		k := catalog.KeySpec{
			Begin:   begin["type"].Text,
			Index:   where["index"].Int,
			Keyword: where["keyword"].Text,
			From:    where["startfrom"].Int,
			Find:    find["type"].Text,
			Last:    which["lastkey"].Int,
			Limit:   which["limit"].Int,
			Count:   which["keynumidx"].Int,
			First:   which["firstkey"].Int,
			Step:    which["keystep"].Int,
			Flags:   sorted(spec["flags"]),
			Notes:   spec["notes"].Text,
		}
		specs = append(specs, k)
	}
	return specs
}

func history(list resp.Value) []catalog.Change {
	var changes []catalog.Change
	for _, entry := range list.Elems {
		if len(entry.Elems) == 2 {
			changes = append(changes, catalog.Change{Version: entry.Elems[0].Text, What: entry.Elems[1].Text})
		}
	}
	return changes
}

func arguments(list resp.Value) []catalog.Argument {
	var result []catalog.Argument
	for _, element := range list.Elems {
		f := fields(element)
		argument := catalog.Argument{
			Name:            f["name"].Text,
			Type:            f["type"].Text,
			Token:           f["token"].Text,
			Summary:         f["summary"].Text,
			Since:           f["since"].Text,
			DeprecatedSince: f["deprecated_since"].Text,
			Flags:           sorted(f["flags"]),
			Arguments:       arguments(f["arguments"]),
		}
		if display := f["display_text"].Text; display != argument.Name {
			argument.Display = display
		}
		result = append(result, argument)
	}
	return result
}

// fields returns a map's values by key.
func fields(m resp.Value) map[string]resp.Value {
	result := map[string]resp.Value{}
	for i := 0; i+1 < len(m.Elems); i += 2 {
		result[m.Elems[i].Text] = m.Elems[i+1]
	}
	return result
}

// sorted returns the texts of a list in order, since sets come in any.
func sorted(list resp.Value) []string {
	var texts []string
	for _, element := range list.Elems {
		texts = append(texts, strings.TrimPrefix(element.Text, "@"))
	}
	slices.Sort(texts)
	return texts
}
