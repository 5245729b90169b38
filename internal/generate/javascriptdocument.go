package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
)

// document is what the comment of a method that is written in TypeScript says.
type document struct {
	prose, reply, since, deprecated string
	links                           []string
}

var sinceSentence = regexp.MustCompile(` ?Since: ([^ ]+(?:; [^.]*?\d+\.\d+\.\d+)*)\.(?: |$)`)

// documentOf reads a comment, paragraph by paragraph.
func documentOf(doc string) document {
	var d document
	var paragraphs []string
	startNew := true
	for line := range strings.Lines(doc) {
		text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "*"))
		switch {
		case text == "":
			startNew = true
		case strings.HasPrefix(text, "@deprecated"):
			d.deprecated = strings.TrimSpace(strings.TrimPrefix(text, "@deprecated"))
		case strings.HasPrefix(text, "@"):
		case strings.HasPrefix(text, "See https://"):
			d.links = append(d.links, strings.TrimPrefix(text, "See "))
		case startNew || strings.HasPrefix(text, "Reply: "):
			paragraphs, startNew = append(paragraphs, text), false
		default:
			paragraphs[len(paragraphs)-1] += " " + text
		}
	}
	for _, p := range paragraphs {
		if m := sinceSentence.FindStringSubmatch(p); m != nil {
			d.since = m[1]
			p = strings.TrimSpace(strings.Replace(p, strings.TrimRight(m[0], " "), "", 1))
		}
		if reply, ok := strings.CutPrefix(p, "Reply: "); ok {
			d.reply = reply
		} else if d.prose == "" {
			d.prose = p
		} else {
			d.prose += "\n\n" + p
		}
	}
	return d
}

// firstSentence returns a text up to its first full stop.
func firstSentence(text string) string {
	if end := regexp.MustCompile(`\.(\s|$)`).FindStringIndex(text); end != nil {
		return text[:end[0]]
	}
	return text
}

// sinceIn returns since when servers have the method's command: as its comment says, or as the
// server itself says of the command that the comment's link leads to.
func (d document) sinceIn(commands *catalog.Catalog) string {
	if d.since != "" {
		return d.since
	}
	for _, address := range d.links {
		slug, ok := strings.CutPrefix(strings.TrimSuffix(address, "/"), "https://valkey.io/commands/")
		if !ok {
			continue
		}
		name := strings.ToUpper(slug)
		for _, spelled := range []string{name, strings.Replace(name, "-", " ", 1)} {
			if c, ok := commands.Command(spelled); ok {
				return c.Since
			}
		}
	}
	return ""
}

// titleOf returns what a link is to: a command, or a topic.
func titleOf(address string, commands *catalog.Catalog) string {
	slug := address[strings.LastIndex(strings.TrimSuffix(address, "/"), "/")+1:]
	name := strings.ToUpper(strings.TrimSuffix(slug, "/"))
	for _, spelled := range []string{name, strings.Replace(name, "-", " ", 1)} {
		if _, ok := commands.Command(spelled); ok {
			return spelled
		}
	}
	return strings.TrimSuffix(slug, "/")
}

// declaration is a type, or constants, of a file in wasm/npm/src.
type declaration struct {
	name, text, kind string
}

// The kinds of declarations.
const (
	ofClass    = "class" // or a function
	ofType     = "type"
	ofConstant = "constant"
)

var declared = regexp.MustCompile(`^(?:export (?:declare )?|declare )(type|interface|const|class|namespace|function) (\w+)(.*)`)

// loadDeclarations reads the types that the package exports, in order of their files, and the
// constants.
func loadDeclarations(source string) ([]declaration, error) {
	paths, err := filepath.Glob(filepath.Join(source, "commands", "*_types.ts"))
	if err != nil {
		return nil, err
	}
	for _, name := range append([]string{"enums.ts", "declarations.d.ts"}, typeFiles...) {
		paths = append(paths, filepath.Join(source, name))
	}
	var all []declaration
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		found := parseDeclarations(string(text))
		for i := range found {
			if found[i].kind == ofClass && filepath.Base(path) != "declarations.d.ts" {
				found[i].kind = ofType // what is built to be handed to a method
			}
		}
		all = append(all, found...)
	}
	slices.SortStableFunc(all, func(a, b declaration) int {
		if a.kind == ofType && b.kind == ofType {
			return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
		}
		return strings.Compare(a.kind, b.kind)
	})
	return all, nil
}

// parseDeclarations reads the declarations of a file with their comments. The type of constants
// has their name, and is left out.
func parseDeclarations(text string) []declaration {
	var all []declaration
	var comment, current strings.Builder
	depth, hasBody := 0, false
	constants := map[string]bool{}
	for line := range strings.Lines(text) {
		if current.Len() == 0 {
			m := declared.FindStringSubmatch(line)
			if m == nil {
				if strings.HasPrefix(line, "/**") || strings.HasPrefix(line, " *") {
					comment.WriteString(line)
				} else {
					comment.Reset()
				}
				continue
			}
			kind := ofType
			switch {
			case m[1] == "class" || m[1] == "function":
				kind = ofClass
			case m[1] == "const":
				kind = ofConstant
			}
			// A type of constants, or a face that is merged with a class, has the other's name.
			if m[1] == "type" && constants[m[2]] || kind == ofConstant && !strings.HasSuffix(m[3], "= {") || m[1] == "namespace" || m[1] == "interface" && strings.HasSuffix(m[3], "{}") {
				comment.Reset()
				continue
			}
			constants[m[2]] = kind == ofConstant
			hasBody = m[1] == "interface" || m[1] == "class"
			all = append(all, declaration{name: m[2], kind: kind})
			current.WriteString(comment.String())
			comment.Reset()
			line = strings.TrimPrefix(strings.TrimPrefix(line, "export "), "declare ")
		}
		current.WriteString(line)
		code := line
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "*") || strings.HasPrefix(trimmed, "/*") {
			code = ""
		}
		depth += strings.Count(code, "{") + strings.Count(code, "(") - strings.Count(code, "}") - strings.Count(code, ")")
		if end := strings.TrimRight(line, "\n"); depth == 0 && (strings.HasSuffix(end, ";") || strings.HasSuffix(end, "}") && hasBody) {
			all[len(all)-1].text = strings.TrimRight(current.String(), "\n")
			current.Reset()
		}
	}
	return all
}

var constant = regexp.MustCompile(`(?:/\*\*\s*((?:[^*]|\*[^/])*?)\s*\*/\s*)?(\w+): ("[^"]*"|\d+|null),`)

// table writes constants, each with its value and what it stands for.
func (d declaration) table(b *strings.Builder) {
	about, body, _ := strings.Cut(d.text, "const "+d.name)
	fmt.Fprintf(b, "\n### %s\n\n%s\n\n| Name | Value | Meaning |\n| --- | --- | --- |\n", d.name, plain(about))
	for _, m := range constant.FindAllStringSubmatch(body, -1) {
		fmt.Fprintf(b, "| `%s.%s` | `%s` | %s |\n", d.name, m[2], m[3], cell(strings.TrimSuffix(plain(m[1]), ".")))
	}
}

// plain returns the text of a comment without what encloses it.
func plain(comment string) string {
	comment = strings.NewReplacer("/**", "", "*/", "").Replace(comment)
	var words []string
	for line := range strings.Lines(comment) {
		words = append(words, strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "*"))...)
	}
	return strings.Join(words, " ")
}
