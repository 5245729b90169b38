// Package model is what the generator knows of the client's interface: every
// command with its documentation, parameters and result, and every type that
// these are made of. It is read from the source of core/command, options and
// models, which stay the only place where a command or a type is written.
//
//	api, err := model.Load("/path/to/the/module/root")
//	for _, command := range api.Commands {
//		fmt.Println(command.Wire, command.Name, command.Result)
//	}
//
// An emitter is a function from an API to the bytes of one file. It needs no
// knowledge of Go's syntax trees, and it never meets a construct that the model
// does not describe: [Load] refuses those with an error that names file and line.
//
// How a command behaves on a server is the catalog's part, see internal/catalog; what
// the definition adds to that, or corrects, is in its [Directive] comments.
package model

// API is the whole interface of the client.
type API struct {
	// Families are in order of their files.
	Families []Family
	// Commands are in order of group and, within a group, of their place in the file.
	Commands []Command
	// Structs, Enums and Unions are the exported types of options and models,
	// whether or not a command uses them, in order of package and name.
	Structs []Struct
	Enums   []Enum
	Unions  []Union
	// Texts are what errors that reach a page may say.
	Texts []Text
	// Constants are the numbers that both halves of the JavaScript package need.
	Constants []Constant
	// Functions are the exported functions of core, and methods as "Client.Select".
	// Those that are generated from the commands are not among them.
	Functions []string
}

// Family is commands that are about one thing, such as those of strings: the chapters
// of the interface. It is introduced by the header of a file of core/command, a comment
// before the package clause that ends with "//glissade:family" and a title. To it belong
// the commands of that file and of those that are named after it: strings_lcs.go.
type Family struct {
	// Name is that of the generated types, and the comment's first word: "StringCommands".
	Name string
	// Title is the family's heading: "Strings".
	Title string
	// File is the name of the file without its ending: "strings".
	File string
	// Doc is the comment.
	Doc Doc
	// Position is where the comment stands: "core/command/strings.go:1".
	Position string
}

// Command is one function of core/command.
type Command struct {
	// Name is the function's name, and that of the generated methods: "GetDel".
	Name string
	// Wire is the command's name as it is sent: "GETDEL", "CONFIG GET". It is
	// empty for a command marked as [AnyCommand], whose name is an argument.
	Wire string
	// Group is the name of the file it stands in, without its ending: "string".
	Group string
	// Doc is the function's comment.
	Doc Doc
	// Parameters are the function's, without the *Args.
	Parameters []Parameter
	// Result is the T of the Reply[T] that the function returns.
	Result *Type
	// Directives are those above the function, see [Directive].
	Directives []Directive
	// Position is where the function stands: "core/command/string.go:12".
	Position string
}

// Parameter is one parameter of a command function.
type Parameter struct {
	Name string
	Type *Type
}

// Doc is a doc comment, whole and in its parts.
type Doc struct {
	// Text is the whole comment without its slashes, lines as in the source.
	Text string
	// Prose is what stands before the first labelled part.
	Prose string
	// Summary is the first sentence of it, in one line, beginning with the
	// identifier's name.
	Summary string
	// Reply, Errors, Complexity and Since are the parts that the comment labels
	// so ("Reply: the value, or nil …"), without label and closing full stop.
	Reply, Errors, Complexity, Since string
	// Links are the web addresses in the comment.
	Links []string
}

// Struct is an exported struct type of options or models.
type Struct struct {
	Package, Name string
	Doc           Doc
	Fields        []Field
	// InParameters and InResults tell whether a command's parameters or results
	// reach the type, directly or through other types.
	InParameters, InResults bool
	Position                string
}

// Field is an exported field of a struct. Unexported fields are left out.
type Field struct {
	Name string
	Type *Type
	Doc  Doc
	// JavaScript is the field's name in JavaScript where the source gives one.
	JavaScript string
	Position   string
}

// Enum is a named string type with its constants.
type Enum struct {
	Package, Name string
	Doc           Doc
	Values        []EnumValue
	// InParameters and InResults are as in Struct.
	InParameters, InResults bool
	Position                string
}

// EnumValue is one constant of an Enum: OnlyIfExists with the value "XX".
type EnumValue struct {
	Name, Value string
	Doc         Doc
}

// Union is a sealed interface: one of several structs of the same package.
type Union struct {
	Package, Name string
	Doc           Doc
	// Members are the names of the structs, in order of their declaration.
	Members []string
	// InParameters and InResults are as in Struct.
	InParameters, InResults bool
	Position                string
}

// Struct returns the struct type of that package and name.
func (a *API) Struct(pkg, name string) (*Struct, bool) {
	for i := range a.Structs {
		if s := &a.Structs[i]; s.Package == pkg && s.Name == name {
			return s, true
		}
	}
	return nil, false
}

// Enum returns the enum type of that package and name.
func (a *API) Enum(pkg, name string) (*Enum, bool) {
	for i := range a.Enums {
		if e := &a.Enums[i]; e.Package == pkg && e.Name == name {
			return e, true
		}
	}
	return nil, false
}

// Union returns the union type of that package and name.
func (a *API) Union(pkg, name string) (*Union, bool) {
	for i := range a.Unions {
		if u := &a.Unions[i]; u.Package == pkg && u.Name == name {
			return u, true
		}
	}
	return nil, false
}
