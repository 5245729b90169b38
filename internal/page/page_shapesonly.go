//go:build shapesonly

package page

// Only is true: this is the program of the npm package.
const Only = true
