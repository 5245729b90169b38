package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// apiNames are the names that errors can mention.
type apiNames struct {
	api *model.API
	// fields, methods and constants have the spellings.
	fields, functions, constants map[string]string
	// settings are the fields of configurations.
	settings []string
	// suspects are the names that have another spelling.
	suspects map[string]bool
}

func namesOf(api *model.API) *apiNames {
	n := &apiNames{api: api, fields: map[string]string{}, functions: map[string]string{}, constants: map[string]string{"nil": spelledNames["nil"]}, suspects: map[string]bool{}}
	for i := range api.Structs {
		s := &api.Structs[i]
		if s.Package != "options" && !s.InParameters {
			continue
		}
		for _, f := range s.Fields {
			name := s.Name + "." + f.Name
			n.fields[name] = fieldName(f)
			if slices.Contains(configurations, s.Name) && !slices.Contains(n.settings, f.Name) {
				n.settings = append(n.settings, f.Name)
			}
			n.suspects[f.Name] = true
		}
	}
	for _, e := range api.Enums {
		for _, v := range e.Values {
			n.constants[v.Name] = `"` + camel(v.Name) + `"`
		}
	}
	for name, spelled := range spelledNames {
		if strings.Contains(name, ".") {
			n.fields[name] = spelled
		} else {
			n.constants[name] = spelled
		}
	}
	for function, method := range methodNames(api) {
		n.functions["Client."+function] = method
	}
	for _, name := range api.Functions {
		if spelled, ok := spelledFunctions[name]; ok {
			n.functions[name] = spelled
		}
	}
	n.suspect()
	return n
}

// suspect notes which names a text must not have as they are. Those of types are the
// same in JavaScript, but for configurations.
func (n *apiNames) suspect() {
	for _, names := range []map[string]string{n.functions, n.constants} {
		for name := range names {
			n.suspects[name[strings.LastIndex(name, ".")+1:]] = true
		}
	}
	for _, s := range n.api.Structs {
		delete(n.suspects, s.Name)
	}
	for _, e := range n.api.Enums {
		delete(n.suspects, e.Name)
	}
	for _, u := range n.api.Unions {
		delete(n.suspects, u.Name)
	}
	for _, name := range configurations {
		n.suspects[name] = true
	}
}

// spelled returns what JavaScript calls a name, which may be the path to a field.
func (n *apiNames) spelled(name string) (spelling string, known bool) {
	for _, names := range []map[string]string{n.functions, n.constants} {
		if spelling, known = names[name]; known {
			return spelling, known
		}
	}
	owner, path, isMember := strings.Cut(name, ".")
	if !isMember {
		return "", false
	}
	for field := range strings.SplitSeq(path, ".") {
		s, isStruct := n.api.Struct("options", owner)
		if !isStruct {
			s, isStruct = n.api.Struct("models", owner)
		}
		if !isStruct {
			return "", false
		}
		at := slices.IndexFunc(s.Fields, func(f model.Field) bool { return f.Name == field })
		if at < 0 {
			return "", false
		}
		spelling += "." + n.fields[owner+"."+field]
		owner = s.Fields[at].Type.Name
		if elem := s.Fields[at].Type.Elem; elem != nil {
			owner = elem.Name
		}
	}
	return strings.TrimPrefix(spelling, "."), true
}

// exceptions adds the fields that are not spelled by the rule, which paths are made of.
// Where fields of one name have several spellings they stand there with their types.
func (n *apiNames) exceptions(table map[string]string) {
	table["opts"] = "options" // a parameter
	spellingsOf := map[string]map[string]bool{}
	for name, spelled := range n.fields {
		_, field, _ := strings.Cut(name, ".")
		if spellingsOf[field] == nil {
			spellingsOf[field] = map[string]bool{}
		}
		spellingsOf[field][spelled] = true
	}
	for name, spelled := range n.fields {
		_, field, _ := strings.Cut(name, ".")
		switch {
		case spelled == smallFirst(field):
		case len(spellingsOf[field]) == 1:
			table[field] = spelled
		default:
			table[name] = spelled
		}
	}
}

// mentioned returns the words of a text that are names and have another spelling. A name
// of one word is known by its capital, unless a sentence begins with it.
func (n *apiNames) mentioned(text string) (found []string) {
	for _, at := range words.FindAllStringIndex(text, -1) {
		word := text[at[0]:at[1]]
		before := strings.TrimRight(text[:at[0]], " ")
		begins := before == "" || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "?")
		if strings.HasPrefix(text[at[1]:], ":") {
			continue // of a struct that is printed
		}
		joined := strings.IndexFunc(word[1:], unicode.IsUpper) >= 0
		if n.suspects[word] && word != strings.ToUpper(word) && unicode.IsUpper(rune(word[0])) && (joined || !begins) {
			found = append(found, word)
		}
	}
	return found
}

var words = regexp.MustCompile(`[A-Za-z]\w*`)
