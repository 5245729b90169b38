package models

import "time"

// LibraryInfo is a library of functions. See https://valkey.io/commands/function-list/
type LibraryInfo struct {
	// Name is the library's name.
	Name string
	// Engine is what runs it: LUA, or the engine of a module.
	Engine string
	// Functions are the functions that it registers.
	Functions []FunctionInfo
	// Code is its source code, empty unless it was asked for.
	Code string
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// FunctionInfo is a function of a library.
type FunctionInfo struct {
	// Name is what FCall calls it by.
	Name string
	// Description is what its author says about it, empty if nothing.
	Description string
	// Flags are what it may do, such as "no-writes" and "allow-stale".
	Flags []string
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// FunctionStatsResult is what runs on a server, and with what.
// See https://valkey.io/commands/function-stats/
type FunctionStatsResult struct {
	// RunningScript is the function that runs at the moment, if one does.
	RunningScript Result[RunningScript]
	// Engines are the engines that run functions, by name.
	Engines map[string]Engine
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// RunningScript is a function that runs.
type RunningScript struct {
	// Name is the function's name.
	Name string
	// Command is the command that started it, with its arguments.
	Command []string
	// Duration is how long it has been running, to the millisecond.
	Duration time.Duration
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}

// Engine is an engine that runs functions.
type Engine struct {
	// LibraryCount and FunctionCount are how many libraries and functions it has.
	LibraryCount, FunctionCount int64
	// Extra holds the fields of newer servers, in their order.
	Extra Map
}
