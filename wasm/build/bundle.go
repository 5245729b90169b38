package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const banner = `/*! glissade, a Valkey client. Apache-2.0.
 * Contains wasm_exec.js of the Go distribution, Copyright The Go Authors, BSD-3-Clause: see LICENSE-go. */`

// lineLimit is about how long a line of the module may be. Of an error that nobody catches
// Node prints the whole line that threw it.
const lineLimit = 400

const shortBanner = `/*! glissade. Apache-2.0 */`

// bundle compiles the TypeScript sources into one module, and what not every page loads into
// others, which import it and each other as they are.
func bundle(npm, dist string) error {
	var problems []error
	for _, module := range []struct {
		name, banner string
		imports      []string
	}{
		{"index", banner, []string{"./tcp.js", "./asked.js", "./mux.js"}},
		{"tcp", banner, nil},
		{"asked", shortBanner, nil},
		{"mux", shortBanner, nil},
		{"live", shortBanner, []string{"./index.js"}},
		{"react", shortBanner, []string{"./live.js", "react"}},
		{"monitor", shortBanner, []string{"./index.js", "./tcp.js"}},
		{"module_commands", shortBanner, []string{"./index.js"}},
		{"json", shortBanner, []string{"./module_commands.js"}},
		{"search", shortBanner, []string{"./module_commands.js"}},
		{"bloom", shortBanner, []string{"./module_commands.js"}},
	} {
		problems = append(problems, bundleModule(npm, "src/"+module.name+".ts", filepath.Join(dist, module.name+".js"), module.banner, module.imports))
	}
	return errors.Join(problems...)
}

func bundleModule(npm, source, target, banner string, imports []string) error {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     npm,
		EntryPoints:       []string{source},
		Outfile:           target,
		Bundle:            true,
		Format:            api.FormatESModule,
		Platform:          api.PlatformNeutral,
		Target:            api.ES2022,
		MinifySyntax:      true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		LineLimit:         lineLimit,
		Sourcemap:         api.SourceMapLinked,
		Banner:            map[string]string{"js": banner},
		External:          imports,
		Plugins:           []api.Plugin{glueCode(), errorsOfIndex(imports)},
	})
	var problems []error
	for _, file := range result.OutputFiles {
		problems = append(problems, replaceFile(file.Path, file.Contents))
	}
	for _, message := range append(result.Errors, result.Warnings...) {
		at := ""
		if l := message.Location; l != nil {
			at = fmt.Sprintf("%s:%d: ", l.File, l.Line)
		}
		problems = append(problems, errors.New(at+message.Text))
	}
	return errors.Join(problems...)
}

// errorsOfIndex has a module that imports index.js take the classes of errors from there, where
// they are exported: of a second class of the same name no error would be an instance.
func errorsOfIndex(imports []string) api.Plugin {
	const index = "./index.js"
	return api.Plugin{Name: "errors", Setup: func(build api.PluginBuild) {
		if !slices.Contains(imports, index) {
			return
		}
		build.OnResolve(api.OnResolveOptions{Filter: `^\./errors\.js$`}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: index, External: true}, nil
		})
	}}
}

// glueCode makes a module out of the script that Go ships to start its programs. It
// must be that of the very compiler that built the wasm file. The script exports by
// writing into globalThis; as a function with a parameter of that name it writes
// wherever its caller wants, and leaves the page's global scope alone.
func glueCode() api.Plugin {
	const name, space = "wasm_exec", "go"
	return api.Plugin{Name: name, Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: "^" + name + "$"}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: name, Namespace: space}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: space}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			script, err := readGlueCode()
			if err != nil {
				return api.OnLoadResult{}, err
			}
			module := "export function load(globalThis) {\n" + fileSystem + script + "\nreturn globalThis.Go;\n}\n"
			return api.OnLoadResult{Contents: &module, Loader: api.LoaderJS}, nil
		})
	}}
}

// fileSystem is what the script means by fs where it does not say globalThis.fs: it
// prints by it what the program has to say of its end.
const fileSystem = "const fs = { writeSync: (...args) => globalThis.fs.writeSync(...args) };\n"

func readGlueCode() (string, error) {
	root, err := goRoot()
	if err != nil {
		return "", err
	}
	script, err := os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
	return string(script), err
}

// goRoot returns the folder of the Go distribution that builds the wasm file.
func goRoot() (string, error) {
	folder, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	return strings.TrimSpace(string(folder)), nil
}
