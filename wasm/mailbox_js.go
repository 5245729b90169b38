package main

import (
	"encoding/binary"
	"syscall/js"
	"unsafe"

	"github.com/glissade-io/glissade/transport/ws"
)

// mailbox takes what JavaScript has for the program without syscall/js, through which each
// call costs a goroutine, a dozen calls back and as many finalizers. JavaScript writes one
// message into it, calls the export, which wakes the goroutine that serves the mailbox, and
// resumes the program, which has then taken the message. What does not fit, and what comes
// while the program runs, takes the way through syscall/js instead.
//
// The export must not block, nor allocate, for which it might have to wait for the
// collector: that would end the program.
type mailbox struct {
	memory    *[mailboxHeader + mailboxSize]byte // the addressee, the length, and the bytes
	woken     chan struct{}                      // holds a token when there is a message
	receivers map[uint32]func(message []byte)
	last      uint32 // addressee
}

const (
	mailboxHeader = 8
	mailboxSize   = 64 << 10
)

// theMailbox is the one that the export is for. Its memory stays where it is.
var theMailbox = mailbox{
	memory: new([mailboxHeader + mailboxSize]byte), woken: make(chan struct{}, 1), receivers: make(map[uint32]func([]byte)),
}

//lint:ignore U1000 JavaScript calls it
//go:wasmexport glissade_wake
func wake() {
	select {
	case theMailbox.woken <- struct{}{}:
	default:
	}
}

// address returns where the mailbox lies in the program's memory.
func (m *mailbox) address() int { return int(uintptr(unsafe.Pointer(m.memory))) }

// add returns the number of a new addressee. What is received is its own.
func (m *mailbox) add(receive func(message []byte)) uint32 {
	m.last++
	m.receivers[m.last] = receive
	return m.last
}

func (m *mailbox) remove(addressee uint32) { delete(m.receivers, addressee) }

func (m *mailbox) serve() {
	for range m.woken {
		header, bytes := m.memory[:mailboxHeader], m.memory[mailboxHeader:]
		addressee, length := binary.LittleEndian.Uint32(header), binary.LittleEndian.Uint32(header[4:])
		message := append([]byte(nil), bytes[:length]...)
		if receive := m.receivers[addressee]; receive != nil {
			receive(message)
		}
	}
}

// attach has the messages of a WebSocket come by the mailbox, and sends others without
// syscall/js.
func (p *page) attach(webSocket js.Value, receive func(message []byte)) ws.Shortcut {
	number := theMailbox.add(receive)
	p.glissade.Call("attach", webSocket, number)
	return ws.Shortcut{
		Send: func(message []byte) int { return int(send(number, unsafe.SliceData(message), uint32(len(message)))) },
		Detach: func() {
			theMailbox.remove(number)
			p.glissade.Call("detach", number)
		},
	}
}

// send has JavaScript send a message by the WebSocket of that number, and returns how many
// bytes it has not sent yet, or -1 if it could not be handed over.
//
//go:wasmimport glissade send
func send(webSocket uint32, message *byte, length uint32) int32
