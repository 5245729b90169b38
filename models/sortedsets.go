package models

// KeyAndWeight is the key of a sorted set with the factor that its scores count by
// when it is combined with others.
type KeyAndWeight struct {
	Key string
	// Weight is what the scores of the set at Key are multiplied by.
	Weight float64
}

// RankAndScore is a member's place in a sorted set, counted from 0, with its score.
type RankAndScore struct {
	// Rank is counted from 0.
	Rank  int64
	Score float64
}

// KeyWithMemberAndScore is a member popped from a sorted set with its score, and the
// key it came from.
type KeyWithMemberAndScore struct {
	Key    string
	Member string
	Score  float64
}

// KeyWithArrayOfMembersAndScores holds members popped from one sorted set with their
// scores, in the order in which they were popped, and the key they came from.
type KeyWithArrayOfMembersAndScores struct {
	Key string
	// MembersAndScores are in the order in which they were popped.
	MembersAndScores []MemberAndScore
}
