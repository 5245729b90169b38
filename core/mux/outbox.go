package mux

const (
	// parcelSize is how much is written at once, larger requests aside. Beyond it a
	// write costs as much a byte, and a buffer that had to grow in one piece would
	// be moved again and again.
	parcelSize = 64 << 10
	// So many parcels are kept for the next requests while a connection is busy,
	// unless a large request has made them larger than twice the usual size.
	keptParcels = 32
	// Parcels that are larger when a connection comes to rest are dropped.
	restingParcel = 16 << 10
)

// parcel is what is written at once: requests back to back.
type parcel struct {
	bytes []byte
	calls []*Call
}

func (p *parcel) add(call *Call, request []byte) {
	p.bytes = append(p.bytes, request...)
	p.calls = append(p.calls, call)
}

// drop takes the requests from index from up to index to out, bytes and all.
func (p *parcel) drop(from, to int) {
	start := size(p.calls[:from])
	end := start + size(p.calls[from:to])
	p.bytes = append(p.bytes[:start], p.bytes[end:]...)
	left := append(p.calls[:from], p.calls[to:]...)
	clear(p.calls[len(left):])
	p.calls = left
}

func size(calls []*Call) (bytes int) {
	for _, call := range calls {
		bytes += call.size
	}
	return bytes
}

// outbox holds the requests that are not yet written, in their order. Its zero
// value is empty and ready.
type outbox struct {
	parcels []*parcel // none is empty; the last takes more
	count   int       // requests
	bytes   int
	free    []*parcel
}

func (o *outbox) add(call *Call, request []byte) {
	last := len(o.parcels) - 1
	if last < 0 || len(o.parcels[last].bytes)+len(request) > parcelSize {
		o.parcels = append(o.parcels, o.fresh())
		last++
	}
	o.parcels[last].add(call, request)
	o.count++
	o.bytes += len(request)
}

// first returns the request that is to be written next. There must be one.
func (o *outbox) first() *Call { return o.parcels[0].calls[0] }

// take takes out what is to be written next: a parcel, or as much of it as fits.
// The first request always does. The parcel is to be given back.
func (o *outbox) take(fits func(*Call) bool) *parcel {
	p := o.parcels[0]
	n := 1
	for n < len(p.calls) && fits(p.calls[n]) {
		n++
	}
	if n == len(p.calls) {
		o.parcels = append(o.parcels[:0], o.parcels[1:]...)
	} else {
		part := o.fresh()
		part.calls = append(part.calls, p.calls[:n]...)
		part.bytes = append(part.bytes, p.bytes[:size(part.calls)]...)
		p.drop(0, n)
		p = part
	}
	o.count -= n
	o.bytes -= len(p.bytes)
	return p
}

// withdraw takes out the requests that are to be, by what the function says.
func (o *outbox) withdraw(wanted func(*Call) bool) {
	kept := o.parcels[:0]
	for _, p := range o.parcels {
		for i := len(p.calls) - 1; i >= 0; i-- {
			if call := p.calls[i]; wanted(call) {
				p.drop(i, i+1)
				o.count--
				o.bytes -= call.size
			}
		}
		if len(p.calls) > 0 {
			kept = append(kept, p)
		} else {
			o.giveBack(p)
		}
	}
	clear(o.parcels[len(kept):])
	o.parcels = kept
}

// each calls the function for every request, in order.
func (o *outbox) each(f func(*Call)) {
	for _, p := range o.parcels {
		for _, call := range p.calls {
			f(call)
		}
	}
}

func (o *outbox) fresh() *parcel {
	last := len(o.free) - 1
	if last < 0 {
		return new(parcel)
	}
	p := o.free[last]
	o.free = o.free[:last]
	return p
}

// giveBack takes a parcel back that was written.
func (o *outbox) giveBack(p *parcel) {
	if cap(p.bytes) > 2*parcelSize || len(o.free) == keptParcels {
		return
	}
	clear(p.calls)
	p.bytes, p.calls = p.bytes[:0], p.calls[:0]
	o.free = append(o.free, p)
}

// shrink gives memory back once a burst is over.
func (o *outbox) shrink() {
	if o.count > 0 {
		return
	}
	kept := o.fresh()
	if cap(kept.bytes) > restingParcel {
		kept = new(parcel)
	}
	*o = outbox{free: []*parcel{kept}}
}
