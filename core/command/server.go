// ServerCommands are the commands for whoever runs a server: what it tells of itself, its
// configuration, databases, persistence, replication, memory, modules and logs.
// See https://valkey.io/commands/#server
//
//glissade:family Server

package command

import "github.com/glissade-io/glissade/options"

// Info returns the server's report about itself, its default sections. See
// models.ParseInfo for its fields.
//
// Reply: lines of the form "name:value" under headings that begin with "# ".
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/info/
func Info(a *Args) Reply[string] {
	a.Begin("INFO")
	return text
}

// InfoWithOptions returns sections of the server's report about itself. See
// models.ParseInfo for its fields.
//
// Reply: lines of the form "name:value" under headings that begin with "# ".
// Complexity: O(1). Since: 1.0.0; more than one section: 7.0.0.
// See https://valkey.io/commands/info/
func InfoWithOptions(a *Args, opts options.InfoOptions) Reply[string] {
	a.Begin("INFO")
	for _, section := range opts.Sections {
		a.Word(string(section))
	}
	return text
}

// Time returns the server's clock.
//
// Reply: the seconds since 1970 and the microseconds of the current second, both in
// decimal digits.
// Complexity: O(1). Since: 2.6.0.
// See https://valkey.io/commands/time/
func Time(a *Args) Reply[[]string] {
	a.Begin("TIME")
	return texts
}

// Lolwut returns a drawing, and the version of the server.
//
// Reply: the drawing, made of characters, several lines.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/lolwut/
func Lolwut(a *Args) Reply[string] {
	a.Begin("LOLWUT")
	return text
}

// LolwutWithOptions returns the drawing that opts describe, and the version of the
// server.
//
// Reply: the drawing, made of characters, several lines.
// Complexity: O(1). Since: 5.0.0.
// See https://valkey.io/commands/lolwut/
func LolwutWithOptions(a *Args, opts options.LolwutOptions) Reply[string] {
	a.Begin("LOLWUT")
	a.check(opts.Validate())
	a.numberOption("VERSION", opts.Version)
	for _, arg := range opts.Args {
		a.Int(arg)
	}
	return text
}
