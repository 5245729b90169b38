package model

import (
	"fmt"
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Directive is a comment line that says of the command below it what neither its
// parameters nor the server's catalog say: "//glissade:route all_nodes: each node has
// its own". Which there are, with their values, is listed in CONTRIBUTING.md.
type Directive struct {
	// Name is what follows "//glissade:", one of the constants below.
	Name string
	// Value is what stands behind the name: "all_nodes". It is empty for a directive
	// that has none.
	Value string
	// Reason says why, in the words of the source: behind the value and ": ", or behind
	// the name of a directive without a value. Those have one that say something else
	// than would hold without them.
	Reason string
	// Position is where the directive stands: "core/command/string.go:12".
	Position string
}

// The directives that say what is generated of a command function.
const (
	// NoBatch keeps a command out of the batches.
	NoBatch = "no-batch"
	// BatchOnly keeps a command out of the clients.
	BatchOnly = "batch-only"
	// AnyCommand marks a function whose command name is an argument: its body
	// need not begin with a.Begin and its comment needs no Since.
	AnyCommand = "any-command"
	// JavaScript is the name of the JavaScript package's method that sends the command, or of
	// a field, where it is not that of the rule.
	JavaScript = "javascript"
)

// The directives that say how a command behaves. They are about the command as it goes
// over the wire: of several functions that send it, one has them.
const (
	// Route is which nodes of a cluster execute a command that is given no route.
	Route = "route"
	// Response is how the replies of several nodes become one.
	Response = "response"
	// Keys are the rules by which keys are found among the arguments.
	Keys = "keys"
	// Blocks tells which argument of a custom command is the time for which the server
	// may hold back the reply, on a connection of its own.
	Blocks = "blocks"
	// Waits is Blocks for a command that is sent where others are.
	Waits = "waits"
	// Writes marks a command that may write although the catalog does not say so.
	Writes = "writes"
	// Connection tells what becomes of the connection that a command is sent on.
	Connection = "connection"
)

// FamilyTitle is the directive that ends the comment at the head of a family's first file. It
// is the title of the family.
const FamilyTitle = "family"

// place is what directives stand above; several are added up.
type place uint8

const (
	aCommand place = 1 << iota
	aField
	aFamily
)

var placeNames = map[place]string{
	aCommand: "a command", aField: "a field", aFamily: "the comment of a family",
}

// form is what may stand behind the name of a directive, and above what it stands.
type form struct {
	above place
	// value is the pattern of the whole value, nil where there is none; expected is what
	// to write, for who has written something else.
	value    *regexp.Regexp
	expected string
	// needsReason is set where what the directive says has to be justified.
	needsReason bool
}

func valued(pattern, expected string, needsReason bool) form {
	return form{aCommand, regexp.MustCompile(`^(?:` + pattern + `)$`), expected, needsReason}
}

const (
	argumentPattern = `last|[1-9][0-9]*|[A-Z]+(?: until [A-Z]+)?`
	timeoutExpected = `"seconds" or "milliseconds" and then the argument: its number, last, "WORD" for the one behind that word, or "WORD until WORD" for the one behind the first word, if that stands before the second`
)

var forms = map[string]form{
	NoBatch:    {above: aCommand, needsReason: true},
	BatchOnly:  {above: aCommand, needsReason: true},
	AnyCommand: {above: aCommand},
	JavaScript: valued(`[a-z][A-Za-z]*`, "the name in JavaScript, as bitfieldReadOnly", false).on(aCommand | aField),
	Route: valued(`all_nodes|all_shards|multi_shard|keys|(?:slot|argument) [1-9]|explicit (?:one_node|connection|scan)`,
		"all_nodes, all_shards, multi_shard, keys, slot N, argument N, or explicit with one_node, connection or scan", true),
	Response: valued(`by_node|one_succeeded|all_succeeded|agg_(?:logical_and|logical_or|min|max|sum)|concatenated|distinct|counts_by_name|drawn_by_keys`,
		"by_node, one_succeeded, all_succeeded, agg_logical_and, agg_logical_or, agg_min, agg_max, agg_sum, concatenated, distinct, counts_by_name or drawn_by_keys", true),
	Keys:   valued(`\S+:\S+(?: \S+:\S+)*`, "rules as core/command's keySpec describes them, as 1:-1/2", true),
	Blocks: valued(`(?:seconds|milliseconds) (?:`+argumentPattern+`)`, timeoutExpected, false),
	Waits: valued(`(?:seconds|milliseconds) (?:`+argumentPattern+`)(?: if positive)?`,
		timeoutExpected+`; behind it "if positive" where another timeout is none`, false),
	Writes:      {above: aCommand, needsReason: true},
	Connection:  valued(`changed|unchanged|named`, "changed, unchanged or named", true),
	FamilyTitle: valued(`[A-Z].*`, "the family's title, as Sorted sets", false).on(aFamily),
}

func (f form) on(above place) form {
	f.above = above
	return f
}

// DirectiveNames returns the names of all directives, in order.
func DirectiveNames() []string { return slices.Sorted(maps.Keys(forms)) }

// ParseDirective reads what follows "//glissade:". Its error is that of [Directive.Check].
func ParseDirective(text string) (Directive, error) {
	name, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	d := Directive{Name: name, Reason: rest}
	if f := forms[name]; f.value != nil {
		d.Value, d.Reason = rest, ""
		if f.needsReason {
			d.Value, d.Reason, _ = strings.Cut(rest, ": ")
			d.Reason = strings.TrimSpace(d.Reason)
		}
	}
	return d, d.Check()
}

// Check returns what is wrong with the directive, and what to write instead; it does not
// say where.
func (d Directive) Check() error {
	f, known := forms[d.Name]
	switch {
	case !known:
		return fmt.Errorf("unknown directive //glissade:%s: use one of %s", d.Name, strings.Join(DirectiveNames(), ", "))
	case f.value != nil && d.Value == "":
		return fmt.Errorf("//glissade:%s has no value: write %s", d.Name, f.expected)
	case f.value != nil && !f.value.MatchString(d.Value):
		return fmt.Errorf("//glissade:%s has the unknown value %q: write %s", d.Name, d.Value, f.expected)
	case f.value != nil && f.needsReason && d.Reason == "":
		return fmt.Errorf("//glissade:%s gives no reason: write it behind the value, after a colon", d.Name)
	case f.needsReason && d.Reason == "":
		return fmt.Errorf("//glissade:%s gives no reason: write it behind the directive", d.Name)
	default:
		return nil
	}
}

const directivePrefix = "//glissade:"

// directives reads the directives of a comment above a thing of the given kind.
func (l *loader) directives(doc *ast.CommentGroup, above place) []Directive {
	if doc == nil {
		return nil
	}
	var found []Directive
	for _, line := range doc.List {
		text, ok := strings.CutPrefix(line.Text, directivePrefix)
		if !ok {
			continue
		}
		l.read[line.Pos()] = true
		position := l.position(line.Pos())
		d, err := ParseDirective(text)
		switch {
		case err != nil:
			l.problem(position, "%v", err)
		case forms[d.Name].above&above == 0:
			l.problem(position, "//glissade:%s is not for %s: remove it", d.Name, placeNames[above])
		case slices.ContainsFunc(found, func(other Directive) bool { return other.Name == d.Name }):
			l.problem(position, "//glissade:%s is there twice: leave one out", d.Name)
		}
		d.Position = position
		found = append(found, d)
	}
	return found
}

// checkStrayDirectives reports the directives that nothing was read with, and which
// would be without effect.
func (l *loader) checkStrayDirectives(sources []source) {
	for _, s := range sources {
		for _, group := range s.tree.Comments {
			for _, line := range group.List {
				text := strings.TrimLeft(line.Text, "/ ")
				if strings.HasPrefix(text, "glissade:") && !l.read[line.Pos()] {
					l.problem(l.position(line.Pos()), "this directive stands above nothing that it could be about: write it without a space behind the slashes, in the comment of what it is about")
				}
			}
		}
	}
}

// Has reports whether the command carries the directive of that name.
func (c Command) Has(directive string) bool {
	_, ok := c.Directive(directive)
	return ok
}

// Directive returns the command's directive of that name.
func (c Command) Directive(name string) (Directive, bool) {
	for _, d := range c.Directives {
		if d.Name == name {
			return d, true
		}
	}
	return Directive{}, false
}
