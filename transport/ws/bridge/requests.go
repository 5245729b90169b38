//go:build !js

package bridge

import (
	"net/http"
	"time"
)

// ServeHTTP serves /v1/connect, /v1/ticket and /healthz. A request with a body is refused with
// status 413, since nothing here takes one. Where a request does not become a
// WebSocket its connection ends with the answer, so that the deadlines set for it do
// not outlive it.
func (b *Bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }

// Metrics returns the handler for Prometheus. It is apart from ServeHTTP because it
// belongs on a listener that the public does not reach. As there, requests with a body
// are refused and the connection ends with the answer.
func (b *Bridge) Metrics() http.Handler { return b.Guard(b.metrics.handler()) }

// Guard puts the rules for all requests in front of another handler of the same server:
// bodies are refused, taking the answer has a time, and the connection ends with it.
func (b *Bridge) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		guardRequest(w, r, b.now.Load().config.WriteTimeout)
		if hasBody(r) {
			b.metrics.refusals.WithLabelValues("body").Inc()
			b.log.Warn("refused", "client", r.RemoteAddr, "reason", "the request has a body")
			http.Error(w, "requests with a body are not taken here", http.StatusRequestEntityTooLarge)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// guardRequest bounds what a client can hold: the time for taking the answer, and, if
// it announced a body, the wait for it, which package net/http would begin before the
// answer and again after it. Errors mean that a writer in front knows no deadlines.
func guardRequest(w http.ResponseWriter, r *http.Request, timeout time.Duration) {
	deadlines := http.NewResponseController(w)
	_ = deadlines.SetWriteDeadline(time.Now().Add(timeout))
	read := time.Time{} // there is nothing to read, however long the answer takes
	if hasBody(r) {
		read = time.Now()
	}
	_ = deadlines.SetReadDeadline(read)
	if r.ProtoMajor == 1 { // HTTP/2 would end the other requests of the connection
		w.Header().Set("Connection", "close")
	}
}

func hasBody(r *http.Request) bool { return r.ContentLength != 0 || len(r.TransferEncoding) > 0 }
