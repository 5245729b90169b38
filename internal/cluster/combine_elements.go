package cluster

import (
	"github.com/glissade-io/glissade/core/failure"
	"github.com/glissade-io/glissade/internal/resp"
)

// calculate makes one integer of one in each reply, or an array of integers of arrays
// of the same length.
func calculate(r response, replies []reply) ([]byte, error) {
	var totals []int64
	var isArray bool
	for i, reply := range replies {
		d := resp.NewDecoder(reply.frame)
		token, err := d.Next()
		if err != nil {
			return nil, err
		}
		n, array := 1, token.Type == resp.TypeArray
		if array {
			n = token.Len
		}
		if i == 0 {
			totals, isArray = make([]int64, n), array
		}
		if n != len(totals) || array != isArray {
			return nil, reply.unexpected(token, "of another shape than that of another node")
		}
		for j := range n {
			if array {
				if token, err = d.Next(); err != nil {
					return nil, err
				}
			}
			number, isNumber := integerOf(token)
			if !isNumber {
				return nil, reply.unexpected(token, "where an integer was expected")
			}
			totals[j] = r.fold(i == 0, totals[j], number)
		}
	}
	if !isArray {
		return resp.AppendInteger(nil, totals[0]), nil
	}
	frame := resp.AppendArrayHeader(nil, len(totals))
	for _, total := range totals {
		frame = resp.AppendInteger(frame, total)
	}
	return frame, nil
}

func integerOf(token resp.Token) (int64, bool) {
	if token.Type == resp.TypeBoolean && token.Bool {
		return 1, true
	}
	return token.Int, token.Type == resp.TypeInteger || token.Type == resp.TypeBoolean
}

// fold takes one more number into a total.
func (r response) fold(first bool, total, number int64) int64 {
	if r == logicalAnd || r == logicalOr {
		number = min(max(number, 0), 1)
	}
	switch {
	case first:
		return number
	case r == sum:
		return total + number
	case r == smallest, r == logicalAnd:
		return min(total, number)
	default: // largest, logicalOr
		return max(total, number)
	}
}

// concatenate puts the elements of all arrays or sets into one of the first one's type.
func concatenate(replies []reply, unique bool) ([]byte, error) {
	size := 0
	for _, reply := range replies {
		size += len(reply.frame)
	}
	elements := make([]byte, 0, size)
	count, isSet := 0, false
	var seen map[string]struct{}
	if unique {
		seen = make(map[string]struct{})
	}
	for i, reply := range replies {
		d := resp.NewDecoder(reply.frame)
		token, err := d.Next()
		if err != nil {
			return nil, err
		}
		switch token.Type {
		case resp.TypeArray, resp.TypeSet, resp.TypeNull:
		default:
			return nil, reply.unexpected(token, "where an array was expected")
		}
		if i == 0 {
			isSet = token.Type == resp.TypeSet
		}
		for range token.Len {
			start := d.Offset()
			if err := d.Skip(); err != nil {
				return nil, err
			}
			element := reply.frame[start:d.Offset()]
			if unique {
				if _, known := seen[string(element)]; known {
					continue
				}
				seen[string(element)] = struct{}{}
			}
			elements = append(elements, element...)
			count++
		}
	}
	var frame []byte
	if isSet {
		frame = resp.AppendSetHeader(make([]byte, 0, len(elements)+24), count)
	} else {
		frame = resp.AppendArrayHeader(make([]byte, 0, len(elements)+24), count)
	}
	return append(frame, elements...), nil
}

// addCounts adds the integers of the same name up, and keeps the names in the order in
// which they come. Replies are maps, or arrays of names and integers in turn; the
// result is of the first one's type.
func addCounts(replies []reply) ([]byte, error) {
	var names []string
	counts := make(map[string]int64)
	isMap := false
	for i, reply := range replies {
		d := resp.NewDecoder(reply.frame)
		token, err := d.Next()
		if err != nil {
			return nil, err
		}
		pairs := token.Len
		switch {
		case token.Type == resp.TypeMap:
			isMap = isMap || i == 0
		case token.Type == resp.TypeArray && pairs%2 == 0:
			pairs /= 2
		default:
			return nil, reply.unexpected(token, "where names with counts were expected")
		}
		for range pairs {
			name, err := d.Next()
			if err != nil {
				return nil, err
			}
			count, err := d.Next()
			if err != nil {
				return nil, err
			}
			if count.Type != resp.TypeInteger {
				return nil, reply.unexpected(count, "where a count was expected")
			}
			text := string(name.Text)
			if _, known := counts[text]; !known {
				names = append(names, text)
			}
			counts[text] += count.Int
		}
	}
	var frame []byte
	if isMap {
		frame = resp.AppendMapHeader(nil, len(names))
	} else {
		frame = resp.AppendArrayHeader(nil, 2*len(names))
	}
	for _, name := range names {
		frame = resp.AppendInteger(resp.AppendBulk(frame, name), counts[name])
	}
	return frame, nil
}

// unexpected is the error of a reply of another shape than commands have that are
// executed by several servers.
func unexpected(address, problem string) error {
	return &failure.ConnectionError{Address: address, Delivery: failure.Answered, Reason: failure.Text(problem)}
}

// unexpected is the error of a reply that cannot be put together with others.
func (r reply) unexpected(got resp.Token, problem string) error {
	return unexpected(r.address, "the reply of "+r.address+" holds a value of type "+got.Type.String()+" "+problem)
}
