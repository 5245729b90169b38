package api

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// initialisms are written in capitals, wherever they stand in a name.
var initialisms = []string{
	"ACL", "AOF", "API", "AZ", "CPU", "DB", "DNS", "HTTP", "IAM", "ID", "IP", "JSON", "LCS", "RDB", "RESP", "SHA", "TCP", "TLS", "TTL", "URL", "UTF",
	"UUID",
}

var (
	// declared is the name that a line of the list tells of, with that of its type.
	declared = regexp.MustCompile(`^\S*: (?:const|field|func|method|type|var) ([A-Za-z0-9_.]+)`)
	word     = regexp.MustCompile(`[A-Z][a-z0-9]+`)
)

// One spelling of each name: initialisms as Go has them, ReadOnly where the server has _RO.
// Other words are split as GLIDE splits them.
func TestNamesHaveOneSpelling(t *testing.T) {
	for _, line := range public(t) {
		match := declared.FindStringSubmatch(line)
		if match == nil {
			t.Errorf("no name was found in: %s", line)
			continue
		}
		name := match[1][strings.LastIndexByte(match[1], '.')+1:]
		for _, w := range word.FindAllString(name, -1) {
			capitals := strings.ToUpper(strings.TrimSuffix(w, "s"))
			if slices.Contains(initialisms, capitals) {
				t.Errorf("%s: %s is an initialism, write %s", match[1], w, capitals+w[len(capitals):])
			}
		}
		if strings.HasSuffix(name, "RO") {
			t.Errorf("%s: write ReadOnly", match[1])
		}
	}
}
