package ws

import "github.com/glissade-io/glissade/internal/printable"

// A dialer prints itself without its secrets, by every verb of package fmt that asks
// for a text, as JSON and in logs; and so does what holds one in an exported field.

// String returns the dialer's settings without the token, and the URL without user,
// password and query.
func (d Dialer) String() string {
	return "{URL:" + redactWord(d.URL) + " Token:" + printable.Secret(d.Token != "") + " Target:" + d.Target + " Platform:" + d.Platform.String() + "}"
}

// GoString returns what String does, with the type.
func (d Dialer) GoString() string { return "ws.Dialer" + d.String() }

// MarshalText returns what String does, for logs. It cannot be read back.
func (d Dialer) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// GoString returns what String does, with the type.
func (p Platform) GoString() string { return "ws.Platform" + p.String() }

// MarshalText returns what String does, for logs. It cannot be read back.
func (p Platform) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
