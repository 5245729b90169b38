package options

// CommandFilter picks commands for COMMAND LIST: [FilterByModule],
// [FilterByACLCategory] or [FilterByPattern].
type CommandFilter interface{ commandFilter() }

// FilterByModule picks the commands of a module.
type FilterByModule struct {
	// Module is the module's name. One that is not loaded has no commands.
	Module string
}

// FilterByACLCategory picks the commands of a category of access control lists.
type FilterByACLCategory struct {
	// Category is its name without the "@", as ACLCat tells it. One that does not
	// exist has no commands.
	Category string
}

// FilterByPattern picks the commands whose name matches a pattern.
type FilterByPattern struct {
	// Pattern is such as "x*" or "acl|*".
	Pattern string
}

func (FilterByModule) commandFilter()      {}
func (FilterByACLCategory) commandFilter() {}
func (FilterByPattern) commandFilter()     {}
