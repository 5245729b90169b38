package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/generate/model"
)

// checkJavaScript reports the directives about JavaScript that say what the rules say
// without them, and those that nothing would follow from.
func checkJavaScript(api *model.API) error {
	var problems []error
	problem := func(d model.Directive, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: //glissade:%s %s %s", d.Position, d.Name, d.Value, fmt.Sprintf(format, args...)))
	}
	byName := map[string]*model.Command{}
	for i, c := range api.Commands {
		byName[c.Name] = &api.Commands[i]
	}
	for i := range api.Commands {
		c := &api.Commands[i]
		for _, d := range c.Directives {
			switch d.Name {
			case model.JavaScript, model.VariantOf, model.FlagOf, model.JavaScriptOrder, model.Decoder:
				if c.Has(model.NoJavaScript) {
					problem(d, "is of no use: //glissade:%s keeps %s out of JavaScript; remove one", model.NoJavaScript, c.Name)
				}
			}
			switch d.Name {
			case model.JavaScript:
				// That of a variant with options keeps it a method of its own.
				if d.Value == ruledName(*c) && !strings.HasSuffix(c.Name, "WithOptions") {
					problem(d, "repeats the name that %s has without it: remove it", c.Name)
				}
			case model.VariantOf:
				if byName[d.Value] == nil {
					problem(d, "names no command: write the name of a function of core/command")
				} else if !extends(byName[d.Value], c) {
					problem(d, "cannot be: the parameters of %s do not begin with those of %s", c.Name, d.Value)
				}
				if d.Value+"WithOptions" == c.Name {
					problem(d, "repeats what the name of %s says: remove it", c.Name)
				}
			case model.FlagOf:
				base, _ := flagOf(*c)
				if byName[base] == nil {
					problem(d, "names no command: write the name of a function of core/command")
				} else if !slices.EqualFunc(byName[base].Parameters, c.Parameters, sameParameter) {
					problem(d, "cannot be: the parameters of %s are not those of %s", c.Name, base)
				}
			case model.JavaScriptOrder:
				var names []string
				for _, p := range c.Parameters {
					names = append(names, p.Name)
				}
				order := c.JavaScriptOrder()
				if slices.Equal(names, order) {
					problem(d, "is the order that %s has without it: remove it", c.Name)
				}
				slices.Sort(names)
				slices.Sort(order)
				if !slices.Equal(names, order) {
					problem(d, "is not all parameters of %s: %s", c.Name, strings.Join(names, ", "))
				}
			}
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

func sameParameter(a, b model.Parameter) bool {
	return a.Name == b.Name && a.Type.String() == b.Type.String()
}
