package mux

import (
	"strconv"

	"github.com/glissade-io/glissade/internal/printable"
)

// String returns the handshake without the password.
func (h Handshake) String() string {
	return "{Protocol:" + strconv.Itoa(int(h.Protocol)) + " Username:" + h.Username + " Password:" + printable.Secret(h.Password != "") +
		" ClientName:" + h.ClientName + " DatabaseID:" + strconv.Itoa(h.DatabaseID) + " LibraryName:" + h.LibraryName +
		" LibraryVersion:" + h.LibraryVersion + " ReadOnly:" + strconv.FormatBool(h.ReadOnly) + "}"
}

// GoString returns what String does, with the type.
func (h Handshake) GoString() string { return "mux.Handshake" + h.String() }

// MarshalText returns what String does, for logs. It cannot be read back.
func (h Handshake) MarshalText() ([]byte, error) { return []byte(h.String()), nil }
