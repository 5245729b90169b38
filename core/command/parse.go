package command

import "strings"

// Parser takes in commands that are encoded already, as the JavaScript package sends them.
// The zero value is ready for use; it must not be copied or used by two goroutines at once.
//
// What the catalog says of a command is kept by its name, so that the next one of that name
// costs no search.
type Parser struct {
	outlines map[string]outline
	plain    string // the last name that Plain has found there
	words    []span
	texts    []string
}

// outline is what Parser keeps of a command that is known by its first word alone, and whose
// keys stand at fixed places.
type outline struct {
	name              string
	first, last, step int // of the keys, counted from the name on; last below 0 from the end on
	noKeys            bool
}

// Parse makes a the command that encoded is: an array of bulk strings, of which it keeps a
// copy. It is otherwise as [CustomCommand]: what cannot be sent, or is malformed, is refused
// by a's error. SHUTDOWN alone is not, since the package's method comes this way too: no
// batch takes it.
func (p *Parser) Parse(a *Args, encoded []byte) {
	if rest := p.ParseFirst(a, encoded); len(rest) > 0 {
		p.refuse(a)
	}
}

// ParseFirst makes a the first of several commands, encoded back to back, and returns the
// others. It is otherwise as Parse; behind what is malformed there are none.
func (p *Parser) ParseFirst(a *Args, encoded []byte) (rest []byte) {
	end := p.split(encoded)
	if end < 0 {
		p.refuse(a)
		return nil
	}
	p.parse(a, encoded[:end])
	return encoded[end:]
}

func (p *Parser) refuse(a *Args) {
	a.start("CustomCommand")
	a.custom = true
	a.refuse("args", "are not an array of bulk strings")
}

// parse makes a the command that was split.
func (p *Parser) parse(a *Args, encoded []byte) {
	a.start("")
	a.custom = true
	header := p.words[0].start
	for header > 0 && encoded[header-1] != '$' {
		header--
	}
	header-- // of the first word
	a.buffer = append(a.buffer, encoded[header:]...)
	a.count = len(p.words)
	shift := headerSpace - header
	first := encoded[p.words[0].start:p.words[0].end]
	if o, found := p.outlines[string(first)]; found {
		a.name = o.name
		if !o.noKeys {
			last := o.last
			if last < 0 {
				last += len(p.words)
			}
			for i := o.first; i <= last && i < len(p.words); i += o.step {
				a.keys = append(a.keys, span{p.words[i].start + shift, p.words[i].end + shift})
			}
		}
		return
	}
	p.look(a, shift)
}

// look finds out what the command is, and keeps it if that follows from its name.
func (p *Parser) look(a *Args, shift int) {
	args := p.texts[:0]
	for _, word := range p.words {
		args = append(args, string(a.buffer[word.start+shift:word.end+shift]))
	}
	defer func() {
		clear(args)
		p.texts = args[:0]
	}()
	if a.refuseSpelling(args) {
		a.custom = false
		return
	}
	name := strings.ToUpper(args[0])
	a.name = name
	metadata, known := LookupArguments(args)
	if known {
		a.name = metadata.Name()
		positions, _ := metadata.Keys(args)
		for _, at := range positions {
			a.keys = append(a.keys, span{p.words[at].start + shift, p.words[at].end + shift})
		}
	} else {
		a.unproven = true
	}
	if endsServer(name, args[1:]) {
		a.unbatchable = a.refusal("args[0]", useShutdown)
	}
	a.refuseUnanswered(name, args[1:])
	a.refuseToShare(name, args[1:])
	a.blockAsTyped(a.name, args[1:])
	if o, simple := outlineOf(metadata); known && simple && a.name == args[0] {
		p.keep(o)
	}
}

func (p *Parser) keep(o outline) {
	if p.outlines == nil {
		p.outlines = map[string]outline{}
	}
	p.outlines[o.name] = o
}

// outlineOf returns what is to be kept of a command, and whether that is all that there is
// to know: nothing about it depends on its arguments.
func outlineOf(m Metadata) (o outline, simple bool) {
	o.name = m.Name()
	if strings.Contains(o.name, " ") || m.Blocking() || isContainer(o.name) || dependsOnArguments(o.name) {
		return o, false
	}
	keys := m.column(keysColumn)
	if keys == "" {
		o.noKeys = true
		return o, true
	}
	spec := parseKeySpec(keys)
	if strings.Contains(keys, " ") || spec.keyword != "" || spec.counted || spec.unknown || spec.incomplete || spec.notKey || spec.fallback || spec.numbers[2] > 1 {
		return o, false
	}
	o.first, o.last, o.step = spec.begin, spec.numbers[0], max(spec.numbers[1], 1)
	if o.last >= 0 {
		o.last += o.first
	}
	return o, true
}

// isContainer reports whether the second word says which command it is.
func isContainer(name string) bool {
	at := strings.Index(catalogTable, "\n"+name+" ")
	return at >= 0
}

// dependsOnArguments reports whether a command is looked at by each of its arguments.
func dependsOnArguments(name string) bool {
	_, isUnanswered := unanswered[name]
	_, isUnansweredOf := unansweredOf[name]
	_, isUnshareable := unshareable[name]
	var a Args
	a.blockAsTyped(name, []string{"1", "1", "1", "1", "1"})
	return isUnanswered || isUnansweredOf || isUnshareable || name == "SHUTDOWN" || name == "HELLO" || a.blocked || a.waits
}

// split finds the words of the first command of those that are encoded, and returns where it
// ends; that is below 0 if it is malformed.
func (p *Parser) split(encoded []byte) int {
	p.words = p.words[:0]
	count, at := lengthAt(encoded, 0, '*')
	if count < 1 || count > len(encoded) {
		return -1
	}
	for range count {
		var length int
		length, at = lengthAt(encoded, at, '$')
		if length < 0 || length > len(encoded)-at-2 {
			return -1
		}
		p.words = append(p.words, span{at, at + length})
		at += length
		if encoded[at] != '\r' || encoded[at+1] != '\n' {
			return -1
		}
		at += 2
	}
	if p.words[0].start == p.words[0].end {
		return -1
	}
	return at
}

// lengthAt reads a number behind a character, and returns it with where its line ends; it is
// below 0 if there is none.
func lengthAt(encoded []byte, at int, kind byte) (n, end int) {
	if at >= len(encoded) || encoded[at] != kind {
		return -1, at
	}
	for at++; at < len(encoded) && n < 1<<31; at++ {
		c := encoded[at]
		if c == '\r' {
			if at+1 < len(encoded) && encoded[at+1] == '\n' {
				return n, at + 2
			}
			return -1, at
		}
		if c < '0' || c > '9' {
			return -1, at
		}
		n = 10*n + int(c-'0')
	}
	return -1, at
}
