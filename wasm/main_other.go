//go:build !js

package main

import (
	"fmt"
	"os"
)

// main says what to do instead: without JavaScript around it there is nothing that
// this program could serve.
func main() {
	fmt.Fprintln(os.Stderr, "this program runs inside of JavaScript; build its package with: go run ./wasm/build")
	os.Exit(2)
}
