package core

import (
	"strconv"
	"strings"
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// parseMonitorLine takes a line of MONITOR apart:
//
//	1339518083.107412 [0 127.0.0.1:60866] "SET" "key" "\x00\"\n"
//
// Its error is a *resp.ProtocolError with the offset of the first byte in text that
// cannot be.
func parseMonitorLine(text string) (models.MonitorLine, error) {
	p := monitorParser{text: text}
	var line models.MonitorLine
	seconds := p.number()
	p.expect(".")
	began := p.at
	microseconds := p.number()
	if p.err == nil && p.at-began != len("000000") {
		p.fail(began, "six digits of microseconds were expected")
	}
	line.Time = time.Unix(seconds, microseconds*int64(time.Microsecond))
	p.expect(" [")
	line.Database = int(p.number())
	p.expect(" ")
	line.Client = p.client()
	for first := true; p.err == nil && (first || p.at < len(text)); first = false {
		if !first {
			p.expect(" ")
		}
		line.Words = append(line.Words, p.word())
	}
	if p.err != nil {
		return models.MonitorLine{}, p.err
	}
	return line, nil
}

// monitorParser walks over a line. Once it has failed it does nothing more.
type monitorParser struct {
	text string
	at   int
	err  error
}

func (p *monitorParser) fail(at int, message string) {
	if p.err == nil {
		p.err = &resp.ProtocolError{Offset: int64(at), Type: resp.TypeSimpleString, Message: message}
	}
}

func (p *monitorParser) expect(part string) {
	for i := range len(part) {
		if p.at+i >= len(p.text) || p.text[p.at+i] != part[i] {
			p.fail(p.at+i, strconv.Quote(part[i:])+" was expected")
			return
		}
	}
	p.at += len(part)
}

// number takes a number without a sign.
func (p *monitorParser) number() int64 {
	began := p.at
	for p.at < len(p.text) && '0' <= p.text[p.at] && p.text[p.at] <= '9' {
		p.at++
	}
	n, err := strconv.ParseInt(p.text[began:p.at], 10, 64)
	if err != nil {
		p.fail(began, "a number was expected")
	}
	return n
}

// client takes who sent the command, which may contain brackets and spaces, and the
// end of it.
func (p *monitorParser) client() string {
	length := strings.Index(p.text[p.at:], clientEnd+`"`)
	if length < 0 {
		p.fail(len(p.text), "the client has no end")
		return ""
	}
	client := p.text[p.at : p.at+length]
	if strings.HasPrefix(client, "unix:") {
		client = p.socket(client)
	}
	p.at += len(client) + len(clientEnd)
	return client
}

const clientEnd = `] `

// socket returns the path of a socket, of which the shortest that it can be is given.
// What ends it may be part of it: it does end where nothing but words comes behind.
func (p *monitorParser) socket(shortest string) string {
	for length := len(shortest); ; {
		words := p.at + length + len(clientEnd)
		if areEscapedWords(p.text[words:]) {
			return p.text[p.at : p.at+length]
		}
		further := strings.Index(p.text[words:], clientEnd+`"`)
		if further < 0 {
			return shortest
		}
		length += len(clientEnd) + further
	}
}

// areEscapedWords reports whether text is words in quotes with spaces between them, in
// which every quotation mark is escaped.
func areEscapedWords(text string) bool {
	for {
		if text == "" || text[0] != '"' {
			return false
		}
		end := 1
		for end < len(text) && text[end] != '"' {
			if text[end] == '\\' {
				end++
			}
			end++
		}
		switch {
		case end >= len(text):
			return false
		case end == len(text)-1:
			return true
		case text[end+1] != ' ':
			return false
		}
		text = text[end+2:]
	}
}

// word takes a word in quotes.
func (p *monitorParser) word() string {
	p.expect(`"`)
	began := p.at
	end := strings.IndexAny(p.text[p.at:], `"\`)
	if p.err == nil && end >= 0 && p.endsWord(p.at+end) {
		p.at += end + 1
		return p.text[began : p.at-1] // Nothing in it is escaped.
	}
	var word []byte
	for p.err == nil {
		switch {
		case p.at >= len(p.text):
			p.fail(p.at, "the line ends inside of a word")
		case p.endsWord(p.at):
			p.at++
			return string(word)
		case p.text[p.at] == '\\':
			word = append(word, p.escaped())
		default:
			word = append(word, p.text[p.at])
			p.at++
		}
	}
	return ""
}

// endsWord reports whether a word ends at a byte: with a quotation mark after which
// another word or nothing comes. Any other is part of the word; see [Client.Monitor].
func (p *monitorParser) endsWord(at int) bool {
	if p.text[at] != '"' {
		return false
	}
	rest := p.text[at+1:]
	return rest == "" || strings.HasPrefix(rest, ` "`)
}

// escaped takes a backslash, and what it stands for with the letters that follow. One
// that escapes nothing stands for itself.
func (p *monitorParser) escaped() byte {
	const letters, bytes = `\"nrtab`, "\\\"\n\r\t\a\b"
	rest := p.text[p.at+1:]
	p.at++
	if rest == "" {
		return '\\'
	}
	if i := strings.IndexByte(letters, rest[0]); i >= 0 {
		p.at++
		return bytes[i]
	}
	if rest[0] == 'x' && len(rest) >= 3 {
		if b, err := strconv.ParseUint(rest[1:3], 16, 8); err == nil {
			p.at += 3
			return byte(b)
		}
	}
	return '\\'
}
