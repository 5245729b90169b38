package core

import (
	"bytes"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/cache"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/options"
)

// submittedMany is an MGET on its way through the cache, as [many] is of who waits.
type submittedMany struct {
	cache      *clientCache
	sender     sender
	o          options.CallOptions
	keys       [][]byte
	completion func(frame []byte, err error)

	mu      sync.Mutex
	left    int      // what is still under way
	frames  [][]byte // of each key
	refusal []byte   // the first error of the server
	err     error    // or why there is no reply
}

// submitMany has an MGET answered from the cache as far as that has the values.
func (c *clientCache) submitMany(s sender, args *command.Args, o options.CallOptions, completion func(frame []byte, err error)) {
	m := &submittedMany{cache: c, sender: s, o: o, completion: completion, left: 1}
	for key := range args.EachKey {
		m.keys = append(m.keys, bytes.Clone(key))
	}
	if len(m.keys) == 0 {
		s.send(args, o, nil, completion)
		return
	}
	m.frames = make([][]byte, len(m.keys))
	var led, asked []place
	for i, key := range m.keys {
		if !c.covers(key) {
			asked = append(asked, place{key: i})
			continue
		}
		switch entry, found := c.store.Lookup(key, nil, o.CacheTTL); found {
		case cache.Hit:
			m.frames[i] = frameOf(entry)
		case cache.Lead:
			led = append(led, place{i, entry})
		default:
			m.join(i, entry)
		}
	}
	for _, part := range append(c.parts(m.keys, led), c.parts(m.keys, asked)...) {
		m.fetch(part)
	}
	m.end(nil, nil)
}

// start and end surround what is under way. The last to end completes the whole.
func (m *submittedMany) start() {
	m.mu.Lock()
	m.left++
	m.mu.Unlock()
}

func (m *submittedMany) end(refusal []byte, err error) {
	m.mu.Lock()
	m.left--
	over := m.left == 0
	if m.err == nil && m.refusal == nil {
		m.refusal, m.err = bytes.Clone(refusal), err
	}
	m.mu.Unlock()
	switch {
	case !over:
	case m.err != nil || m.refusal != nil:
		m.completion(m.refusal, m.err)
	default:
		reply := resp.AppendArrayHeader(nil, len(m.frames))
		for _, frame := range m.frames {
			reply = append(reply, frame...)
		}
		m.completion(reply, nil)
	}
}

// join takes the value of a key from who fetches it, or asks for it by GET.
func (m *submittedMany) join(i int, entry *cache.Entry) {
	m.start()
	r := &submitted{cache: m.cache, sender: m.sender, o: m.o, entry: entry, began: time.Now()}
	r.args.Begin("GET")
	r.args.Key(borrowed(m.keys[i]))
	r.completion = func(frame []byte, err error) {
		switch {
		case err != nil, isError(frame) && !bytes.HasPrefix(frame, []byte("-WRONGTYPE")):
			m.end(frame, err)
			return
		case isError(frame): // for which MGET has null
			frame = resp.AppendNull(nil)
		}
		m.frames[i] = bytes.Clone(frame)
		m.end(nil, nil)
	}
	r.join()
}

// submittedPart is an MGET of some of the keys.
type submittedPart struct {
	submitted
	whole    *submittedMany
	places   []place
	complete int // of the places, from the first on
}

// fetch asks for some of the keys, and completes their entries.
func (m *submittedMany) fetch(places []place) {
	m.start()
	p := &submittedPart{whole: m, places: places}
	p.cache, p.sender, p.o, p.began = m.cache, m.sender, m.o, time.Now()
	keys := make([][]byte, len(places))
	p.args.Begin("MGET")
	for i, place := range places {
		keys[i] = m.keys[place.key]
		p.args.Key(borrowed(keys[i]))
	}
	if places[0].entry == nil {
		m.sender.send(&p.args, m.o, nil, p.fetched)
		return
	}
	p.fetching.learn(m.cache, p.args.Encoded(), keys...)
	m.sender.send(&p.args, m.o, &p.fetching, p.fetched)
}

func (p *submittedPart) fetched(frame []byte, err error) {
	if err == nil && isAskFrame(frame) && !p.again && p.places[0].entry != nil {
		p.again = true
		p.send(p.fetched)
		return
	}
	refusal := frame
	if err == nil && !isError(frame) {
		refusal = nil
		err = p.take(frame)
	}
	for _, place := range p.places[p.complete:] {
		if place.entry != nil {
			p.cache.store.Abandon(place.entry, errNotFetched)
		}
	}
	p.whole.end(refusal, err)
}

// take takes the values in a reply.
func (p *submittedPart) take(frame []byte) error {
	values, err := elementsOf(frame, len(p.places))
	if err != nil {
		return err
	}
	common, left := cache.Value{Unstored: p.again}, make([]int64, len(p.places))
	if !p.again {
		p.fetching.learned(left, &common)
	}
	for i, place := range p.places {
		p.complete++
		value := values[i]
		p.whole.frames[place.key] = value
		if place.entry == nil {
			continue
		}
		if isEmpty(value) && left[i] != missingKey {
			// It may as well hold no string, for which GET has an error.
			p.cache.store.Abandon(place.entry, errNotFetched)
			continue
		}
		v := common
		v.Frame = value
		believe(&v, left[i])
		p.cache.store.Complete(place.entry, v)
	}
	return nil
}

// elementsOf returns the elements of a reply to MGET, in memory of their own.
func elementsOf(frame []byte, count int) ([][]byte, error) {
	d := resp.NewDecoder(frame)
	header, err := d.Next()
	if err != nil {
		return nil, err
	}
	if header.Type != resp.TypeArray || header.Len != count {
		return nil, &command.ShapeError{Shape: command.ShapeNullableTexts, Got: header.Type.String()}
	}
	elements := make([][]byte, count)
	for i := range elements {
		start := d.Offset()
		token, err := d.Next()
		if err != nil {
			return nil, err
		}
		if !token.Null && !isTextType(token.Type) {
			return nil, &command.ShapeError{Shape: command.ShapeNullableTexts, Got: token.Type.String()}
		}
		elements[i] = bytes.Clone(frame[start:d.Offset()])
	}
	return elements, nil
}
