package check

import (
	"os"
	"path/filepath"
	"testing"
)

// The sources, the declarations and a file that calls every method pass the strict
// type checker.
func TestTypes(t *testing.T) {
	npmProgram := need(t, "npm", "check the types of the JavaScript package")
	folder := npm(t)
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "typescript")); err != nil {
		run(t, folder, nil, npmProgram, "ci", "--no-audit", "--no-fund")
	}
	run(t, folder, nil, npmProgram, "run", "--silent", "types")
}
