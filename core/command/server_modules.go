package command

import (
	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// ModuleList returns the modules that are loaded.
//
// Reply: the modules, none if there are none.
// Complexity: O(N) for N modules. Since: 4.0.0.
// See https://valkey.io/commands/module-list/
func ModuleList(a *Args) Reply[[]models.ModuleInfo] {
	a.Begin("MODULE LIST")
	return modules
}

// ModuleLoad loads a module from the file at path on the server, with args as its
// arguments.
//
// Reply: OK. Errors: ERR if the server's setting enable-module-command does not
// allow it, or the module cannot be loaded.
// Complexity: O(1). Since: 4.0.0.
// See https://valkey.io/commands/module-load/
//
//glissade:route all_nodes: at one node it would do harm, or have no effect on the cluster
//glissade:response all_succeeded: it is done when every node has done it
func ModuleLoad(a *Args, path string, args []string) Reply[string] {
	a.Begin("MODULE LOAD")
	a.String(path)
	for _, arg := range args {
		a.String(arg)
	}
	return ok
}

// ModuleLoadEx loads a module from the file at path on the server.
//
// Reply: OK. Errors: ERR if the server's setting enable-module-command does not
// allow it, or the module cannot be loaded.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/module-loadex/
//
//glissade:route all_nodes: at one node it would do harm, or have no effect on the cluster
//glissade:response all_succeeded: it is done when every node has done it
func ModuleLoadEx(a *Args, path string) Reply[string] {
	a.Begin("MODULE LOADEX")
	a.String(path)
	return ok
}

// ModuleLoadExWithOptions loads a module from the file at path on the server, with
// the settings and arguments in opts.
//
// Reply: OK. Errors: ERR if the server's setting enable-module-command does not
// allow it, or the module cannot be loaded.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/module-loadex/
func ModuleLoadExWithOptions(a *Args, path string, opts options.ModuleLoadExOptions) Reply[string] {
	a.Begin("MODULE LOADEX")
	a.String(path)
	for _, config := range opts.Configs {
		a.Word("CONFIG")
		a.String(config.Name)
		a.String(config.Value)
	}
	if len(opts.Args) > 0 {
		a.Word("ARGS")
		for _, arg := range opts.Args {
			a.String(arg)
		}
	}
	return ok
}

// ModuleUnload unloads the module of that name.
//
// Reply: OK. Errors: ERR if the server's setting enable-module-command does not
// allow it, or there is no such module, or it has types of its own.
// Complexity: O(1). Since: 4.0.0.
// See https://valkey.io/commands/module-unload/
//
//glissade:route all_nodes: at one node it would do harm, or have no effect on the cluster
//glissade:response all_succeeded: it is done when every node has done it
func ModuleUnload(a *Args, name string) Reply[string] {
	a.Begin("MODULE UNLOAD")
	a.String(name)
	return ok
}
