package breaker

import "time"

// buckets are how many parts a window has: it moves on by one of them.
const buckets = 10

// window counts outcomes of the recent past, in as little memory whatever their number.
type window struct {
	span  time.Duration // of a bucket
	start time.Time     // of the newest bucket
	at    int           // the newest bucket
	parts [buckets]struct{ all, failures int }
}

// add counts an outcome, and returns how many there are in the window.
func (w *window) add(now time.Time, failed bool) (all, failures int) {
	w.move(now)
	newest := &w.parts[w.at]
	newest.all++
	if failed {
		newest.failures++
	}
	for _, part := range w.parts {
		all += part.all
		failures += part.failures
	}
	return all, failures
}

// move has the newest bucket be that of now.
func (w *window) move(now time.Time) {
	steps := int(now.Sub(w.start) / w.span)
	if steps >= buckets || w.start.IsZero() {
		w.clear()
		w.start = now
		return
	}
	for range steps {
		w.at = (w.at + 1) % buckets
		w.parts[w.at] = struct{ all, failures int }{}
	}
	w.start = w.start.Add(time.Duration(max(steps, 0)) * w.span)
}

func (w *window) clear() { w.parts, w.start = [buckets]struct{ all, failures int }{}, time.Time{} }
