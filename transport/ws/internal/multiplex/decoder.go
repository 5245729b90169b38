package multiplex

// receiver is given what arrives. What it is given is valid during the call alone.
type receiver interface {
	opened(stream uint32, credit int, target, address []byte) error
	// announced says how many bytes of a stream are to come.
	announced(stream uint32, length int) error
	arrived(stream uint32, p []byte)
	credited(stream uint32, credit int) error
	closed(stream uint32, code int, reason []byte)
	leaving(code int, reason []byte)
}

// decoder finds the frames in bytes that come in pieces of any size.
type decoder struct {
	to      receiver
	header  [headerSize]byte
	have    int // bytes of the header
	stream  uint32
	kind    byte
	left    int           // bytes of the frame that are to come
	filled  int           // bytes in payload
	payload [maxOpen]byte // of frames other than data
}

// feed takes bytes. After an error the decoder is of no use.
func (d *decoder) feed(p []byte) error {
	for len(p) > 0 {
		if d.have < headerSize {
			n := copy(d.header[d.have:], p)
			d.have, p = d.have+n, p[n:]
			if d.have == headerSize {
				if err := d.begin(); err != nil {
					return err
				}
			}
			continue
		}
		piece := p[:min(len(p), d.left)]
		d.left, p = d.left-len(piece), p[len(piece):]
		if d.kind == kindData {
			d.to.arrived(d.stream, piece)
		} else {
			d.filled += copy(d.payload[d.filled:], piece)
		}
		if d.left == 0 {
			d.have = 0
			if err := d.end(d.payload[:d.filled]); err != nil {
				return err
			}
		}
	}
	return nil
}

// begin reads a header.
func (d *decoder) begin() error {
	d.stream = uint32At(d.header[:])
	last := uint32At(d.header[4:])
	d.kind, d.left, d.filled = byte(last>>24), int(last&(1<<24-1)), 0
	var least, most int
	switch d.kind {
	case kindOpen:
		least, most = openSize, maxOpen
	case kindData:
		least, most = 1, MaxData
	case kindCredit:
		least, most = creditSize, creditSize
	case kindClose, kindAway:
		least, most = closeSize, closeSize+maxReason
	default:
		return ProtocolError("a frame of a kind that is not known")
	}
	switch {
	case d.left < least || d.left > most:
		return ProtocolError("a frame of a length that its kind does not have")
	case (d.stream == 0) != (d.kind == kindAway):
		return ProtocolError("a frame of a stream that cannot have it")
	case d.kind == kindData:
		return d.to.announced(d.stream, d.left)
	}
	return nil
}

// end takes what has been collected of a frame.
func (d *decoder) end(payload []byte) error {
	switch d.kind {
	case kindOpen:
		credit := uint32At(payload)
		target, rest := uint16At(payload[4:]), payload[openSize:]
		if target > len(rest) || credit > maxCredit {
			return ProtocolError("a stream is opened with a length or a credit that cannot be")
		}
		return d.to.opened(d.stream, int(credit), rest[:target], rest[target:])
	case kindCredit:
		credit := uint32At(payload)
		if credit == 0 || credit > maxCredit {
			return ProtocolError("a credit that cannot be")
		}
		return d.to.credited(d.stream, int(credit))
	case kindClose:
		d.to.closed(d.stream, uint16At(payload), payload[closeSize:])
	case kindAway:
		d.to.leaving(uint16At(payload), payload[closeSize:])
	}
	return nil
}
