// Package glob matches the glob-style patterns that servers have for keys and channels.
//
//	glob.Matches("user:*", "user:1") // true
//
// It is not that of package path: a * takes any bytes, and patterns cannot be malformed.
package glob

// Matches reports whether a key matches a pattern, as the servers see it: * is any
// bytes, ? one byte, [abc], [a-z] and [^a] one of some, and a backslash takes its
// meaning from what follows. See https://valkey.io/commands/keys/
func Matches(pattern, key string) bool {
	// Where the last star stands, and from where in the key it takes bytes.
	star, from := -1, 0
	p, k := 0, 0
	for k < len(key) || p < len(pattern) {
		if p < len(pattern) && pattern[p] == '*' {
			star, from = p, k
			p++
			continue
		}
		if p < len(pattern) && k < len(key) {
			if next, matched := matchOne(pattern, p, key[k]); matched {
				p, k = next, k+1
				continue
			}
		}
		if star < 0 || from >= len(key) {
			return false
		}
		from++ // The star takes one byte more.
		p, k = star+1, from
	}
	return true
}

// matchOne matches one byte with what stands at p, and returns what comes behind.
func matchOne(pattern string, p int, b byte) (next int, matched bool) {
	switch pattern[p] {
	case '?':
		return p + 1, true
	case '[':
		return matchClass(pattern, p+1, b)
	case '\\':
		if p+1 < len(pattern) {
			p++
		}
	}
	return p + 1, pattern[p] == b
}

// matchClass matches one byte with the class that begins at p, behind its bracket. One
// that is not closed ends with the pattern.
func matchClass(pattern string, p int, b byte) (next int, matched bool) {
	negated := p < len(pattern) && pattern[p] == '^'
	if negated {
		p++
	}
	for ; p < len(pattern) && pattern[p] != ']'; p++ {
		switch {
		case pattern[p] == '\\' && p+1 < len(pattern):
			p++
			matched = matched || pattern[p] == b
		case p+2 < len(pattern) && pattern[p+1] == '-':
			low, high := min(pattern[p], pattern[p+2]), max(pattern[p], pattern[p+2])
			matched = matched || low <= b && b <= high
			p += 2
		default:
			matched = matched || pattern[p] == b
		}
	}
	return min(p+1, len(pattern)), matched != negated
}
