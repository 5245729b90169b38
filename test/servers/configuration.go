package servers

import (
	"os"
	"strconv"
	"strings"
)

// writeConfiguration writes a command line as a configuration file, which a server
// can change: CONFIG REWRITE keeps a replica's primary in it, a sentinel all that it
// knows.
func writeConfiguration(path string, arguments []string) error {
	return os.WriteFile(path, []byte(configuration(arguments)), 0o600)
}

// configuration returns the lines of a configuration file: each "--name" of the
// command line begins one, and its values are quoted.
func configuration(arguments []string) string {
	var text strings.Builder
	for i, argument := range arguments {
		name, isName := strings.CutPrefix(argument, "--")
		switch {
		case isName && i > 0:
			text.WriteString("\n" + name)
		case isName:
			text.WriteString(name)
		default:
			text.WriteString(" " + strconv.Quote(argument))
		}
	}
	return text.String() + "\n"
}
