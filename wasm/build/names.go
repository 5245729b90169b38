package main

import (
	"bytes"
	"encoding/binary"
	"path"
	"slices"
	"strconv"
	"strings"
)

// The names of functions are for traces of stacks alone, and 3 % of what a page loads. In
// their place a function has the name of its package and its number, as in mux.1324, and
// the package holds a file, functions.txt, whose line of that number is the whole name.

// wrapperKind is that of functions which the compiler made. One that calls a method of a
// value says by its own name what is amiss when there is no value: the runtime looks in
// there for the type (runtime/error.go, panicwrap).
const wrapperKind = 23

// knownNames are those of functions which the runtime knows by their names.
var knownNames = []string{"reflect.makeFuncStub", "reflect.methodValueCall"}

// shortenNames shortens the names of the functions in a program's memory, in place, and
// returns those that they had. What blankLines removes must be gone: it has names too.
func shortenNames(memory []byte) (before []string, err error) {
	functions, err := findFunctions(memory)
	if err != nil {
		return nil, err
	}
	var after []byte
	for i := range functions.count {
		record, _, err := functions.record(i)
		if err != nil {
			return nil, err
		}
		name, err := functions.name(int(binary.LittleEndian.Uint32(record[recordName:])))
		if err != nil {
			return nil, err
		}
		before = append(before, name)
		binary.LittleEndian.PutUint32(record[recordName:], uint32(len(after)))
		after = append(append(after, shortName(name, record[recordKind], len(before))...), 0)
	}
	if len(after) > len(functions.names) {
		return nil, errNoTable
	}
	clear(functions.names[copy(functions.names, after):])
	return before, nil
}

func shortName(name string, kind byte, number int) string {
	if slices.Contains(knownNames, name) {
		return name
	}
	folder, _, _ := strings.Cut(path.Base(name[:endOfPackage(name)]), ".")
	if kind == wrapperKind {
		folder += ".(*T)"
	}
	return folder + "." + strconv.Itoa(number)
}

// endOfPackage returns where in a name the package's has ended for certain: what follows in
// brackets may hold other packages'.
func endOfPackage(name string) int {
	if end := strings.IndexAny(name, "(["); end >= 0 {
		return end
	}
	return len(name)
}

// namesFile returns the contents of functions.txt.
func namesFile(names []string) []byte {
	var out bytes.Buffer
	for _, name := range names {
		out.WriteString(name + "\n")
	}
	return out.Bytes()
}
