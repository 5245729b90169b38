package keyevent

// matches reports whether a text matches a glob-style pattern as servers match them: byte
// by byte, with *, ?, [a-z], [^a-z] and \ before what stands for itself.
func matches(pattern, text string) bool {
	// Of the last * it is known from where on to try again: what earlier ones have
	// taken need not change.
	p, t, star, from := 0, 0, -1, 0
	for t < len(text) {
		if p < len(pattern) && pattern[p] == '*' {
			star, from = p, t
			p++
			continue
		}
		if p < len(pattern) {
			if isMatch, end := matchesOne(pattern, p, text[t]); isMatch {
				p, t = end, t+1
				continue
			}
		}
		if star < 0 {
			return false
		}
		from++
		p, t = star+1, from
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// matchesOne compares one byte with what stands at a place of the pattern, and returns
// where that ends.
func matchesOne(pattern string, p int, c byte) (isMatch bool, end int) {
	switch pattern[p] {
	case '?':
		return true, p + 1
	case '[':
		return matchesClass(pattern, p+1, c)
	case '\\':
		if p+1 < len(pattern) {
			p++
		}
	}
	return pattern[p] == c, p + 1
}

// matchesClass compares one byte with a class, of which the text within the brackets
// begins at a place. A class that nothing ends reaches to the end of the pattern.
func matchesClass(pattern string, p int, c byte) (isMatch bool, end int) {
	negated := p < len(pattern) && pattern[p] == '^'
	if negated {
		p++
	}
	for ; p < len(pattern) && pattern[p] != ']'; p++ {
		switch {
		case pattern[p] == '\\' && p+1 < len(pattern):
			p++
			isMatch = isMatch || pattern[p] == c
		case p+2 < len(pattern) && pattern[p+1] == '-':
			first, last := pattern[p], pattern[p+2]
			if first > last {
				first, last = last, first
			}
			isMatch = isMatch || first <= c && c <= last
			p += 2
		default:
			isMatch = isMatch || pattern[p] == c
		}
	}
	if p < len(pattern) {
		p++ // the bracket
	}
	return isMatch != negated, p
}
