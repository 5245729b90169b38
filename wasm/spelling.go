package main

import "strings"

// spelling has the names that errors mention as JavaScript spells them, by the table in
// spellings_gen.go. A name that is not in it is spelled with its first letter small, and
// in quotes where it is the value of an option.
type spelling struct{}

// Name returns what JavaScript calls a name of Go's interface: a path to a field from its
// type on, such as "ClientConfiguration.Advanced.ConnectionTimeout", a method, a function
// or a constant.
func (spelling) Name(name string) string {
	if spelled, ok := lookUp(spellings, name); ok {
		return spelled
	}
	if owner, path, ok := strings.Cut(name, "."); ok {
		return pathIn(owner, path)
	}
	return `"` + smallFirst(name) + `"`
}

// Field returns where JavaScript has what a *failure.ConfigurationError is about:
// "command options.timeout" for CallOptions.Timeout, "createClient configuration.databaseId"
// for the setting DatabaseID. Options of commands keep the name of their type, which
// TypeScript has too.
func (spelling) Field(path string) string {
	root, rest, nested := strings.Cut(path, ".")
	name, _, _ := strings.Cut(root, "[")
	if strings.Contains(settings, "\n"+name+"\n") {
		return "createClient configuration." + pathIn("ClientConfiguration", path)
	}
	place, known := lookUp(places, name)
	if blank := strings.LastIndexByte(root, ' '); blank >= 0 { // a command and its argument
		command := root[:blank]
		if command == anyCommand {
			command = smallFirst(command)
		}
		place, known = command+" "+pathIn("", root[blank+1:]), true
	}
	if !known {
		place = root
	}
	if nested {
		place += "." + pathIn(name, rest)
	}
	return place
}

// anyCommand is the method whose errors have its own name, since that of its command is an
// argument.
const anyCommand = "CustomCommand"

// pathIn returns what JavaScript calls the fields that lead from a struct of that type
// to another value.
func pathIn(owner, path string) string {
	fields := strings.Split(path, ".")
	for i, field := range fields {
		name, index, indexed := strings.Cut(field, "[")
		spelled, ok := "", false
		if i == 0 {
			spelled, ok = lookUp(spellings, owner+"."+name)
		}
		if !ok {
			spelled, ok = lookUp(spellings, name)
		}
		if !ok {
			spelled = smallFirst(name)
		}
		if indexed {
			spelled += "[" + index
		}
		fields[i] = spelled
	}
	return strings.Join(fields, ".")
}

// lookUp returns what stands for a name in a table of lines, name=spelling.
func lookUp(table, name string) (string, bool) {
	_, found, ok := strings.Cut(table, "\n"+name+"=")
	spelled, _, _ := strings.Cut(found, "\n")
	return spelled, ok
}

func smallFirst(name string) string {
	first := min(1, len(name))
	return strings.ToLower(name[:first]) + name[first:]
}
