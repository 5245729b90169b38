package main

import (
	"encoding/binary"
	"errors"
	"slices"
)

// WebAssembly has no goto. Go's compiler (cmd/internal/obj/wasm) makes each basic block
// of a function the end of a block of WebAssembly, begins with a table that branches to
// one of them by the number in PC_B, and puts a loop around it all: a jump sets PC_B and
// branches to the loop. It does so where the basic block lies ahead too, which is most
// often, though a branch to the end of its block leads there at once. Made so, a page
// loads some 7 % less, and a jump does not pass through the table.
//
// Where a call is to be unwound, the function returns 1. The compiler branches for that to
// the function's end, out of as many blocks as there are at each place. A return is
// longer, but the same bytes everywhere, and so costs nothing when compressed.

const (
	codeSection = 10
	// The registers that every function has which follows Go's convention.
	localPCB, localSP, globalSP = 0, 1, 0
)

var errBranches = errors.New("valkey.wasm: it branches otherwise than this Go version's code does; see wasm/build/branches.go")

// shortenFunctions returns the body of a code section whose functions do the same in less.
func shortenFunctions(body []byte) ([]byte, error) {
	count, n := binary.Uvarint(body)
	if n <= 0 {
		return nil, errMalformed
	}
	shortened, body := body[:n:n], body[n:]
	for ; count > 0; count-- {
		size, n := binary.Uvarint(body)
		if n <= 0 || size > uint64(len(body)-n) {
			return nil, errMalformed
		}
		function, err := shortenFunction(body[n : n+int(size)])
		if err != nil {
			return nil, err
		}
		shortened = append(binary.AppendUvarint(shortened, uint64(len(function))), function...)
		body = body[n+int(size):]
	}
	if len(body) > 0 {
		return nil, errMalformed
	}
	return shortened, nil
}

func shortenFunction(body []byte) ([]byte, error) {
	locals, n := binary.Uvarint(body)
	if n <= 0 {
		return nil, errMalformed
	}
	for ; locals > 0; locals-- { // how many of a type, and the type
		_, size := binary.Uvarint(body[min(n, len(body)):])
		if n += size + 1; size <= 0 || n > len(body) {
			return nil, errMalformed
		}
	}
	code, err := readInstructions(body[n:])
	if err != nil {
		return nil, err
	}
	f := function{out: body[:n:n]}
	// They stand where the compiler numbered places for a trace, which has the numbers.
	f.in = slices.DeleteFunc(code, func(i instruction) bool { return i.code[0] == opNop })
	if err := f.shorten(); err != nil {
		return nil, err
	}
	return f.out, nil
}

// label is what a branch may lead to: the basic block of that number in the function's
// table, or one of those below.
type label int

const (
	anyBlock   label = -1 - iota // made within a basic block
	entryLoop                    // begins with the table
	unwindExit                   // makes the function return 1
)

// function is one that is made shorter.
type function struct {
	in     []instruction
	out    []byte
	table  []int   // the basic block for each value of PC_B
	around []label // what the instruction is within, the innermost last
}

func (f *function) shorten() error {
	next := f.begin()
	for next < len(f.in) {
		taken, err := f.step(f.in[next:])
		if err != nil {
			return err
		}
		next += taken
	}
	return nil
}

// begin writes what a function begins with, and returns how many instructions that were.
func (f *function) begin() int {
	if !f.has(0, opGlobalGet, opLocalSet) || !f.in[0].is(opGlobalGet, globalSP) || !f.in[1].is(opLocalSet, localSP) {
		return 0 // not of Go's convention
	}
	f.write(f.in[:2]...)
	next := 2
	if last := len(f.in) - 3; f.has(2, opBlock) && f.has(last, opEnd, opI32Const, opEnd) && f.in[last+1].number == 1 {
		f.around = append(f.around, unwindExit)
		f.in = append(f.in[:last], f.in[last+2]) // nothing leads there
		next++
	}
	if f.has(next, opLoop) {
		f.around = append(f.around, entryLoop)
		f.write(f.in[next])
		next++
	}
	blocks := 0
	for f.has(next+blocks, opBlock) {
		blocks++
	}
	if table := next + blocks; f.has(table, opLocalGet, opBrTable) && f.in[table].number == localPCB {
		for n := blocks - 1; n >= 0; n-- {
			f.around = append(f.around, label(n))
		}
		f.table = f.in[table+1].targets
		f.write(f.in[next : table+2]...)
		next = table + 2
	}
	return next
}

// step writes what does the same as the next instruction, or those that belong together,
// and returns how many that were.
func (f *function) step(in []instruction) (int, error) {
	op, here := in[0].code[0], len(f.in)-len(in)
	switch {
	case op == opI32Const && f.has(here, opI32Const, opLocalSet, opBr) && in[1].number == localPCB:
		depth, err := f.jump(in)
		if err != nil || depth < 0 {
			f.write(in[:3]...) // backwards
			return 3, err
		}
		f.branch(opBr, depth)
		return 3, nil
	case op == opIf && f.has(here+1, opI32Const, opLocalSet, opBr, opEnd) && in[2].number == localPCB:
		f.around = append(f.around, anyBlock)
		depth, err := f.jump(in[1:])
		if err != nil || depth < 0 {
			f.write(in[0])
			return 1, err
		}
		f.around = f.around[:len(f.around)-1]
		f.branch(opBrIf, depth-1)
		return 5, nil
	case op == opBlock, op == opLoop, op == opIf:
		f.around = append(f.around, anyBlock)
	case op == opEnd:
		f.around = f.around[:max(len(f.around)-1, 0)]
	case op == opBr, op == opBrIf:
		switch to := f.label(in[0].number); {
		case to == unwindExit && op == opBrIf:
			f.out = append(f.out, opIf, noResult, opI32Const, 1, opReturn, opEnd)
			return 1, nil
		case to == unwindExit, to == entryLoop:
			return 0, errBranches
		}
	case op == opBrTable, op == opLocalGet && f.table != nil && in[0].number == localPCB && !f.scratch(here):
		return 0, errBranches
	}
	f.write(in[0])
	return 1, nil
}

// jump reads a jump, and returns how far out of the blocks around it that leads, or -1 if
// it leads back.
func (f *function) jump(in []instruction) (int, error) {
	pcB := in[0].number
	if f.label(in[2].number) != entryLoop || pcB < 0 || pcB >= len(f.table) {
		return 0, errBranches
	}
	for depth := range f.around {
		if f.label(depth) == label(f.table[pcB]) {
			return depth, nil
		}
	}
	return -1, nil
}

// scratch returns whether PC_B is read for what was put there just before, which an
// indirect call does to have its arguments in order.
func (f *function) scratch(at int) bool {
	return f.has(at-2, opLocalSet, opI32Const, opLocalGet, opCallIndirect) && f.in[at-2].number == localPCB
}

// label returns what a branch out of that many blocks leads to.
func (f *function) label(depth int) label {
	if depth >= len(f.around) {
		return anyBlock
	}
	return f.around[len(f.around)-1-depth]
}

// has returns whether there are those instructions in a row.
func (f *function) has(at int, ops ...byte) bool {
	if at < 0 || at+len(ops) > len(f.in) {
		return false
	}
	for n, op := range ops {
		if f.in[at+n].code[0] != op {
			return false
		}
	}
	return true
}

func (f *function) write(instructions ...instruction) {
	for _, i := range instructions {
		f.out = append(f.out, i.code...)
	}
}

func (f *function) branch(op byte, depth int) {
	f.out = binary.AppendUvarint(append(f.out, op), uint64(depth))
}
