package main

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// The format is that of runtime/symtab.go, and of type _func in runtime/runtime2.go. A
// program of another format is refused rather than guessed at.

var errNoTable = errors.New("valkey.wasm: its table of functions is not as this Go version writes it; see wasm/build/functions.go")

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
	recordKind       = 40 // internal/abi/symtab.go, FuncID
	recordSize       = 44
	// Which of the other tables are not needed (internal/abi/symtab.go): where a goroutine
	// may not be interrupted, as none is in wasm; and for traces alone, calls that were
	// compiled into their caller, and which arguments are still there to be shown.
	unsafeIndex    = 0
	inlinedIndex   = 2
	argumentsIndex = 3
)

// functionTable is what a Go program knows of its functions, as parts of its memory.
type functionTable struct {
	start   int // in the memory
	count   int
	names   []byte
	sources []byte // compilation units and files
	values  []byte
	list    []byte // from the pairs on
}

func findFunctions(memory []byte) (functionTable, error) {
	start := bytes.Index(memory, []byte(tableStart))
	if start < 0 || len(memory)-start < headerSize {
		return functionTable{}, errNoTable
	}
	table := memory[start:]
	offset := func(at int) int { return int(binary.LittleEndian.Uint64(table[at:])) }
	names, units, files := offset(namesOffset), offset(unitsOffset), offset(filesOffset)
	values, functions := offset(valuesOffset), offset(functionsOffset)
	count := offset(functionCount)
	if names != headerSize || units < names || files < units || values < files || functions < values ||
		count <= 0 || count > len(table)/functionPairSize || functions > len(table)-count*functionPairSize {
		return functionTable{}, errNoTable
	}
	return functionTable{start, count, table[names:units], table[units:values], table[values:functions], table[functions:]}, nil
}

// record returns the record of a function, with what follows it, and of how many other
// tables it has offsets.
func (t functionTable) record(number int) (record []byte, others int, err error) {
	at := int(binary.LittleEndian.Uint32(t.list[number*functionPairSize+4:]))
	if at > len(t.list)-recordSize {
		return nil, 0, errNoTable
	}
	record = t.list[at:]
	others = int(binary.LittleEndian.Uint32(record[recordOtherCount:]))
	if others > (len(record)-recordSize)/4 {
		return nil, 0, errNoTable
	}
	return record, others, nil
}

// name returns the name at an offset.
func (t functionTable) name(offset int) (string, error) {
	if offset >= len(t.names) {
		return "", errNoTable
	}
	name, _, found := bytes.Cut(t.names[offset:], []byte{0})
	if !found {
		return "", errNoTable
	}
	return string(name), nil
}
