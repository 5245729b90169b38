package layers

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Where docs/security.md finds the tests of a row, by the word before them.
var securityFolders = map[string]string{
	"bridge": "transport/ws/bridge", "bridge command": "transport/ws/bridge/cmd/glissade-bridge", "test/bridge": "test/bridge",
	"request": "transport/ws/bridge/internal/request", "safelog": "transport/ws/bridge/internal/safelog", "multiplex": "transport/ws/internal/multiplex", "ws": "transport/ws",
	"core": "core", "failure": "core/failure", "resp": "internal/resp", "mux": "internal/mux", "node": "internal/node",
	"cluster": "internal/cluster", "standalone": "internal/standalone", "tcp": "transport/tcp", "options": "options",
	"integration": "test/integration", "test/browser": "test/browser", "test/deploy": "test/deploy",
}

var (
	securityRow     = regexp.MustCompile(`(?m)^\| (.+) \| (.+) \| (.+) \|$`)
	securityPackage = regexp.MustCompile(`^([a-z/ ]+) ((?:Test|Fuzz)\w+)$`)
	securityTest    = regexp.MustCompile(`^(Test|Fuzz)\w+$`)
	securityRows    = regexp.MustCompile(`“.+”|"[^"]+"`)
	// A test in JavaScript is named by its file, and by its title where the file has others.
	securityScript = regexp.MustCompile(`^([\w/]+\.test\.mjs)(?:, "(.+)")?$`)
)

// Every row of the security page names its tests, and they are there.
func TestEveryAttackOfTheSecurityPageHasATest(t *testing.T) {
	text, err := os.ReadFile("../../docs/security.md")
	require.NoError(t, err)
	behaviours := sources(t, "core/*_test.go")
	checked := 0
	for _, row := range securityRow.FindAllStringSubmatch(string(text), -1) {
		if row[1] == "What was tried" {
			require.Equal(t, []string{"What happens", "Test"}, row[2:])
			continue
		}
		checked++
		for _, problem := range namedTests(t, row[3], behaviours) {
			t.Errorf("docs/security.md, %q: %s", row[1], problem)
		}
	}
	require.Greater(t, checked, 80)
}

// namedTests returns what is wrong with the last cell of a row.
func namedTests(t *testing.T, cell, behaviours string) (problems []string) {
	t.Helper()
	folder := ""
	for part := range strings.SplitSeq(cell, "; ") {
		if part == "test/secrets" { // all of it
			continue
		}
		if script := securityScript.FindStringSubmatch(part); script != nil {
			source, err := os.ReadFile(filepath.Join("../../wasm/npm/test", script[1]))
			if err != nil {
				problems = append(problems, err.Error())
			} else if !strings.Contains(string(source), `test("`+script[2]) {
				problems = append(problems, script[1]+` has no test("`+script[2])
			}
			continue
		}
		if rest, isRow := strings.CutPrefix(part, "row"); isRow {
			part = strings.TrimPrefix(rest, "s")
			names := securityRows.FindAllString(part, -1)
			if len(names) == 0 {
				problems = append(problems, "no row is named in "+part)
			}
			for _, name := range names {
				for words := range strings.SplitSeq(strings.Trim(name, `"`), "…") {
					if !strings.Contains(behaviours, strings.TrimSpace(words)) {
						problems = append(problems, "no row of core.TestHostileServers has "+words)
					}
				}
			}
			continue
		}
		for name := range strings.SplitSeq(part, ", ") {
			if named := securityPackage.FindStringSubmatch(name); named != nil {
				folder, name = securityFolders[named[1]], named[2]
			}
			switch {
			case !securityTest.MatchString(name):
				problems = append(problems, name+" is no test")
			case folder == "":
				problems = append(problems, name+" is of no package that is known")
			case !strings.Contains(sources(t, folder+"/*_test.go", folder+"/*/*_test.go"), "\nfunc "+name+"("):
				problems = append(problems, folder+" has no "+name)
			}
		}
	}
	return problems
}

// sources returns the text of all files that match.
func sources(t *testing.T, patterns ...string) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range patterns {
		paths, err := filepath.Glob(filepath.Join("../..", pattern))
		require.NoError(t, err)
		for _, path := range paths {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			all.Write(text)
		}
	}
	return all.String()
}

func TestTestsThatAreNotThereAreFound(t *testing.T) {
	const behaviours = `"omits the reply"`
	for cell, want := range map[string]string{
		"bridge TestTokens; bridge command TestNothing": "has no TestNothing",
		"bridge TestTokens, TestNothing":                "has no TestNothing",
		"TestTokens":                                    "of no package",
		"somewhere TestTokens":                          "of no package",
		"a careful reading":                             "is no test",
		`rows "omits …", "repeats …"`:                   "repeats",
		"package/absent.test.mjs":                       "no such file",
		`package/crash.test.mjs, "what never was"`:      "what never was",
	} {
		problems := namedTests(t, cell, behaviours)
		require.Len(t, problems, 1, cell)
		require.Contains(t, problems[0], want)
	}
	require.Empty(t, namedTests(t, `rows "omits …"; bridge TestTokens, TestOrigins; package/crash.test.mjs`, behaviours))
}
