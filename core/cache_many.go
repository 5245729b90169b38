//go:build !shapesonly

package core

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/internal/cache"
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/internal/slot"
	"github.com/glissade-io/glissade/models"
)

// many is an MGET: its keys have the entries of GET, and those are fetched that nobody has.
type many struct {
	*caching
	keys   [][]byte
	values []models.Result[string]
	led    []place // that this caller fetches
	joined []place // that others fetch
	asked  []place // that are asked for past the cache
}

// place is a key of an MGET, by its number, with its entry.
type place struct {
	key   int
	entry *cache.Entry
}

// readMany has an MGET answered from the cache as far as that has the values. They are those
// of one moment only if all of them are fetched.
func (x *caching) readMany(ctx context.Context, r *request) error {
	if r.args.Err() != nil || r.shape != command.ShapeNullableTexts {
		return x.executor.execute(ctx, r)
	}
	m := many{caching: x}
	for key := range r.args.EachKey {
		m.keys = append(m.keys, key)
	}
	m.values = make([]models.Result[string], len(m.keys))
	began := time.Now()
	m.lookUp()
	err := m.fetchAll(ctx)
	if err == nil {
		err = m.await(ctx, began)
	}
	if err != nil {
		return err
	}
	if !r.framed {
		r.cached.answered, r.cached.texts = true, m.values
		return nil
	}
	return r.call.Set(func(dst []byte) ([]byte, error) {
		dst = resp.AppendArrayHeader(dst, len(m.values))
		for _, value := range m.values {
			dst = appendText(dst, value)
		}
		return dst, nil
	})
}

// lookUp takes the values that the cache has. Of a key that comes twice the second waits for
// the first.
func (m *many) lookUp() {
	for i, key := range m.keys {
		if !m.cache.covers(key) {
			m.asked = append(m.asked, place{key: i})
			continue
		}
		switch entry, found := m.cache.store.Lookup(key, nil, m.maxAge); found {
		case cache.Hit:
			m.values[i] = textOfEntry(entry)
		case cache.Lead:
			m.led = append(m.led, place{i, entry})
		default:
			m.joined = append(m.joined, place{i, entry})
		}
	}
}

// fetchAll fetches what nobody has, and asks for what is not cached, in a cluster each slot by
// itself, all at the same time.
func (m *many) fetchAll(ctx context.Context) error {
	parts := append(m.parts(m.led), m.parts(m.asked)...)
	if len(parts) == 0 {
		return nil
	}
	errs := make([]error, len(parts))
	var all sync.WaitGroup
	for i, part := range parts[1:] {
		all.Go(func() { errs[i+1] = m.fetchPart(ctx, part) })
	}
	errs[0] = m.fetchPart(ctx, parts[0])
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// mostFetched bounds the keys of one fetch, each of which has several commands.
const mostFetched = 512

// parts divides keys of an MGET into those that are sent in one command.
func (m *many) parts(places []place) (parts [][]place) {
	if !m.cache.slots || len(places) < 2 {
		return slices.Collect(slices.Chunk(places, mostFetched))
	}
	bySlot := map[uint16][]place{}
	for _, p := range places {
		number := slot.Of(m.keys[p.key])
		bySlot[number] = append(bySlot[number], p)
	}
	for _, part := range bySlot {
		parts = slices.AppendSeq(parts, slices.Chunk(part, mostFetched))
	}
	return parts
}

// fetchPart asks for some of the keys, and completes their entries.
func (m *many) fetchPart(ctx context.Context, part []place) (err error) {
	completed := 0
	defer func() {
		for _, p := range part[completed:] {
			if p.entry != nil {
				m.cache.store.Abandon(p.entry, errNotFetched)
			}
		}
	}()
	r := newRequest()
	defer r.release()
	keys := make([][]byte, len(part))
	r.args.Begin("MGET")
	for i, p := range part {
		keys[i] = m.keys[p.key]
		r.args.Key(borrowed(keys[i]))
	}
	r.shape = command.ShapeNullableTexts
	var common cache.Value
	left := make([]int64, len(part))
	if part[0].entry != nil {
		r.cached.fetch = r.fetchOf(m.cache, keys...)
	}
	fetched := r.cached.fetch != nil
	err = m.executor.execute(ctx, r)
	r.cached.fetch = nil
	switch {
	case fetched && isAsk(err):
		common.Unstored = true
		err = m.executor.execute(ctx, r)
	case fetched && err == nil:
		r.parsePrelude(left, &common)
	}
	if err != nil {
		return err
	}
	texts, err := textsOf(r.call.Frame(0), len(part))
	if err != nil {
		r.call.Distrust()
		return err
	}
	for i, p := range part {
		m.values[p.key] = texts[i]
		if p.entry != nil {
			m.cache.store.Complete(p.entry, valueOfMany(common, texts[i], left[i]))
		}
		completed++
	}
	return nil
}

// valueOfMany is the value of one key of an MGET, for which null also stands for a key that
// holds no string: GET has an error for that.
func valueOfMany(v cache.Value, text models.Result[string], left int64) cache.Value {
	v.Text, v.IsText = text, true
	believe(&v, left)
	v.Unstored = v.Unstored || text.IsNil() && left != missingKey
	return v
}

// textOfEntry returns the text that an entry of GET is, which has a frame if it was submitted.
func textOfEntry(e *cache.Entry) models.Result[string] {
	if e.Frame == nil {
		return e.Text
	}
	d := resp.NewDecoder(e.Frame)
	if token, err := d.Next(); err == nil && isTextType(token.Type) && !token.Null {
		return models.Present(string(token.Text))
	}
	return models.Nil[string]()
}

// textsOf decodes the reply to MGET.
func textsOf(frame []byte, count int) ([]models.Result[string], error) {
	d := resp.NewDecoder(frame)
	header, err := d.Next()
	if err != nil {
		return nil, err
	}
	if header.Type != resp.TypeArray || header.Len != count {
		return nil, &command.ShapeError{Shape: command.ShapeNullableTexts, Got: header.Type.String()}
	}
	texts := make([]models.Result[string], count)
	for i := range texts {
		token, err := d.Next()
		switch {
		case err != nil:
			return nil, err
		case token.Null:
		case isTextType(token.Type):
			texts[i] = models.Present(string(bytes.Clone(token.Text)))
		default:
			return nil, &command.ShapeError{Shape: command.ShapeNullableTexts, Got: token.Type.String()}
		}
	}
	return texts, nil
}

// await takes the values that others fetch. What they did not get is asked for.
func (m *many) await(ctx context.Context, began time.Time) error {
	m.asked = m.asked[:0]
	for _, p := range m.joined {
		if err := m.caching.await(ctx, "MGET", p.entry, began); err != nil {
			return err
		}
		if p.entry.Err != nil {
			m.asked = append(m.asked, place{key: p.key})
			continue
		}
		m.values[p.key] = textOfEntry(p.entry)
	}
	m.led = nil
	return m.fetchAll(ctx)
}
