package resp

// streamedText takes the chunks of a string after its header of size bytes.
func (d *Decoder) streamedText(t *Token, size int) error {
	total, _, err := d.measure(false)
	if err != nil {
		return err
	}
	chunks := Decoder{frame: d.frame[d.pos+size : d.pos+total]}
	for {
		// The bytes have been measured, so there is no error to meet.
		line, n, _ := chunks.line(typeChunk)
		if n == 0 {
			break
		}
		begin := chunks.pos + 1 + len(line) + 2
		chunk := chunks.frame[begin : begin+int(n) : begin+int(n)]
		chunks.pos = begin + int(n) + 2
		if t.Text == nil {
			t.Text = chunk
		} else {
			t.Text = append(t.Text, chunk...)
		}
	}
	d.pos += total
	d.pending--
	return nil
}

// end steps over the end of a streamed aggregate.
func (d *Decoder) end() error {
	if _, _, err := d.line(typeEnd); err != nil {
		return err
	}
	d.pos += 3
	d.open--
	return nil
}
