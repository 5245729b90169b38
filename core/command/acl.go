// ACLCommands are the commands for access control lists: users, their passwords, and
// which commands, keys and channels each of them may use. The rules are kept by each
// server for itself.
// See https://valkey.io/commands/#server
//
//glissade:family Access control lists

package command

import "github.com/glissade-io/glissade/models"

// ACLCat returns the categories of commands that access control lists know.
//
// Reply: the categories, without "@".
// Complexity: O(1). Since: 6.0.0.
// See https://valkey.io/commands/acl-cat/
func ACLCat(a *Args) Reply[[]string] {
	a.Begin("ACL CAT")
	return texts
}

// ACLCatWithCategory returns the commands of a category, which is named without "@".
//
// Reply: the commands. Errors: ERR if there is no such category.
// Complexity: O(1). Since: 6.0.0.
// See https://valkey.io/commands/acl-cat/
//
//glissade:javascript aclCat
func ACLCatWithCategory(a *Args, category string) Reply[[]string] {
	a.Begin("ACL CAT")
	a.String(category)
	return texts
}

// ACLDelUser deletes users and closes their connections.
//
// Reply: how many of them existed. Errors: ERR if one is the user default, which cannot be deleted.
// Complexity: O(1) for each user. Since: 6.0.0.
// See https://valkey.io/commands/acl-deluser/
func ACLDelUser(a *Args, usernames []string) Reply[int64] {
	a.Begin("ACL DELUSER")
	a.Strings("usernames", usernames)
	return integer
}

// ACLDryRun tells whether a user may execute a command, without executing it.
//
// Reply: OK if so, else a sentence that says why not. Errors: ERR if there is no such user or command.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/acl-dryrun/
func ACLDryRun(a *Args, username, commandName string, args []string) Reply[string] {
	a.Begin("ACL DRYRUN")
	a.String(username)
	a.String(commandName)
	for _, argument := range args {
		a.String(argument)
	}
	return text
}

// ACLGenPass has the server make a password of 256 random bits.
//
// Reply: the password, 64 hexadecimal digits.
// Complexity: O(1). Since: 6.0.0.
// See https://valkey.io/commands/acl-genpass/
func ACLGenPass(a *Args) Reply[string] {
	a.Begin("ACL GENPASS")
	return text
}

// ACLGenPassWithBits has the server make a password of so many random bits, 1 to 4096.
//
// Reply: the password in hexadecimal digits, of which each stands for 4 bits, rounded up.
// Errors: ERR if bits is out of range.
// Complexity: O(1). Since: 6.0.0.
// See https://valkey.io/commands/acl-genpass/
//
//glissade:javascript aclGenPass
func ACLGenPassWithBits(a *Args, bits int64) Reply[string] {
	a.Begin("ACL GENPASS")
	a.Int(bits)
	return text
}

// ACLGetUser returns a user with the rules that apply to it.
//
// Reply: the user, or nil if there is none of the name.
// Complexity: O(N) for N rules. Since: 6.0.0; selectors: 7.0.0; databases: 9.1.0.
// See https://valkey.io/commands/acl-getuser/
func ACLGetUser(a *Args, username string) Reply[models.Result[models.ACLUser]] {
	a.Begin("ACL GETUSER")
	a.String(username)
	return aclUser
}

// ACLList returns all users with their rules.
//
// Reply: a line for each user, as it stands in a file of users.
// Complexity: O(N) for N users. Since: 6.0.0.
// See https://valkey.io/commands/acl-list/
func ACLList(a *Args) Reply[[]string] {
	a.Begin("ACL LIST")
	return texts
}

// ACLLoad reads the users from the file that the setting aclfile names. If something
// is wrong with it all users stay as they are.
//
// Reply: OK. Errors: ERR if the server has no such file, or something is wrong with it.
// Complexity: O(N) for N users. Since: 6.0.0.
// See https://valkey.io/commands/acl-load/
//
//glissade:route all_nodes: at one node it would do harm, or have no effect on the cluster
//glissade:response all_succeeded: it is done when every node has done it
func ACLLoad(a *Args) Reply[string] {
	a.Begin("ACL LOAD")
	return ok
}

// ACLLog returns what the access control lists refused lately.
//
// Reply: the 10 latest entries, the newest first.
// Complexity: O(N) for N entries. Since: 6.0.0.
// See https://valkey.io/commands/acl-log/
func ACLLog(a *Args) Reply[[]models.ACLLogEntry] {
	a.Begin("ACL LOG")
	return aclLogEntries
}

// ACLLogWithCount returns what the access control lists refused lately, count entries at most.
//
// Reply: the entries, the newest first.
// Complexity: O(N) for N entries. Since: 6.0.0.
// See https://valkey.io/commands/acl-log/
//
//glissade:javascript aclLog
func ACLLogWithCount(a *Args, count int64) Reply[[]models.ACLLogEntry] {
	a.Begin("ACL LOG")
	if count < 0 {
		a.refuse("count", "is negative; give the number of entries to return")
	}
	a.Int(count)
	return aclLogEntries
}

// ACLLogReset deletes all entries of the log that ACLLog returns.
//
// Reply: OK.
// Complexity: O(N) for N entries. Since: 6.0.0.
// See https://valkey.io/commands/acl-log/
func ACLLogReset(a *Args) Reply[string] {
	a.Begin("ACL LOG")
	a.Word("RESET")
	return ok
}

// ACLSave writes the users to the file that the setting aclfile names.
//
// Reply: OK. Errors: ERR if the server has no such file, or cannot write to it.
// Complexity: O(N) for N users. Since: 6.0.0.
// See https://valkey.io/commands/acl-save/
func ACLSave(a *Args) Reply[string] {
	a.Begin("ACL SAVE")
	return ok
}

// ACLSetUser adds rules to a user, such as "on", ">password", "~app:*" and "+@read".
// A user who does not exist is made, without any permissions. The rules apply in
// their order; no rules make such a user or change nothing.
//
// Reply: OK. Errors: ERR if a rule is not valid; then none applies.
// Complexity: O(N) for N rules. Since: 6.0.0; selectors: 7.0.0; databases: 9.1.0.
// See https://valkey.io/commands/acl-setuser/
func ACLSetUser(a *Args, username string, rules []string) Reply[string] {
	a.Begin("ACL SETUSER")
	a.String(username)
	for _, rule := range rules {
		a.String(rule)
	}
	return ok
}

// ACLUsers returns the names of all users.
//
// Reply: the names, in alphabetical order.
// Complexity: O(N) for N users. Since: 6.0.0.
// See https://valkey.io/commands/acl-users/
func ACLUsers(a *Args) Reply[[]string] {
	a.Begin("ACL USERS")
	return texts
}

// ACLWhoAmI returns the user that the client is logged in as.
//
// Reply: the user's name, "default" if the client has not logged in.
// Complexity: O(1). Since: 6.0.0.
// See https://valkey.io/commands/acl-whoami/
func ACLWhoAmI(a *Args) Reply[string] {
	a.Begin("ACL WHOAMI")
	return text
}
