package main

import (
	"strings"
	"unicode"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// baseName returns the name of the command that c is a variant of, or "": one that is
// called with more arguments than another, and which in JavaScript is that other one
// with more arguments. A variant WithOptions with a name of its own is a method.
func baseName(c model.Command) string {
	if base, ok := strings.CutSuffix(c.Name, "WithOptions"); ok && !c.Has(model.JavaScript) {
		return base
	}
	d, _ := c.Directive(model.VariantOf)
	return d.Value
}

// flagOf returns the name of the command that c is with a flag, and that of the flag, or "".
func flagOf(c model.Command) (base, flag string) {
	d, _ := c.Directive(model.FlagOf)
	base, flag, _ = strings.Cut(d.Value, " ")
	return base, flag
}

// methodName returns the name that GLIDE for Node gives a command: the one of its
// directive, or else the first word of its name on the wire in lower case, and the rest
// in camel case, as in "hgetall", "zrangeWithScores", "xgroupCreate", "configGet".
func methodName(c model.Command) string {
	if d, ok := c.Directive(model.JavaScript); ok {
		return d.Value
	}
	return ruledName(c)
}

// ruledName is methodName without a directive.
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

// parameterName returns a parameter's name in JavaScript.
func parameterName(p model.Parameter) string {
	if p.Name == "opts" {
		return "options"
	}
	return camel(p.Name)
}
