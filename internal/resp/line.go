package resp

import "math"

const (
	// numberLineLength is the most that may stand between the type byte and CR LF
	// of an integer or a header: 20 bytes are enough, some leading zeros are let pass.
	numberLineLength = 32

	verbatimFormatLength = 3

	// What parseLine returns for a header instead of a length.
	lengthNull     = -1
	lengthStreamed = -2

	problemLoneLF    = "LF without CR"
	problemLoneCR    = "CR without LF"
	problemEndless   = "no CR LF where the number ends"
	problemNoType    = "not the first byte of any type of reply"
	problemNoLineEnd = "CR LF expected after the string"
	problemNoColon   = "colon expected after the format"
	problemNoChunk   = "a chunk of the streamed string expected"
	problemLoneChunk = "no streamed string to continue"
	problemLoneEnd   = "no streamed aggregate to end"
	problemNoValue   = " with a key that has no value" // after the type
)

// startsValue tells which bytes begin a value.
var startsValue = [256]bool{
	TypeSimpleString: true, TypeSimpleError: true, TypeInteger: true, TypeBulkString: true, TypeArray: true,
	TypeNull: true, TypeBoolean: true, TypeDouble: true, TypeBigNumber: true, TypeBulkError: true,
	TypeVerbatimString: true, TypeMap: true, TypeSet: true, TypeAttribute: true, TypePush: true,
}

// parseLine checks line, which is what stands between a type byte and CR LF, and
// returns the number in it: an integer's or a boolean's value, a header's length,
// lengthNull or lengthStreamed. If problem is not empty, line[bad] is at fault, or
// the end of the line where bad is its length.
func parseLine(typ Type, line []byte) (n int64, bad int, problem string) {
	switch typ {
	case TypeSimpleString, TypeSimpleError:
		for i, c := range line {
			if c == '\r' {
				return 0, i, problemLoneCR
			}
		}
		return 0, 0, ""
	case TypeInteger:
		return parseInteger(line)
	case TypeBigNumber:
		bad, problem = checkDigits(line)
		return 0, bad, problem
	case TypeDouble:
		bad, problem = checkDouble(line)
		return 0, bad, problem
	case TypeBoolean:
		switch {
		case len(line) == 1 && line[0] == 't':
			return 1, 0, ""
		case len(line) == 1 && line[0] == 'f':
			return 0, 0, ""
		}
		return 0, 0, "neither t nor f"
	case TypeNull, typeEnd:
		if len(line) != 0 {
			return 0, 0, "CR LF expected"
		}
		return 0, 0, ""
	default:
		return parseLength(typ, line)
	}
}

func parseLength(typ Type, line []byte) (n int64, bad int, problem string) {
	switch string(line) {
	case "-1":
		if typ == TypeBulkString || typ == TypeArray {
			return lengthNull, 0, ""
		}
	case "?":
		if typ == TypeBulkString || typ.aggregate() {
			return lengthStreamed, 0, ""
		}
	}
	if len(line) > 0 && line[0] == '-' {
		return 0, 0, "negative length"
	}
	if len(line) > 0 && line[0] == '+' {
		return 0, 0, "digit expected"
	}
	n, bad, problem = parseInteger(line)
	if problem == "" && typ == TypeVerbatimString && n <= verbatimFormatLength {
		return 0, 0, "too short to hold a format"
	}
	return n, bad, problem
}

func parseInteger(line []byte) (n int64, bad int, problem string) {
	if bad, problem = checkDigits(line); problem != "" {
		return 0, bad, problem
	}
	digits, limit := line, uint64(math.MaxInt64)
	negative := line[0] == '-'
	if negative || line[0] == '+' {
		digits = line[1:]
	}
	if negative {
		limit++
	}
	var value uint64
	for _, c := range digits {
		digit := uint64(c - '0')
		if value > (limit-digit)/10 {
			return 0, 0, "number does not fit 64 bits"
		}
		value = value*10 + digit
	}
	if negative {
		return -int64(value), 0, ""
	}
	return int64(value), 0, ""
}

// checkDigits checks that line is one or more digits, with or without a sign.
func checkDigits(line []byte) (bad int, problem string) {
	i := 0
	if len(line) > 0 && (line[0] == '-' || line[0] == '+') {
		i = 1
	}
	end := skipDigits(line, i)
	if end == i || end < len(line) {
		return end, "digit expected"
	}
	return 0, ""
}

// checkDouble checks that line is a number in decimal notation, or what a server's
// library prints of an infinity or of what is no number. It is narrower than
// strconv.ParseFloat, which also takes hexadecimal.
func checkDouble(line []byte) (bad int, problem string) {
	i := 0
	if len(line) > 0 && (line[0] == '-' || line[0] == '+') {
		i = 1
	}
	if _, special := specialDouble(line); special {
		return 0, ""
	}
	end := skipDigits(line, i)
	digits := end - i
	if end < len(line) && line[end] == '.' {
		fraction := end + 1
		end = skipDigits(line, fraction)
		digits += end - fraction
	}
	if digits == 0 {
		return end, "digit expected"
	}
	if end < len(line) && (line[end] == 'e' || line[end] == 'E') {
		end++
		if end < len(line) && (line[end] == '-' || line[end] == '+') {
			end++
		}
		exponent := end
		if end = skipDigits(line, exponent); end == exponent {
			return end, "digit expected"
		}
	}
	if end < len(line) {
		return end, "digit expected"
	}
	return 0, ""
}

func skipDigits(line []byte, i int) int {
	for i < len(line) && line[i]-'0' <= 9 {
		i++
	}
	return i
}

// CutBulk cuts a bulk string from the beginning of b, if all of it is there, and returns
// its text and what follows. It is for the most frequent form alone: with a length of up
// to nine digits.
func CutBulk(b []byte) (text, rest []byte, ok bool) {
	if len(b) < len("$0\r\n\r\n") || Type(b[0]) != TypeBulkString {
		return nil, nil, false
	}
	n, header := shortLength(b[1:])
	start := 1 + header
	end := start + n
	if header == 0 || end+2 > len(b) || b[end] != '\r' || b[end+1] != '\n' {
		return nil, nil, false
	}
	return b[start:end:end], b[end+2:], true
}

// shortLength reads a length of one to nine digits with its CR LF, which is what
// nearly every header has. The size is zero if b begins with anything else.
func shortLength(b []byte) (n, size int) {
	if len(b) > 11 {
		b = b[:11]
	}
	for i, c := range b {
		c -= '0'
		if c > 9 {
			if i > 0 && i+1 < len(b) && b[i] == '\r' && b[i+1] == '\n' {
				return n, i + 2
			}
			return 0, 0
		}
		n = n*10 + int(c)
	}
	return 0, 0
}
