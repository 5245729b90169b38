package models

// LCSMatch tells where the longest common sequence of two strings lies in them.
type LCSMatch struct {
	// Matches are the parts of the sequence, the last one first.
	Matches []LCSMatchedPosition
	// Len is the length of the whole sequence in bytes, parts that were left out included.
	Len int64
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// LCSMatchedPosition is a part of the longest common sequence of two strings.
type LCSMatchedPosition struct {
	// Key1 and Key2 are where the part lies in the string at each key.
	Key1 LCSPosition
	Key2 LCSPosition
	// MatchLen is the length of the part in bytes. It is 0 unless it was asked for.
	MatchLen int64
}

// LCSPosition is where a part lies in one of the strings: from the byte at Start to
// the one at End, both included and counted from 0.
type LCSPosition struct {
	Start int64
	End   int64
}
