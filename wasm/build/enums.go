package main

import (
	"os"
	"regexp"
	"strings"
)

var (
	enumStart  = regexp.MustCompile(`^export const (\w+) = \{$`)
	enumMember = regexp.MustCompile(`^  (\w+): (.*),$`)
)

// declareEnums returns the declarations of a file of constants: each an object of plain
// values, in a form that is the same for all. Beside each stands a namespace, so that a member
// is a type too, as one of TypeScript's enums is.
func declareEnums(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var b, members strings.Builder
	name := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if m := enumStart.FindStringSubmatch(line); m != nil {
			name = m[1]
			members.Reset()
			line = "export declare const " + name + ": {"
		} else if m := enumMember.FindStringSubmatch(line); m != nil {
			members.WriteString("  type " + m[1] + " = " + m[2] + ";\n")
			line = "  readonly " + m[1] + ": " + m[2] + ";"
		} else if line == "} as const;" {
			line = "};\nexport declare namespace " + name + " {\n" + members.String() + "}"
		}
		b.WriteString(line + "\n")
	}
	return []byte(b.String()), nil
}
