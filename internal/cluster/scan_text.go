package cluster

import (
	"strconv"
	"strings"

	"github.com/glissade-io/glissade/internal/slot"
)

// The fields of a position as text, parted by blanks; those from textSlot on are there
// only while a pass is under way. Sets are ranges parted by commas, as "0-99,200".
const (
	textVersion = iota
	textPlain
	textAhead
	textDone
	textMoving
	textSlot
	textCursor
	textServer
	textAddress
	textProcess
	textWhole
	textFields

	currentText = "1"
)

// Text returns the position as text, for [ParseScanPosition].
func (p *ScanPosition) Text() string {
	fields := []string{
		textVersion: currentText, textPlain: strconv.FormatBool(p.plain), textAhead: p.ahead,
		textDone: p.done.text(), textMoving: p.moving.text(),
	}
	if at := p.pass; at != nil {
		fields = append(fields, strconv.Itoa(at.slot), at.cursor, at.server, at.address, at.process, at.whole.text())
	}
	return strings.Join(fields, " ")
}

// ParseScanPosition returns the position that Text has made text of, or false where it has
// not.
func ParseScanPosition(text string) (*ScanPosition, bool) {
	fields := strings.Split(text, " ")
	if fields[textVersion] != currentText || len(fields) != textSlot && len(fields) != textFields {
		return nil, false
	}
	plain, err := strconv.ParseBool(fields[textPlain])
	p := &ScanPosition{plain: plain, ahead: fields[textAhead]}
	valid := err == nil && p.done.parse(fields[textDone]) && p.moving.parse(fields[textMoving])
	if len(fields) == textFields {
		number, err := strconv.Atoi(fields[textSlot])
		p.pass = &pass{
			slot: number, cursor: fields[textCursor], server: fields[textServer],
			address: fields[textAddress], process: fields[textProcess],
		}
		valid = valid && err == nil && number >= 0 && number <= lastSlot && p.pass.whole.parse(fields[textWhole])
	}
	return p, valid
}

// text returns the set as ranges.
func (s *slotSet) text() string {
	var b strings.Builder
	for from := 0; from < slot.Count; from++ {
		if !s.has(from) {
			continue
		}
		to := from
		for to < lastSlot && s.has(to+1) {
			to++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(from))
		if to > from {
			b.WriteString("-" + strconv.Itoa(to))
		}
		from = to
	}
	return b.String()
}

// parse adds what text returns.
func (s *slotSet) parse(text string) bool {
	if text == "" {
		return true
	}
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		if err != nil {
			return false
		}
		to, err := strconv.Atoi(last)
		if err != nil || from < 0 || to < from || to > lastSlot {
			return false
		}
		s.addRange(from, to)
	}
	return true
}
