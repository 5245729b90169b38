package command

import "github.com/glissade-io/glissade/options"

// Save writes all data to disk. The server does nothing else meanwhile: on a server
// in use, BgSave is better.
//
// Reply: OK. Errors: ERR if data is being written in the background, or cannot be written.
// Complexity: O(N) for N keys. Since: 1.0.0.
// See https://valkey.io/commands/save/
//
//glissade:route all_shards: it concerns the whole data set, of which a shard has a part
//glissade:response all_succeeded: it is done when every shard has done it
func Save(a *Args) Reply[string] {
	a.Begin("SAVE")
	return ok
}

// BgSave begins to write all data to disk in the background. LastSave tells when that
// has succeeded.
//
// Reply: a sentence that says so. Errors: ERR if data is being written in the
// background already.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/bgsave/
//
//glissade:route all_shards: it concerns the whole data set, of which a shard has a part
//glissade:response by_node: each shard says in words what it does
func BgSave(a *Args) Reply[string] {
	a.Begin("BGSAVE")
	return text
}

// BgSaveSchedule begins to write all data to disk in the background, or as soon as
// the append-only file that is being rewritten is done.
//
// Reply: a sentence that says whether it began. Errors: ERR if data is being written
// in the background already.
// Complexity: O(1). Since: 3.2.2.
// See https://valkey.io/commands/bgsave/
func BgSaveSchedule(a *Args) Reply[string] {
	a.Begin("BGSAVE")
	a.Word("SCHEDULE")
	return text
}

// BgSaveCancel stops writing data to disk in the background, and what was scheduled.
//
// Reply: a sentence that says what was stopped. Errors: ERR if there is nothing to stop.
// Complexity: O(1). Since: 8.1.0.
// See https://valkey.io/commands/bgsave/
func BgSaveCancel(a *Args) Reply[string] {
	a.Begin("BGSAVE")
	a.Word("CANCEL")
	return text
}

// BgRewriteAOF begins to rewrite the append-only file in the background, so that it
// is as short as can be. It waits for the data that is being written to disk.
//
// Reply: a sentence that says whether it began. Errors: ERR if it is being rewritten already.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/bgrewriteaof/
//
//glissade:route all_shards: it concerns the whole data set, of which a shard has a part
//glissade:response by_node: each shard says in words what it does
func BgRewriteAOF(a *Args) Reply[string] {
	a.Begin("BGREWRITEAOF")
	return text
}

// LastSave returns when all data was last written to disk.
//
// Reply: the seconds since 1970; the server's start if it was not written since.
// Complexity: O(1). Since: 1.0.0.
// See https://valkey.io/commands/lastsave/
func LastSave(a *Args) Reply[int64] {
	a.Begin("LASTSAVE")
	return integer
}

// ShutdownServer ends the server, which writes its data to disk first where save
// points are configured, and waits for its replicas. The client goes on trying to
// connect again.
//
// Reply: none where it succeeds: the connection is closed, and the error is a
// *failure.ConnectionError. Errors: ERR if the data could not be written.
// Complexity: O(N) for N keys if they are written, otherwise O(1). Since: 1.0.0.
// See https://valkey.io/commands/shutdown/
//
//glissade:no-batch the server closes the connection instead of replying
//glissade:route explicit one_node: it ends the node that it is sent to
func ShutdownServer(a *Args) Reply[string] {
	a.Begin("SHUTDOWN")
	return ok
}

// ShutdownServerWithOptions ends the server as opts say. The client goes on trying to
// connect again.
//
// Reply: none where it succeeds: the connection is closed, and the error is a
// *failure.ConnectionError. Errors: ERR if the data could not be written, or opts
// do not let the server end.
// Complexity: O(N) for N keys if they are written, otherwise O(1). Since: 1.0.0.
// See https://valkey.io/commands/shutdown/
//
//glissade:no-batch the server closes the connection instead of replying
func ShutdownServerWithOptions(a *Args, opts options.ShutdownOptions) Reply[string] {
	a.Begin("SHUTDOWN")
	a.check(opts.Validate())
	if opts.Save != "" {
		a.Word(string(opts.Save))
	}
	if opts.Now {
		a.Word("NOW")
	}
	if opts.Force {
		a.Word("FORCE")
	}
	if opts.Safe {
		a.Word("SAFE")
	}
	if opts.Failover {
		a.Word("FAILOVER")
	}
	return ok
}

// ShutdownServerAbort keeps a server running that was asked to end and still waits for
// its replicas. Servers up to 9.1 begin anew as soon as they hear from the connection
// that asked: have another client ask, and close that.
//
// Reply: OK. Errors: ERR if the server is not about to end.
// Complexity: O(1). Since: 7.0.0.
// See https://valkey.io/commands/shutdown/
//
//glissade:no-batch the server refuses SHUTDOWN in a transaction
func ShutdownServerAbort(a *Args) Reply[string] {
	a.Begin("SHUTDOWN")
	a.Word("ABORT")
	return ok
}
