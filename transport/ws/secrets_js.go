package ws

// String returns whether there is a constructor.
func (p Platform) String() string {
	if p.WebSocket.IsUndefined() || p.WebSocket.IsNull() {
		return "{}"
	}
	return "{WebSocket:" + p.WebSocket.Type().String() + "}"
}
