//go:build !shapesonly

// Package page knows whether a program is that of the npm package, whose users are written
// in JavaScript: what they have no way to use is left out of it, since every page downloads
// it. It is built with the tag shapesonly, for itself:
//
//	if page.Only || c.config.Notify == nil {
//		return // The compiler drops what follows where Only is true.
//	}
package page

// Only is true in the program of the npm package.
const Only = false
