package mux

import "slices"

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

// parcel is what is written at once: requests back to back. One that is withdrawn
// leaves its bytes behind, with a Call that has nothing but their size, until it is
// worth to move the others together: many may be withdrawn at once.
type parcel struct {
	bytes []byte
	calls []*Call
	first uint64 // the number of calls[0]; a request keeps its number as long as it is here
	gone  int    // how many requests were withdrawn,
	waste int    // with how many bytes,
	empty int    // and how many of them are at the front
}

func (p *parcel) add(call *Call, request []byte) {
	call.parcel, call.place = p, p.first+uint64(len(p.calls))
	p.bytes = append(p.bytes, request...)
	p.calls = append(p.calls, call)
}

// dropFront takes the first n requests out, bytes and all.
func (p *parcel) dropFront(n int) {
	p.bytes = append(p.bytes[:0], p.bytes[size(p.calls[:n]):]...)
	left := append(p.calls[:0], p.calls[n:]...)
	clear(p.calls[len(left):])
	p.calls = left
	p.first += uint64(n)
}

// compact takes out what was withdrawn.
func (p *parcel) compact() {
	kept, end, start := p.calls[:0], 0, 0
	for _, call := range p.calls {
		if call.parcel == p {
			end += copy(p.bytes[end:], p.bytes[start:start+call.size])
			call.place = p.first + uint64(len(kept))
			kept = append(kept, call)
		}
		start += call.size
	}
	clear(p.calls[len(kept):])
	p.calls, p.bytes, p.gone, p.waste, p.empty = kept, p.bytes[:end], 0, 0, 0
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
	parcels []*parcel // each holds a request at least; the last takes more
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

// next returns the request that is to be written next. There must be one.
func (o *outbox) next() *Call {
	p := o.parcels[0]
	for p.calls[p.empty].parcel != p {
		p.empty++
	}
	return p.calls[p.empty]
}

// take takes out what is to be written next: a parcel, or as much of it as fits.
// The first request always does. The parcel is to be given back.
func (o *outbox) take(fits func(*Call) bool) *parcel {
	p := o.parcels[0]
	if p.gone > 0 {
		p.compact()
	}
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
		p.dropFront(n)
		p = part
	}
	o.count -= n
	o.bytes -= len(p.bytes)
	return p
}

// withdraw takes out a request that is pending.
func (o *outbox) withdraw(call *Call) {
	p := call.parcel
	p.calls[call.place-p.first] = &Call{size: call.size}
	p.gone++
	p.waste += call.size
	call.parcel = nil
	o.count--
	o.bytes -= call.size
	switch {
	case p.gone == len(p.calls):
		i := slices.Index(o.parcels, p)
		o.parcels = slices.Delete(o.parcels, i, i+1)
		o.recycle(p)
	case p.waste > len(p.bytes)/2:
		p.compact()
	}
}

// each calls the function for every request, in order.
func (o *outbox) each(f func(*Call)) {
	for _, p := range o.parcels {
		for _, call := range p.calls {
			if call.parcel == p {
				f(call)
			}
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

// recycle takes a parcel back that was written.
func (o *outbox) recycle(p *parcel) {
	if cap(p.bytes) > 2*parcelSize || len(o.free) == keptParcels {
		return
	}
	clear(p.calls)
	*p = parcel{bytes: p.bytes[:0], calls: p.calls[:0]}
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
