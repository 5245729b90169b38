package models

// BigNumber is an integer of any size in decimal digits, as RESP3 sends one that
// does not fit 64 bits ("-3492890328409238509324850943850943825024385").
// Source: RESP3 specification, "Big numbers".
type BigNumber string

// MapEntry is a key with its value in the reply to a custom command. Either is
// whatever the server sent: see [Map].
type MapEntry struct {
	Key   any
	Value any
}

// Map is a RESP3 map in the reply to a custom command, in the server's order. Its
// keys may be of any type and its values may be maps again, which is why it is no Go map.
type Map []MapEntry

// Get returns the value of the first entry whose key is the text key, and whether
// there is one.
func (m Map) Get(key string) (any, bool) {
	for _, entry := range m {
		if text, ok := entry.Key.(string); ok && text == key {
			return entry.Value, true
		}
	}
	return nil, false
}

// Set is a RESP3 set in the reply to a custom command, in the server's order.
type Set []any

// KeyAndID names a stream and the ID after which to read it, as XREAD takes them:
// "0" reads from the beginning, "$" only what is added from now on.
type KeyAndID struct {
	// Key is that of the stream.
	Key string
	ID  string
}

// KeyAndEntry is an entry of a stream with the stream's key.
type KeyAndEntry struct {
	Key   string
	Entry StreamEntry
}
