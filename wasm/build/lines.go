package main

import "encoding/binary"

// The tables by which a Go program tells the file and line of each of its instructions,
// and which functions were compiled into others, are a tenth of what a page loads, and
// of no use to it: it has not the files, and traces of stacks still tell the functions
// that were called, though not with which arguments. The linker has no setting to leave
// them out, so they are blanked in what it wrote, and zeros compress to nothing. A
// function without such a table has "?:0" in a trace.

// blankLines removes files and lines from a program's memory, in place.
func blankLines(memory []byte) error {
	functions, err := findFunctions(memory)
	if err != nil {
		return err
	}
	all := valueTables{bytes: functions.values, used: make([]bool, len(functions.values))}
	inlined := inlinedTrees{base: functionData(memory, functions)}
	if inlined.base == nil {
		return errNoTable
	}
	for i := range functions.count {
		record, others, err := functions.record(i)
		if err != nil {
			return err
		}
		keep, lastInlined := []int{recordStack}, -1
		for n := range others {
			at := recordSize + 4*n
			switch n {
			case inlinedIndex:
				lastInlined = all.greatest(int(binary.LittleEndian.Uint32(record[at:])))
				fallthrough
			case unsafeIndex, argumentsIndex:
				clear(record[at : at+4])
			default:
				keep = append(keep, at)
			}
		}
		inlined.add(record, others, lastInlined)
		forgetTraceData(record, others)
		for _, at := range keep {
			if !all.keep(int(binary.LittleEndian.Uint32(record[at:]))) {
				return errNoTable
			}
		}
		clear(record[recordFiles : recordLines+4])
		clear(record[recordUnit : recordFirstLine+4])
	}
	clear(functions.sources)
	all.clearOthers()
	inlined.clear()
	return nil
}

// valueTables are tables of values by instruction, which functions share where they are
// the same.
type valueTables struct {
	bytes []byte
	used  []bool
}

// keep marks the table at an offset as used. It returns false if there is none. Offset 0
// stands for no table.
func (t *valueTables) keep(offset int) bool {
	if offset == 0 || offset < len(t.used) && t.used[offset] {
		return true
	}
	// Pairs of numbers follow each other, until one begins with 0 that is not the first.
	for at := offset; ; {
		if at >= len(t.bytes) {
			return false
		}
		if t.bytes[at] == 0 && at > offset {
			t.mark(offset, at+1)
			return true
		}
		for range 2 {
			_, n := binary.Uvarint(t.bytes[min(at, len(t.bytes)):])
			if n <= 0 {
				return false
			}
			at += n
		}
	}
}

func (t *valueTables) mark(start, end int) {
	for i := start; i < end; i++ {
		t.used[i] = true
	}
}

// greatest returns the greatest value in the table at an offset, -1 if there is none.
func (t *valueTables) greatest(offset int) (greatest int) {
	value, greatest := -1, -1
	for at := offset; at > 0 && at < len(t.bytes) && (t.bytes[at] != 0 || at == offset); {
		difference, n := binary.Uvarint(t.bytes[at:])
		_, m := binary.Uvarint(t.bytes[min(at+max(n, 0), len(t.bytes)):])
		if n <= 0 || m <= 0 {
			return greatest
		}
		value += int(int64(difference>>1) ^ -int64(difference&1))
		greatest = max(greatest, value)
		at += n + m
	}
	return greatest
}

func (t *valueTables) clearOthers() {
	for i, used := range t.used {
		if !used {
			t.bytes[i] = 0
		}
	}
}
