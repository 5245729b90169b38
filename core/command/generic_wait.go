package command

import "time"

// Wait waits until numberOfReplicas replicas have received all that this client's
// connection wrote before, or for timeout at most, rounded up to the millisecond; 0
// waits for as long as it takes.
//
// It is sent over the connection that the writes went over, since it is about those.
// What is sent after it is executed after it: other commands of the client wait as
// well. The request gets as much time as timeout says and its own on top, as commands
// that block do; with 0 it ends only when the caller gives it up.
//
// Reply: how many replicas have received the writes, whether or not those are enough.
// Errors: ERR on a replica.
// Complexity: O(1). Since: 3.0.0.
// See https://valkey.io/commands/wait/
//
//glissade:waits milliseconds last
func Wait(a *Args, numberOfReplicas int64, timeout time.Duration) Reply[int64] {
	a.Begin("WAIT")
	a.Int(numberOfReplicas)
	a.waitTimeout(timeout)
	return integer
}

// WaitAOF waits until what this client's connection wrote before has been written to
// the append-only files of numberOfLocals servers, which is 1 for the primary itself
// or 0, and of numberOfReplicas replicas, or for timeout at most, rounded up to the
// millisecond; 0 waits for as long as it takes.
//
// It is sent over the connection that the writes went over, since it is about those.
// What is sent after it is executed after it: other commands of the client wait as
// well. The request gets as much time as timeout says and its own on top, as commands
// that block do; with 0 it ends only when the caller gives it up.
//
// Reply: two numbers: 1 if the primary has written, else 0, and how many replicas
// have. Errors: ERR on a replica, or where numberOfLocals is 1 and the server has no
// append-only file.
// Complexity: O(1). Since: 7.2.0.
// See https://valkey.io/commands/waitaof/
//
//glissade:waits milliseconds last
func WaitAOF(a *Args, numberOfLocals, numberOfReplicas int64, timeout time.Duration) Reply[[]int64] {
	a.Begin("WAITAOF")
	a.Int(numberOfLocals)
	a.Int(numberOfReplicas)
	a.waitTimeout(timeout)
	return integers
}

func (a *Args) waitTimeout(timeout time.Duration) {
	if timeout < 0 {
		a.refuse("timeout", "is negative; give a positive duration, or 0 to wait for as long as it takes")
	}
	a.Int(milliseconds(timeout))
	a.Wait(timeout)
}
