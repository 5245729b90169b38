package models

// KeyValue is a key with its value, as MSET takes them.
type KeyValue struct {
	Key   string
	Value string
}

// FieldValue is a field of a hash or of a stream entry with its value.
type FieldValue struct {
	Field string
	Value string
}

// MemberAndScore is a member of a sorted set with its score.
type MemberAndScore struct {
	//glissade:javascript element
	Member string
	Score  float64
}

// StreamEntry is an entry of a stream: its ID ("1526919030474-55") and its fields
// in the order in which they were added. A deleted entry that a consumer group
// still lists has no fields.
type StreamEntry struct {
	ID     string
	Fields []FieldValue
}

// StreamResponse holds the entries that were read from one stream, oldest first.
type StreamResponse struct {
	// Key is that of the stream, Entries what was read from it.
	Key     string
	Entries []StreamEntry
}

// KeyAndElement is an element popped from a list, with the key it came from.
type KeyAndElement struct {
	Key     string
	Element string
}

// KeyAndElements is elements popped from a list, in the order in which they were
// popped, with the key they came from.
type KeyAndElements struct {
	Key      string
	Elements []string
}
