package command

import "github.com/glissade-io/glissade/options"

// Info returns the server's report about itself, its default sections.
//
// Reply: lines of the form "name:value" under headings that begin with "# ".
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/info/
func Info(a *Args) Reply[string] {
	a.Begin("INFO")
	return text
}

// InfoWithOptions returns sections of the server's report about itself.
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

// ConfigGet returns the server's settings whose names match one of parameters, which
// may be patterns such as "max*".
//
// Reply: the values by name, none if nothing matches.
// Complexity: O(N) for N parameters. Since: 2.0.0; more than one parameter: 7.0.0.
// See https://valkey.io/commands/config-get/
func ConfigGet(a *Args, parameters []string) Reply[map[string]string] {
	a.Begin("CONFIG GET")
	a.Strings("parameters", parameters)
	return textMap
}

// DBSize counts the keys of the database.
//
// Reply: the number of keys.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/dbsize/
func DBSize(a *Args) Reply[int64] {
	a.Begin("DBSIZE")
	return integer
}

// FlushAll deletes all keys of all databases.
//
// Reply: OK.
// Complexity: O(N) for N keys. Since: 1.0.0.
// See https://valkey.io/commands/flushall/
func FlushAll(a *Args) Reply[string] {
	a.Begin("FLUSHALL")
	return ok
}

// FlushDB deletes all keys of the database.
//
// Reply: OK.
// Complexity: O(N) for N keys. Since: 1.0.0.
// See https://valkey.io/commands/flushdb/
func FlushDB(a *Args) Reply[string] {
	a.Begin("FLUSHDB")
	return ok
}
