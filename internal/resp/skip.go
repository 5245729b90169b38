package resp

// Skip steps over the next value with all its elements and the attributes before
// it. Its errors are those of Next.
func (d *Decoder) Skip() error {
	typ, err := d.skipToValue()
	if err != nil {
		return err
	}
	if !typ.aggregate() {
		var t Token
		return d.next(&t)
	}
	size, _, err := d.measure(false, nil)
	if err != nil {
		return err
	}
	d.pos += size
	d.pending--
	return nil
}

// measure returns the size of the next value with its attributes, or of the next
// attribute alone, and the number of its elements if it is a streamed aggregate.
// Where streams is not nil, it notes those of the streamed aggregates within too.
func (d *Decoder) measure(attributeOnly bool, streams *streams) (size, elements int, err error) {
	s := scanner{limits: &frameLimits, attributeOnly: attributeOnly, streams: streams}
	done, err := s.scan(d.frame[d.pos:])
	d.measured += s.pos
	if err != nil {
		return 0, 0, d.addOffset(err)
	}
	if !done {
		return 0, 0, d.endsEarly(Type(d.frame[d.pos]))
	}
	return s.pos, s.elements, nil
}
