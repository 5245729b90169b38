package check

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The sources, the declarations and a file that calls every method pass the strict
// type checker.
func TestTypes(t *testing.T) {
	npmProgram := need(t, "npm", "check the types of the JavaScript package")
	requireTypeScript(t)
	run(t, npm(t), nil, npmProgram, "run", "--silent", "types")
}

// A program that calls every method compiles against the package as it is shipped, under
// --strict and with the package's own declarations checked.
func TestTypesOfAProgram(t *testing.T) {
	node := need(t, "node", "check the types of the JavaScript package")
	requireTypeScript(t)
	buildPackage(t)
	program := t.TempDir()
	sources, err := filepath.Glob(filepath.Join(npm(t), "test", "types", "calls*.ts"))
	require.NoError(t, err)
	require.NotEmpty(t, sources)
	for _, path := range sources {
		if strings.HasSuffix(path, "_gen.ts") {
			continue
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		shipped := regexp.MustCompile(`"\.\./\.\./src/(live|react|json|search|bloom|monitor)\.js"`).ReplaceAll(text, []byte(`"glissade/$1"`))
		shipped = regexp.MustCompile(`"\.\./\.\./src/\w+\.js"`).ReplaceAllLiteral(shipped, []byte(`"glissade"`))
		require.NoError(t, os.WriteFile(filepath.Join(program, filepath.Base(path)), shipped, 0o600))
	}
	require.NoError(t, os.MkdirAll(filepath.Join(program, "node_modules"), 0o700))
	require.NoError(t, os.Symlink(filepath.Join(npm(t), "dist"), filepath.Join(program, "node_modules", "glissade")))
	settings := `{ "compilerOptions": { "strict": true, "skipLibCheck": false, "noEmit": true, "module": "nodenext", "target": "es2022",
		"lib": ["es2022", "dom", "esnext.disposable"], "types": [] }, "include": ["*.ts"] }`
	require.NoError(t, os.WriteFile(filepath.Join(program, "tsconfig.json"), []byte(settings), 0o600))
	run(t, program, nil, node, filepath.Join(npm(t), "node_modules", "typescript", "bin", "tsc"))
}

// requireTypeScript installs the compiler where it is missing.
func requireTypeScript(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(npm(t), "node_modules", "typescript")); err != nil {
		run(t, npm(t), nil, need(t, "npm", "install TypeScript"), "ci", "--no-audit", "--no-fund")
	}
}
