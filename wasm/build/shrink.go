package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
)

var errMalformed = errors.New("valkey.wasm: malformed")

// shrink returns a wasm module that does the same with less: shorter functions, and its
// data in fewer segments, after edit, if any, has changed the memory that the data makes.
// See https://webassembly.github.io/spec/core/binary/modules.html
func shrink(module []byte, edit func(memory []byte) error) ([]byte, error) {
	if !bytes.HasPrefix(module, []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, errMalformed
	}
	shrunk, rest := module[:8:8], module[8:]
	for len(rest) > 0 {
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, errMalformed
		}
		end := 1 + n + int(size)
		kind, body := rest[0], rest[1+n:end]
		var err error
		switch kind {
		case codeSection:
			body, err = shortenFunctions(body)
		case dataSection:
			body, err = joinSegments(body, edit)
		}
		if err != nil {
			return nil, err
		}
		shrunk = append(binary.AppendUvarint(append(shrunk, kind), uint64(len(body))), body...)
		rest = rest[end:]
	}
	return shrunk, nil
}

// shrinkFile replaces a file by what shrink makes of it.
func shrinkFile(file string, edit func(memory []byte) error) error {
	module, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	shrunk, err := shrink(module, edit)
	if err != nil {
		return err
	}
	return os.WriteFile(file, shrunk, 0o644)
}
