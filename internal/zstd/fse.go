package zstd

import "math/bits"

// maxLog is the logarithm of the largest table of states.
const maxLog = 9

// table are the states of a decoder of symbols that take fractions of a bit (FSE).
type table struct {
	log    int
	states [1 << maxLog]state
	known  bool
}

// state is what a decoder is in: the symbol, and how the next state follows.
type state struct {
	symbol uint8
	bits   uint8
	base   uint16
}

// single makes t the table of one symbol, which takes no bits.
func (t *table) single(symbol uint8) {
	t.log, t.known = 0, true
	t.states[0] = state{symbol: symbol}
}

// readTable makes t the table that data describes, of symbols up to most, and returns what
// stands behind the description.
func (t *table) read(data []byte, mostLog, mostSymbol int) ([]byte, error) {
	r := forward{data: data}
	log := r.read(4) + 5
	if log > mostLog {
		return nil, errTable
	}
	var counts [256]int16
	left, symbol := 1<<log, 0
	for left > 0 && symbol <= mostSymbol {
		n := bits.Len(uint(left + 1))
		value := r.read(n)
		low := 1<<(n-1) - 1
		threshold := 1<<n - 1 - (left + 1)
		switch {
		case value&low < threshold:
			value &= low
			r.at--
		case value > low:
			value -= threshold
		}
		count := value - 1
		counts[symbol] = int16(count)
		symbol++
		left -= max(count, -count)
		for repeat := 3; count == 0 && repeat == 3; {
			repeat = r.read(2)
			symbol += repeat
			if symbol > mostSymbol+1 {
				return nil, errTable
			}
		}
	}
	rest, ok := r.rest()
	if !ok || left != 0 {
		return nil, errTable
	}
	return rest, t.build(counts[:symbol], log)
}

// build makes t the table of symbols that are that frequent; -1 stands for less than once.
func (t *table) build(counts []int16, log int) error {
	size := 1 << log
	var next [256]uint16
	high := size
	for symbol, count := range counts {
		if count < 0 {
			high--
			t.states[high].symbol = uint8(symbol)
			count = 1
		}
		next[symbol] = uint16(count)
	}
	step, mask, at := size>>1+size>>3+3, size-1, 0
	for symbol, count := range counts {
		for range max(count, 0) {
			t.states[at].symbol = uint8(symbol)
			for at = (at + step) & mask; at >= high; at = (at + step) & mask {
			}
		}
	}
	if at != 0 {
		return errTable
	}
	for i := range t.states[:size] {
		s := &t.states[i]
		n := next[s.symbol]
		next[s.symbol]++
		s.bits = uint8(log - bits.Len16(n) + 1)
		s.base = n<<s.bits - uint16(size)
	}
	t.log, t.known = log, true
	return nil
}
