package main

// turns has one thing done after the other, in the order in which they were asked for.
type turns struct {
	// over is closed when what was asked for last has been done.
	over <-chan struct{}
}

// after runs f once all that was asked for before has been done. The caller holds the
// dispatcher's lock, or has the turns to itself.
func (t *turns) after(f func()) {
	before, over := t.over, make(chan struct{})
	t.over = over
	go func() {
		defer close(over)
		if before != nil {
			<-before
		}
		f()
	}()
}
