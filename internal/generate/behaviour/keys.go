package behaviour

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/internal/catalog"
)

// FormatKeys writes key specifications as core/command's keySpec describes.
func FormatKeys(keys []catalog.KeySpec) (string, error) {
	var specs []string
	for _, k := range keys {
		var spec string
		switch k.Begin {
		case "index":
			spec = fmt.Sprintf("%d:", k.Index)
		case "keyword":
			spec = fmt.Sprintf("%s@%d:", k.Keyword, k.From)
		case "unknown":
			spec = "?:"
		default:
			return "", fmt.Errorf("a key specification that begins by %q: teach it to core/command's keySpec", k.Begin)
		}
		switch k.Find {
		case "range":
			spec += fmt.Sprintf("%d/%d", k.Last, k.Step)
			if k.Limit != 0 {
				spec += fmt.Sprintf("/%d", k.Limit)
			}
		case "keynum":
			spec += fmt.Sprintf("#%d/%d/%d", k.Count, k.First, k.Step)
		case "unknown":
		default:
			return "", fmt.Errorf("a key specification that finds by %q: teach it to core/command's keySpec", k.Find)
		}
		for _, m := range marks {
			if slices.Contains(k.Flags, m.flag) {
				spec += m.mark
			}
		}
		specs = append(specs, spec)
	}
	return strings.Join(specs, " "), nil
}

// marks are the flags that are written behind a specification, in their order.
var marks = []struct{ mark, flag string }{{"?", "incomplete"}, {"!", "not_key"}, {"|", catalog.Fallback}}

var keySpec = regexp.MustCompile(`^(?:([0-9]+)|([A-Z]+)@(-?[0-9]+)):(?:(-?[0-9]+)/([0-9]+)(?:/([0-9]+))?|#([0-9]+)/([0-9]+)/([0-9]+))(\??)(!?)(\|?)$`)

// ParseKeys reads what FormatKeys writes, but for what is unknown.
func ParseKeys(text string) ([]catalog.KeySpec, error) {
	var keys []catalog.KeySpec
	for spec := range strings.SplitSeq(text, " ") {
		m := keySpec.FindStringSubmatch(spec)
		if m == nil {
			return nil, fmt.Errorf("%q is no rule for keys: write BEGIN:LAST/STEP or BEGIN:#COUNT/FIRST/STEP, as core/command's keySpec describes", spec)
		}
		number := func(i int) int64 {
			n, _ := strconv.ParseInt(m[i], 10, 64)
			return n
		}
		k := catalog.KeySpec{Begin: "index", Index: number(1), Find: "range", Last: number(4), Step: number(5), Limit: number(6)}
		if m[2] != "" {
			k.Begin, k.Keyword, k.From = "keyword", m[2], number(3)
		}
		if m[7] != "" {
			k.Find, k.Count, k.First, k.Step = "keynum", number(7), number(8), number(9)
		}
		for i, mark := range marks {
			if m[10+i] != "" {
				k.Flags = append(k.Flags, mark.flag)
			}
		}
		keys = append(keys, k)
	}
	return keys, nil
}
