package main

import "encoding/binary"

const (
	// Where the record of a function has how many offsets of its data follow those of its
	// tables, each from where all such data begins, and which of them is what.
	recordDataCount   = 43
	inlinedData       = 3
	argumentsData     = 5
	argumentsLeftData = 6
	// noData stands for data that a function has not.
	noData = 1<<32 - 1
	// nodeSize is what each call takes that was compiled into its caller: name, line and
	// place (runtime/symtabinl.go).
	nodeSize = 16
	// dataStart is where the program's description of itself, type moduledata in
	// runtime/symtab.go, says where the data of functions begins: behind a pointer to
	// the table of functions, six slices, three numbers and eighteen pointers.
	dataStart = 8 + 6*24 + 3*8 + 18*8
)

// functionData returns the memory from where the data of functions begins, or nil. The
// program's description of itself is known by its first two pointers, to the table of
// functions and to the names in it, and by how many bytes these are.
func functionData(memory []byte, functions functionTable) []byte {
	table, length := functions.start, len(functions.names)
	for at := range len(memory) - dataStart - 8 {
		word := func(offset int) int { return int(binary.LittleEndian.Uint64(memory[at+offset:])) }
		if word(16) != length || word(24) != length || word(8) != word(0)+headerSize {
			continue
		}
		begins := word(dataStart) - (word(0) - table)
		if begins <= table || begins >= len(memory) {
			return nil
		}
		return memory[begins:]
	}
	return nil
}

// inlinedTrees are the descriptions of calls that were compiled into their callers.
type inlinedTrees struct {
	base  []byte
	nodes map[int]int  // by the offset of a tree how many it has
	other map[int]bool // offsets of data of other kinds
}

// add takes the data of a function in, whose tree has nodes up to the one numbered last.
func (t *inlinedTrees) add(record []byte, others, last int) {
	if t.nodes == nil {
		t.nodes, t.other = map[int]int{}, map[int]bool{}
	}
	for n := range int(record[recordDataCount]) {
		at := recordSize + 4*others + 4*n
		if at+4 > len(record) {
			return
		}
		offset := int(binary.LittleEndian.Uint32(record[at:]))
		switch {
		case offset == noData:
		case n == inlinedData:
			t.nodes[offset] = max(t.nodes[offset], last+1)
		default:
			t.other[offset] = true
		}
	}
}

// forgetTraceData has a function without the data that serve traces alone.
func forgetTraceData(record []byte, others int) {
	for _, n := range []int{inlinedData, argumentsData, argumentsLeftData} {
		at := recordSize + 4*others + 4*n
		if n < int(record[recordDataCount]) && at+4 <= len(record) {
			binary.LittleEndian.PutUint32(record[at:], noData)
		}
	}
}

// clear blanks the trees, but for one that is the same as data of another kind.
func (t *inlinedTrees) clear() {
	for offset, nodes := range t.nodes {
		if end := offset + nodes*nodeSize; !t.other[offset] && end <= len(t.base) {
			clear(t.base[offset:end])
		}
	}
}
