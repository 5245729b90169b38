package resp

import (
	"math"
	"strconv"
)

// The limits of a Reader where its Limits leave a field zero.
const (
	// DefaultMaxBulkLength is 512 MiB, the largest string that a server stores
	// unless its proto-max-bulk-len is raised.
	DefaultMaxBulkLength = 512 << 20
	// DefaultMaxAggregateLength is 67,108,864 elements. It is generous because an
	// aggregate costs memory only as its elements arrive.
	DefaultMaxAggregateLength = 1 << 26
	// DefaultMaxReplySize is 1 GiB: the largest value with as much again around it.
	DefaultMaxReplySize = 1 << 30
	// DefaultMaxDepth is 128 aggregates inside each other. The deepest replies of
	// the server's own commands have less than ten; only scripts make deeper ones.
	DefaultMaxDepth = 128
	// MaximumDepth is the most that Limits.MaxDepth can be set to, and the depth
	// at which Decode and Decoder refuse a frame.
	MaximumDepth = 1024
)

// Limits bound what a [Reader] accepts. A field that is zero or negative means the
// default.
type Limits struct {
	// MaxBulkLength is the most bytes that one string, error or number may have;
	// a streamed string counts with all its chunks. Default: DefaultMaxBulkLength.
	MaxBulkLength int
	// MaxAggregateLength is the most elements that one aggregate may have; a pair
	// of a map counts as two. Default: DefaultMaxAggregateLength; values above
	// 2,147,483,647 mean that.
	MaxAggregateLength int
	// MaxReplySize is the most bytes that one reply may have on the wire, headers
	// included. Default: DefaultMaxReplySize.
	MaxReplySize int
	// MaxDepth is how many aggregates may be inside each other, attributes
	// included. Default: DefaultMaxDepth; values above MaximumDepth mean that.
	MaxDepth int
}

func (l Limits) withDefaults() Limits {
	if l.MaxBulkLength <= 0 {
		l.MaxBulkLength = DefaultMaxBulkLength
	}
	if l.MaxAggregateLength <= 0 {
		l.MaxAggregateLength = DefaultMaxAggregateLength
	}
	if l.MaxReplySize <= 0 {
		l.MaxReplySize = DefaultMaxReplySize
	}
	if l.MaxDepth <= 0 {
		l.MaxDepth = DefaultMaxDepth
	}
	l.MaxAggregateLength = min(l.MaxAggregateLength, math.MaxInt32)
	l.MaxDepth = min(l.MaxDepth, MaximumDepth)
	return l
}

// settings is where a client's configuration has the limits: errors call them so.
const settings = "Advanced.ReplyLimits."

// excess is a limit that is exceeded: its setting, what errors say, and whether the
// setting can be no higher.
type excess struct {
	setting, message string
	highest          bool
}

func (l *Limits) bulkExcess() excess {
	return excess{setting: settings + "MaxBulkLength", message: "longer than " + strconv.Itoa(l.MaxBulkLength) + " bytes"}
}

func (l *Limits) aggregateExcess() excess {
	return excess{setting: settings + "MaxAggregateLength", message: "more than " + strconv.Itoa(l.MaxAggregateLength) + " elements"}
}

func (l *Limits) sizeExcess() excess {
	return excess{setting: settings + "MaxReplySize", message: "reply larger than " + strconv.Itoa(l.MaxReplySize) + " bytes"}
}

func (l *Limits) depthExcess() excess {
	message := "more than " + strconv.Itoa(l.MaxDepth) + " aggregates inside each other"
	return excess{settings + "MaxDepth", message, l.MaxDepth >= MaximumDepth}
}

// at returns the error for a value of the type at the offset.
func (e excess) at(offset int64, typ Type) error {
	return &ProtocolError{Offset: offset, Type: typ, Message: e.message, Limit: e.setting, Highest: e.highest}
}
