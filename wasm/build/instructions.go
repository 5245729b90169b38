package main

import "encoding/binary"

// The instructions that are told from others, see
// https://webassembly.github.io/spec/core/binary/instructions.html
const (
	opUnreachable  = 0x00
	opNop          = 0x01
	opBlock        = 0x02
	opLoop         = 0x03
	opIf           = 0x04
	opElse         = 0x05
	opEnd          = 0x0b
	opBr           = 0x0c
	opBrIf         = 0x0d
	opBrTable      = 0x0e
	opReturn       = 0x0f
	opCall         = 0x10
	opCallIndirect = 0x11
	opDrop         = 0x1a
	opSelect       = 0x1b
	opLocalGet     = 0x20
	opLocalSet     = 0x21
	opLocalTee     = 0x22
	opGlobalGet    = 0x23
	opGlobalSet    = 0x24
	opFirstLoad    = 0x28
	opLastStore    = 0x3e
	opMemorySize   = 0x3f
	opMemoryGrow   = 0x40
	opI32Const     = 0x41
	opI64Const     = 0x42
	opF32Const     = 0x43
	opF64Const     = 0x44
	opFirstNumeric = 0x45
	opLastNumeric  = 0xc4
	opExtended     = 0xfc // a second number says which it is
	// Behind opExtended.
	lastTruncation = 7
	memoryCopy     = 10
	memoryFill     = 11
)

// noResult is the type of a block that leaves nothing behind.
const noResult = 0x40

// instruction is one of a function.
type instruction struct {
	code    []byte // all of it
	number  int    // which local, global or enclosing block, or the constant of 32 bits
	targets []int  // of a table, which enclosing block for 0, 1 and so on
}

func (i instruction) is(op byte, number int) bool { return i.code[0] == op && i.number == number }

// readInstructions reads the instructions of a function. What Go's compiler does not
// write is refused.
func readInstructions(code []byte) ([]instruction, error) {
	instructions := make([]instruction, 0, len(code)/2)
	for len(code) > 0 {
		i, err := readInstruction(code)
		if err != nil {
			return nil, err
		}
		instructions = append(instructions, i)
		code = code[len(i.code):]
	}
	return instructions, nil
}

func readInstruction(code []byte) (i instruction, err error) {
	size := 1
	unsigned := func() int {
		value, n := binary.Uvarint(code[min(size, len(code)):])
		if n <= 0 {
			err = errMalformed
		}
		size += max(n, 0)
		return int(value)
	}
	switch op := code[0]; {
	case op == opUnreachable, op == opNop, op == opElse, op == opEnd, op == opReturn, op == opDrop, op == opSelect,
		op >= opFirstNumeric && op <= opLastNumeric:
	case op == opBlock, op == opLoop, op == opIf, op == opMemorySize, op == opMemoryGrow:
		size += 1
	case op == opBr, op == opBrIf, op == opCall, op >= opLocalGet && op <= opGlobalSet:
		i.number = unsigned()
	case op == opBrTable:
		for count := unsigned(); count >= 0 && err == nil; count-- { // and the one for all others
			i.targets = append(i.targets, unsigned())
		}
	case op == opCallIndirect, op >= opFirstLoad && op <= opLastStore:
		unsigned()
		unsigned()
	case op == opI32Const:
		var n int
		i.number, n = signed(code[1:])
		if n == 0 {
			err = errMalformed
		}
		size += n
	case op == opI64Const:
		for size < len(code) && code[size] >= 0x80 {
			size++
		}
		size++
	case op == opF32Const:
		size += 4
	case op == opF64Const:
		size += 8
	case op == opExtended:
		switch which := unsigned(); {
		case which <= lastTruncation:
		case which == memoryFill:
			size += 1
		case which == memoryCopy:
			size += 2
		default:
			err = errMalformed
		}
	default:
		err = errMalformed
	}
	if size > len(code) {
		err = errMalformed
	}
	if err != nil {
		return instruction{}, err
	}
	i.code = code[:size:size]
	return i, nil
}
