package command

// Plain reports whether encoded is that many commands, back to back, of each of which the
// first word says all that a client of one server has to know before it is sent: none of
// them is held back by the server, changes the connection, is answered other than once, or
// is unknown. It costs a few nanoseconds an argument.
func (p *Parser) Plain(encoded []byte, count int) bool {
	for range count {
		words, at := lengthAt(encoded, 0, '*')
		if words < 1 {
			return false
		}
		for i := range words {
			length, start := lengthAt(encoded, at, '$')
			if length < 0 || length > len(encoded)-start-2 {
				return false
			}
			if at = start + length; i == 0 && !p.isPlain(encoded[start:at]) {
				return false
			}
			if encoded[at] != '\r' || encoded[at+1] != '\n' {
				return false
			}
			at += 2
		}
		encoded = encoded[at:]
	}
	return len(encoded) == 0
}

// isPlain keeps what it finds out of a command, so that the next one of that name costs no
// search.
func (p *Parser) isPlain(name []byte) bool {
	if string(name) == p.plain {
		return true
	}
	o, found := p.outlines[string(name)]
	if !found {
		m, known := search(string(name))
		simple := false
		if o, simple = outlineOf(m); !known || !simple || o.name != string(name) {
			return false
		}
		p.keep(o)
	}
	p.plain = o.name
	return true
}
