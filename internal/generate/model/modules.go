package model

import (
	"errors"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// modulesFolder is the folder, below the root, that has a package for each module of
// the server.
const modulesFolder = "modules"

// Module is a module of the server. Its commands are defined in a package of their
// own, as those of the server are in core/command, together with the types that they
// take and return.
type Module struct {
	// Name is the package's name and Folder its path below the root: "json",
	// "modules/json".
	Name, Folder string
	// Doc is the package's comment.
	Doc Doc
	// Commands are in order of file and place. The types of their parameters and
	// results are of the kind [Written].
	Commands []Command
	// Imports are the paths of the packages that those types need.
	Imports []string
}

// moduleReserved are parameter names that generated code uses itself.
var moduleReserved = []string{"a", "b", "c", "ctx", "core", "batch", "command"}

// LoadModules reads the packages below the folder modules of the module whose root
// folder is root, in order of name. Its error joins everything that is wrong.
func LoadModules(root string) ([]Module, error) {
	l := newLoader(root)
	entries, err := os.ReadDir(filepath.Join(root, modulesFolder))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var modules []Module
	for _, entry := range entries {
		if entry.IsDir() {
			modules = append(modules, l.loadModule(path.Join(modulesFolder, entry.Name())))
		}
	}
	return modules, errors.Join(l.problems...)
}

func (l *loader) loadModule(folder string) Module {
	module := Module{Name: path.Base(folder), Folder: folder}
	sources := l.parse(folder)
	for _, s := range sources {
		if s.tree.Doc != nil {
			module.Doc = parseDoc(comment(s.tree.Doc))
		}
		imports := importsOf(s.tree)
		for _, decl := range s.tree.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if ok && function.Recv == nil && function.Name.IsExported() && firstParameter(function) == "*command.Args" {
				l.addModuleCommand(&module, strings.TrimSuffix(s.name, ".go"), function, imports)
			}
		}
	}
	l.checkStrayDirectives(sources)
	slices.Sort(module.Imports)
	module.Imports = slices.Compact(module.Imports)
	if len(module.Commands) == 0 {
		l.problem(folder, "no function takes a *command.Args: define a command, or move the package")
	}
	if module.Doc.Text == "" {
		l.problem(folder, "the package has no comment: say which module it is for")
	}
	return module
}

func (l *loader) addModuleCommand(module *Module, file string, function *ast.FuncDecl, imports map[string]string) {
	name, position := function.Name.Name, l.position(function.Pos())
	command := Command{Name: name, Group: file, Doc: parseDoc(comment(function.Doc)), Position: position}
	command.Directives = l.directives(function.Doc, aCommand)
	l.checkDoc(command)
	if names := function.Type.Params.List[0].Names; len(names) != 1 || names[0].Name != "a" {
		l.problem(position, "%s: call the first parameter a: func %s(a *command.Args, …)", name, name)
		return
	}
	for _, list := range function.Type.Params.List[1:] {
		if _, variadic := list.Type.(*ast.Ellipsis); variadic {
			l.problem(position, "%s has a variadic parameter: take a slice", name)
			return
		}
		for _, parameter := range list.Names {
			_, taken := imports[parameter.Name]
			if taken || slices.Contains(moduleReserved, parameter.Name) {
				l.problem(position, "%s: the parameter name %q is taken by generated code: choose another", name, parameter.Name)
			}
			command.Parameters = append(command.Parameters, Parameter{parameter.Name, module.written(list.Type, imports)})
		}
	}
	result, ok := replyResult(function, "command.Reply")
	if !ok {
		l.problem(position, "%s returns no command.Reply[T]: return the reply that decodes its answer", name)
		return
	}
	command.Result = module.written(result, imports)
	if command.Wire, ok = beginName(function); !ok {
		l.problem(position, "%s does not begin with a.Begin(\"NAME\"): make that call, with a literal name, its first statement", name)
	}
	module.Commands = append(module.Commands, command)
}

// written returns a type as it is written, and notes the imports that it needs.
func (m *Module) written(expr ast.Expr, imports map[string]string) *Type {
	ast.Inspect(expr, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if imported := imports[text(selector.X)]; imported != "" {
				m.Imports = append(m.Imports, imported)
			}
		}
		return true
	})
	return &Type{Kind: Written, Name: text(expr)}
}

// importsOf returns the packages that a file imports, by the name it knows them by.
func importsOf(file *ast.File) map[string]string {
	imports := map[string]string{}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // The parser accepts no such path.
		}
		name := path.Base(imported)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imports[name] = imported
	}
	return imports
}
