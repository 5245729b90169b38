package main

import (
	"errors"
	"math/bits"
	"syscall/js"

	"github.com/glissade-io/glissade/core/stream"
	"github.com/glissade-io/glissade/transport/ws"
)

// main offers the dispatcher to the JavaScript package, which started this program
// with an object named glissade in its global scope, and then serves it until the program ends.
//
// The object has inbox(length), which returns an array to put records into;
// deliver(length), which reads them there; webSocket(client), which returns the
// constructor of a client's WebSockets; attach(webSocket, number), which has its messages
// come by the mailbox until detach(number) is called; and destination(client, address), which returns
// what a client's addressMap makes of an address: ["address" | "target" | "error", text],
// or ["", ""] if it leaves it. asked(client) is what an askingDialer asks. Of the sockets that need no bridge it has open(client, address, number),
// whose bytes come to the addressee number and events to the next, pause(number, paused) and close(number).
func main() {
	page := &page{glissade: js.Global().Get("glissade")}
	page.deliverRecords = page.glissade.Get("deliver")
	d := newDispatcher(page)
	submit := js.FuncOf(func(_ js.Value, args []js.Value) any {
		batch := make([]byte, args[0].Length())
		js.CopyBytesToGo(batch, args[0])
		d.submit(batch)
		return nil
	})
	page.glissade.Call("started", submit, fingerprint, theMailbox.address(), mailboxSize, theMailbox.add(d.submit))
	theMailbox.serve()
}

// page is the JavaScript half.
type page struct {
	glissade       js.Value
	deliverRecords js.Value
	inbox          js.Value // a Uint8Array
	inboxSize      int
}

// The inbox's size in bytes: at first, and the largest that is kept.
const (
	smallestInbox = 16 << 10
	largestInbox  = 1 << 20
)

func (p *page) deliver(records []byte) {
	if len(records) > p.inboxSize {
		p.inboxSize = max(smallestInbox, 1<<bits.Len(uint(len(records))))
		p.inbox = p.glissade.Call("inbox", p.inboxSize)
	}
	js.CopyBytesToJS(p.inbox, records)
	p.deliverRecords.Invoke(len(records))
	if p.inboxSize > largestInbox {
		p.inbox, p.inboxSize = js.Undefined(), 0
	}
}

func (p *page) dialer(client uint32, b bridge) stream.Dialer {
	dialer := p.socketDialer(client, b)
	if b.asks {
		return &askingDialer{dialer, client, p.asked}
	}
	return dialer
}

func (p *page) asked(client uint32) string { return p.glissade.Call("asked", client).String() }

func (p *page) socketDialer(client uint32, b bridge) stream.Dialer {
	if b.isLeftOut {
		return &socketDialer{p, client, b.isSecured}
	}
	d := &ws.Dialer{
		URL:      b.url,
		Target:   b.target,
		Token:    b.token,
		Platform: ws.Platform{WebSocket: p.glissade.Call("webSocket", client), Attach: p.attach},
	}
	if b.isMapped || b.isCluster {
		d.Resolve = func(address string) (ws.Destination, error) { return p.destination(client, b, address) }
	}
	return d
}

// destination returns where the bridge is to be asked for an address.
func (p *page) destination(client uint32, b bridge, address string) (ws.Destination, error) {
	to := ws.Destination{Target: b.target, Address: address}
	if address == anyNode.String() {
		to.Address = ""
	}
	if !b.isMapped {
		return to, nil
	}
	mapped := p.glissade.Call("destination", client, address)
	switch text := mapped.Index(1).String(); mapped.Index(0).String() {
	case "address":
		to.Address = text
	case "target":
		to = ws.Destination{Target: text}
	case "error":
		return to, errors.New("the addressMap of " + address + ": " + text)
	}
	return to, nil
}
