// Package catalog is what the newest server says of its own commands: its answers
// to COMMAND and COMMAND DOCS, kept in valkey-9.1.json. Beside it stands what a client
// has to know of the commands that it has no functions for, each with its reason (see
// [Exceptions] and [Corrections]).
//
//	commands, err := catalog.Load()
//	set, ok := commands.Command("SET")
//	fmt.Println(set.Since, set.Flags, set.Summary)
//
// The file is refreshed from a running server by internal/catalog/refresh and not
// edited by hand. The generator makes core/command's table of it. Programs that
// use the client look commands up there; this package serves the repository, and the
// bridge's rules by category.
package catalog

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

//go:embed valkey-9.1.json
var file []byte

// Catalog is the commands of one server.
type Catalog struct {
	// Server and Version name the server that answered: "valkey", "9.1.2".
	Server  string `json:"server"`
	Version string `json:"version"`
	// Commands are all commands and subcommands in order of name.
	Commands []Command `json:"commands"`
}

// Command is one command or subcommand.
type Command struct {
	// Name is in capitals, a subcommand's with its container's: "CONFIG GET".
	Name string `json:"name"`
	// Since is the server version that first had it.
	Since string `json:"since"`
	// Group is the server's name for its kind: "string", "sorted-set".
	Group string `json:"group"`
	// Summary is one sentence, Complexity the time that it takes.
	Summary    string `json:"summary,omitempty"`
	Complexity string `json:"complexity,omitempty"`
	// Arity is the number of arguments with the name's words; -N is N or more.
	Arity int64 `json:"arity"`
	// Flags are such as "readonly", "write", "blocking", sorted.
	Flags []string `json:"flags,omitempty"`
	// Categories are its ACL categories without "@", sorted.
	Categories []string `json:"categories,omitempty"`
	// Tips are such as "request_policy:all_shards" and "nondeterministic_output".
	Tips []string `json:"tips,omitempty"`
	// DocFlags are "deprecated" and "syscmd".
	DocFlags []string `json:"doc_flags,omitempty"`
	// DeprecatedSince and ReplacedBy are set for deprecated commands.
	DeprecatedSince string `json:"deprecated_since,omitempty"`
	ReplacedBy      string `json:"replaced_by,omitempty"`
	// Keys tell which arguments are keys.
	Keys []KeySpec `json:"keys,omitempty"`
	// History is what changed in later versions.
	History []Change `json:"history,omitempty"`
	// Arguments are the arguments behind the name, as a tree.
	Arguments []Argument `json:"arguments,omitempty"`
}

// KeySpec tells where some of a command's keys are: where to begin, and which
// arguments from there on. See https://valkey.io/topics/key-specs/
type KeySpec struct {
	// Begin is "index", "keyword" or "unknown".
	Begin string `json:"begin"`
	// Index is the argument to begin at, for "index".
	Index int64 `json:"index,omitempty"`
	// Keyword is the word behind which to begin; From is the argument at which to
	// look for it first, counted from the end and looking backwards if negative.
	Keyword string `json:"keyword,omitempty"`
	From    int64  `json:"from,omitempty"`
	// Find is "range", "keynum" or "unknown".
	Find string `json:"find"`
	// Last is the last key of a range, counted from the first, or from the end of
	// the arguments if negative; Limit N makes that the end of the first Nth part.
	Last  int64 `json:"last,omitempty"`
	Limit int64 `json:"limit,omitempty"`
	// Count is where the number of keys stands, First where the first key does,
	// both counted from the beginning, for "keynum".
	Count int64 `json:"count,omitempty"`
	First int64 `json:"first,omitempty"`
	// Step is the distance between keys.
	Step int64 `json:"step,omitempty"`
	// Flags are such as "RO", "RW", "not_key" and "incomplete", sorted.
	Flags []string `json:"flags,omitempty"`
	Notes string   `json:"notes,omitempty"`
}

// Change is an entry of a command's history.
type Change struct {
	Version string `json:"version"`
	What    string `json:"what"`
}

// Argument is one argument, or a group of them.
type Argument struct {
	Name string `json:"name"`
	// Type is such as "key", "string", "integer", "pure-token", "oneof", "block".
	Type string `json:"type"`
	// Token is the keyword that stands before it, or that it is.
	Token string `json:"token,omitempty"`
	// Display is the name to show, where it differs from Name.
	Display         string     `json:"display,omitempty"`
	Summary         string     `json:"summary,omitempty"`
	Since           string     `json:"since,omitempty"`
	DeprecatedSince string     `json:"deprecated_since,omitempty"`
	Flags           []string   `json:"flags,omitempty"`
	Arguments       []Argument `json:"arguments,omitempty"`
}

// Load returns the catalog as the server gave it.
func Load() (*Catalog, error) {
	c := new(Catalog)
	if err := json.Unmarshal(file, c); err != nil {
		return nil, fmt.Errorf("valkey-9.1.json: %w: refresh it with go run ./internal/catalog/refresh", err)
	}
	return c, nil
}

// Title returns the server's name and version, "valkey 9.1.2".
func (c *Catalog) Title() string { return c.Server + " " + c.Version }

// Command returns the command of that name, given in capitals.
func (c *Catalog) Command(name string) (Command, bool) {
	at, ok := c.index(name)
	if !ok {
		return Command{}, false
	}
	return c.Commands[at], true
}

func (c *Catalog) index(name string) (int, bool) {
	return slices.BinarySearchFunc(c.Commands, name, func(command Command, name string) int {
		return strings.Compare(command.Name, name)
	})
}

// Encode returns the catalog as the file has it: one command a line, so that a
// difference between two versions reads well.
func (c *Catalog) Encode() ([]byte, error) {
	var text strings.Builder
	fmt.Fprintf(&text, "{\"server\":%q,\"version\":%q,\"commands\":[\n", c.Server, c.Version)
	for i, command := range c.Commands {
		if i > 0 {
			text.WriteString(",\n")
		}
		line := json.NewEncoder(&text)
		line.SetEscapeHTML(false)
		if err := line.Encode(command); err != nil {
			return nil, err
		}
	}
	text.WriteString("]}\n")
	return []byte(strings.ReplaceAll(text.String(), "\n,\n", ",\n")), nil
}
