package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// methodNames returns the names of the methods that send the commands in JavaScript, by the
// names of their functions: those of directives, or else of the rule. A command with options
// is the same method as without.
func methodNames(api *model.API) map[string]string {
	names := map[string]string{}
	for _, c := range api.Commands {
		names[c.Name] = ruledName(c)
		if d, ok := c.Directive(model.JavaScript); ok {
			names[c.Name] = d.Value
		}
	}
	for _, c := range api.Commands {
		base, isVariant := strings.CutSuffix(c.Name, "WithOptions")
		if isVariant && names[base] != "" && !c.Has(model.JavaScript) {
			names[c.Name] = names[base]
		}
	}
	return names
}

// ruledName is the first word of the name on the wire in lower case, and the rest of the
// function's in camel case, as in "hgetall", "zrangeWithScores", "xgroupCreate", "configGet".
func ruledName(c model.Command) string {
	first, _, _ := strings.Cut(strings.TrimSuffix(c.Wire, "_RO"), " ")
	if first != "" && len(c.Name) >= len(first) && strings.EqualFold(c.Name[:len(first)], first) {
		return strings.ToLower(first) + strings.TrimPrefix(camel("x"+c.Name[len(first):]), "x")
	}
	return camel(c.Name)
}

// camel turns a Go name into a JavaScript one: "MinID" into "minId".
func camel(name string) string {
	runes := []rune(strings.ReplaceAll(name, "IDs", "Ids"))
	for i, r := range runes {
		startsWord := i > 0 && (!unicode.IsUpper(rune(name[i-1])) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if unicode.IsUpper(r) && !startsWord {
			runes[i] = unicode.ToLower(r)
		}
	}
	return string(runes)
}

func fieldName(f model.Field) string {
	if f.JavaScript != "" {
		return f.JavaScript
	}
	return camel(f.Name)
}

// checkJavaScriptNames reports the directives that give a name which the rules give without
// them.
func checkJavaScriptNames(api *model.API) error {
	var problems []error
	for _, c := range api.Commands {
		// That of a command with options keeps it a method of its own.
		if d, ok := c.Directive(model.JavaScript); ok && d.Value == ruledName(c) && !strings.HasSuffix(c.Name, "WithOptions") {
			problems = append(problems, fmt.Errorf("%s: //glissade:%s %s repeats the name that %s has without it: remove it", d.Position, d.Name, d.Value, c.Name))
		}
	}
	for _, s := range api.Structs {
		for _, f := range s.Fields {
			if f.JavaScript == camel(f.Name) {
				problems = append(problems, fmt.Errorf("%s: //glissade:%s %s repeats the name that %s.%s has without it: remove it",
					f.Position, model.JavaScript, f.JavaScript, s.Name, f.Name))
			}
		}
	}
	return errors.Join(problems...)
}
