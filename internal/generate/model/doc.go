package model

import (
	"regexp"
	"strings"
)

// label finds the beginning of a labelled part: at the start of the text or of a
// sentence.
var label = regexp.MustCompile(`(?:^|[.!?]\s+|\n\s*)(Reply|Errors|Complexity|Since|See):?\s`)

var (
	link     = regexp.MustCompile(`https?://[^\s)>\]]+`)
	sentence = regexp.MustCompile(`(?s)^.*?[.!?](?:\s|$)`)
)

// parseDoc splits the text of a doc comment (without slashes) into its parts.
func parseDoc(text string) Doc {
	text = strings.TrimSpace(text)
	doc := Doc{Text: text, Prose: text}
	for _, address := range link.FindAllString(text, -1) {
		doc.Links = append(doc.Links, strings.TrimRight(address, ".,;"))
	}
	marks := labels(text)
	if len(marks) > 0 {
		doc.Prose = strings.TrimSpace(text[:marks[0].start])
	}
	doc.Summary = oneLine(sentence.FindString(doc.Prose))
	if doc.Summary == "" {
		doc.Summary = oneLine(doc.Prose)
	}
	for i, mark := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1].start
		}
		part := strings.TrimSuffix(oneLine(text[mark.content:end]), ".")
		switch mark.name {
		case "Reply":
			doc.Reply = part
		case "Errors":
			doc.Errors = part
		case "Complexity":
			doc.Complexity = part
		case "Since":
			doc.Since = part
		}
	}
	return doc
}

type mark struct {
	name           string
	start, content int
}

// labels returns where the labelled parts of text begin. "See" needs an address
// behind it and no colon; the others need their colon.
func labels(text string) []mark {
	var marks []mark
	for at := 0; at < len(text); {
		m := label.FindStringSubmatchIndex(text[at:])
		if m == nil {
			break
		}
		name := text[at+m[2] : at+m[3]]
		start, content := at+m[2], at+m[1]
		colon := text[at+m[3]] == ':'
		if name == "See" && strings.HasPrefix(strings.TrimSpace(text[content:]), "http") || name != "See" && colon {
			marks = append(marks, mark{name, start, content})
		}
		at = at + m[3]
	}
	return marks
}

// oneLine joins the lines of text with single spaces.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
