package main

import "unsafe"

// open has JavaScript open a socket. It hands over what arrives, and what happens, as
// messages of the mailbox to two addressees, one behind the other.
func (p *page) open(client uint32, address string, s *socket) uint32 {
	number := theMailbox.add(s.data)
	theMailbox.add(s.event)
	p.glissade.Call("open", client, address, number)
	return number
}

func (p *page) send(s *socket, bytes []byte) int {
	return int(send(s.number, unsafe.SliceData(bytes), uint32(len(bytes))))
}

func (p *page) pause(s *socket, paused bool) { p.glissade.Call("pause", s.number, paused) }

func (p *page) close(s *socket) {
	p.glissade.Call("close", s.number)
	theMailbox.remove(s.number)
	theMailbox.remove(s.number + 1)
}
