package model

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// typeName is the word that a family's comment begins with.
var typeName = regexp.MustCompile(`^[A-Z]\w*Commands `)

// familyOf returns what the name of a file has in common with those that are named
// after it: lists for lists_blocking.
func familyOf(file string) string {
	first, _, _ := strings.Cut(strings.TrimSuffix(file, ".go"), "_")
	return first
}

// addFamily adds the family that the header of a file introduces, if it does so.
func (l *loader) addFamily(s source) {
	for _, group := range s.tree.Comments {
		if group.End() > s.tree.Package {
			return
		}
		if !introducesFamily(group) {
			continue
		}
		position, doc := l.position(group.Pos()), parseDoc(comment(group))
		directives := l.directives(group, aFamily)
		switch {
		case strings.TrimSuffix(s.name, ".go") != familyOf(s.name):
			l.problem(position, "%s cannot introduce a family: move the comment to %s.go", s.name, familyOf(s.name))
		case s.tree.Doc == group:
			l.problem(position, "the family's comment is that of the package: leave a blank line before the package clause")
		case !typeName.MatchString(doc.Text):
			l.problem(position, "the family's comment does not name its type: begin it with a name such as StringCommands")
		}
		name, _, _ := strings.Cut(doc.Text, " ")
		l.api.Families = append(l.api.Families, Family{
			Name: name, Title: directives[0].Value, File: familyOf(s.name), Doc: doc, Position: position,
		})
	}
}

func introducesFamily(group *ast.CommentGroup) bool {
	return slices.ContainsFunc(group.List, func(line *ast.Comment) bool {
		return strings.HasPrefix(line.Text, directivePrefix+FamilyTitle)
	})
}

// checkFamily demands that every command but one of any name belongs to a family.
func (l *loader) checkFamily(command Command) {
	if _, ok := l.api.Family(command); !ok && !command.Has(AnyCommand) {
		l.problem(command.Position, "%s belongs to no family: begin %s.go with a comment that says what its commands are for, and ends with %s%s and a title",
			command.Name, familyOf(command.Group), directivePrefix, FamilyTitle)
	}
}

// Family returns the family of a command. A command whose name is an argument has none.
func (a *API) Family(command Command) (*Family, bool) {
	for i := range a.Families {
		if a.Families[i].File == familyOf(command.Group) {
			return &a.Families[i], true
		}
	}
	return nil, false
}

// CommandsOf returns the commands of the family, or those of none if f is nil.
func (a *API) CommandsOf(f *Family) []Command {
	var commands []Command
	for _, c := range a.Commands {
		if family, _ := a.Family(c); family == f {
			commands = append(commands, c)
		}
	}
	return commands
}
