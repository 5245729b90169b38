// Package check tests the npm package as its users have it: built, in Node, under the
// type checker, and through a real bridge to a real server.
//
//	go test ./wasm/check
//
// It needs Node and, for the types, npm. Where they are missing its tests are skipped
// with a line that says so; with CI=true in the environment they fail instead.
package check
