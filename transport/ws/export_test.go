//go:build !js

package ws

// SharedSockets returns how many WebSockets of several streams there are, with those that
// are being opened.
func SharedSockets() int {
	sharing.Lock()
	defer sharing.Unlock()
	return len(shared) + len(opening)
}
