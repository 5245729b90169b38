package main

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// The tables by which a Go program tells the file and line of each of its instructions,
// and which functions were compiled into others, are a tenth of what a page loads, and
// of no use to it: it has not the files, and traces of stacks still name the functions
// that were called, though not with which arguments. The linker has no setting to leave
// them out, so they are blanked in what it wrote, and zeros compress to nothing. A
// function without such a table has "?:0" in a trace.
//
// The format is that of runtime/symtab.go, and of type _func in runtime/runtime2.go. A
// program of another format is refused rather than guessed at.

var errNoTable = errors.New("valkey.wasm: its table of functions is not as this Go version writes it; see wasm/build/lines.go")

const (
	// tableStart is how the table begins: with its magic number, and that instructions
	// have units of 1 byte and pointers 8 bytes.
	tableStart = "\xf1\xff\xff\xff\x00\x00\x01\x08"
	// Where the header has what, in bytes: how many functions there are, and the offsets
	// of its parts.
	functionCount    = 8
	namesOffset      = 32 // the names of functions, each with a zero at its end
	unitsOffset      = 40 // the files of each compilation unit
	filesOffset      = 48 // the names of files
	valuesOffset     = 56 // tables of values by instruction, of all kinds
	functionsOffset  = 64 // pairs of an instruction and a record's offset, then records
	headerSize       = 72
	functionPairSize = 8
	// Where the record of a function has what: offsets of tables of values.
	recordName       = 4 // in the names
	recordStack      = 16
	recordFiles      = 20
	recordLines      = 24
	recordOtherCount = 28 // of tables whose offsets follow the record
	recordUnit       = 32
	recordFirstLine  = 36
	recordSize       = 44
	// Which of the other tables are not needed (internal/abi/symtab.go): where a goroutine
	// may not be interrupted, as none is in wasm; and for traces alone, calls that were
	// compiled into their caller, and which arguments are still there to be shown.
	unsafeIndex    = 0
	inlinedIndex   = 2
	argumentsIndex = 3
)

// blankLines removes files and lines from a program's memory, in place.
func blankLines(memory []byte) error {
	start := bytes.Index(memory, []byte(tableStart))
	if start < 0 || len(memory)-start < headerSize {
		return errNoTable
	}
	table := memory[start:]
	offset := func(at int) int { return int(binary.LittleEndian.Uint64(table[at:])) }
	names, units, files := offset(namesOffset), offset(unitsOffset), offset(filesOffset)
	values, functions := offset(valuesOffset), offset(functionsOffset)
	count := offset(functionCount)
	if names < headerSize || units < names || files < units || values < files || functions < values ||
		count <= 0 || count > len(table)/functionPairSize || functions > len(table)-count*functionPairSize {
		return errNoTable
	}
	all := valueTables{bytes: table[values:functions], used: make([]bool, functions-values)}
	inlined := inlinedTrees{base: functionData(memory, start, names, units-names)}
	if inlined.base == nil {
		return errNoTable
	}
	named := valueTables{bytes: table[names:units], used: make([]bool, units-names)}
	list := table[functions:]
	for i := range count {
		at := int(binary.LittleEndian.Uint32(list[i*functionPairSize+4:]))
		if at > len(list)-recordSize {
			return errNoTable
		}
		record := list[at:]
		others := int(binary.LittleEndian.Uint32(record[recordOtherCount:]))
		if others > (len(record)-recordSize)/4 {
			return errNoTable
		}
		if !named.keepText(int(binary.LittleEndian.Uint32(record[recordName:]))) {
			return errNoTable
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
	clear(table[units:values])
	all.clearOthers()
	named.clearOthers()
	inlined.clear()
	return nil
}

// valueTables are tables of values by instruction, or names, which functions share where
// they are the same.
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

// keepText marks the text at an offset as used, to the zero at its end.
func (t *valueTables) keepText(offset int) bool {
	if offset >= len(t.bytes) {
		return false
	}
	length := bytes.IndexByte(t.bytes[offset:], 0)
	if length < 0 {
		return false
	}
	t.mark(offset, offset+length+1)
	return true
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
