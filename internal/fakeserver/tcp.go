package fakeserver

import (
	"net"
	"sync"
	"testing"
)

// ServeTCP runs a function for each connection to an address of its own, which it returns,
// and closes the connection after that. It is for servers that do not speak RESP, and for
// those that are to misbehave before they do. When the test ends it waits for all of them.
func ServeTCP(t testing.TB, serve func(net.Conn)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ServeOn(t, listener, serve)
}

// ServeOn is ServeTCP with a listener of the test's own.
func ServeOn(t testing.TB, listener net.Listener, serve func(net.Conn)) (address string) {
	var running sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		running.Wait()
	})
	running.Go(func() {
		accept(listener, func(connection net.Conn) {
			running.Go(func() {
				defer connection.Close()
				serve(connection)
			})
		})
	})
	return listener.Addr().String()
}

// accept calls serve with each connection until the listener is closed.
func accept(listener net.Listener, serve func(net.Conn)) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		serve(connection)
	}
}
