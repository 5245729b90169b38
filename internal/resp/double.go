package resp

import (
	"errors"
	"math"
	"strconv"
	"unsafe"
)

// parseDouble returns the number in a text that checkDouble has accepted. One that
// is too large for a float64 becomes an infinity.
func parseDouble(text []byte) float64 {
	f, _ := ParseFloatText(text)
	return f
}

// ParseFloatText returns the number that a text holds, as servers write numbers in
// strings, and whether it holds one. One that is too large for a float64 becomes an
// infinity. Infinities and what is no number come as C libraries print them: "inf",
// "-INFINITY", "nan", "-nan", "-nan(ind)".
func ParseFloatText(text []byte) (float64, bool) {
	if f, special := specialDouble(text); special {
		return f, true
	}
	// ParseFloat keeps nothing of its argument, so the bytes need no copy.
	f, err := strconv.ParseFloat(unsafe.String(unsafe.SliceData(text), len(text)), 64)
	return f, err == nil || errors.Is(err, strconv.ErrRange)
}

// specialDouble returns the infinity that a text names, or what is no number, and
// whether it names one.
func specialDouble(text []byte) (f float64, is bool) {
	sign := 1
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		if text[0] == '-' {
			sign = -1
		}
		text = text[1:]
	}
	if len(text) < len("inf") || text[0] <= '9' {
		return 0, false
	}
	switch {
	case isFold(text, "inf"):
		return math.Inf(sign), true
	case isFold(text[:len("nan")], "nan"):
		// Some libraries tell of which kind it is.
		rest := text[len("nan"):]
		return math.NaN(), len(rest) == 0 || len(rest) > 1 && rest[0] == '(' && rest[len(rest)-1] == ')'
	default:
		return 0, false
	}
}

// isFold reports whether text is word, which is in lower case, in whatever case.
func isFold(text []byte, word string) bool {
	if len(text) != len(word) {
		return false
	}
	for i, c := range text {
		if c|0x20 != word[i] {
			return false
		}
	}
	return true
}
