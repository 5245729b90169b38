// Package projects tests the first minute with the npm package: projects as its readme begins
// them, which install what is published and run in a real browser or in Node, through a
// bridge to a real server.
//
//	go test ./test/browser/projects
//
// It needs Node and npm, and npm's registry for what the projects are built with. Where one is
// missing its tests are skipped with a line that says so; with CI=true in the environment
// they fail instead.
package projects
