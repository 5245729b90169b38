package tasks

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// Lint checks formatting (gofumpt), what modules require, go vet, staticcheck and known vulnerabilities (govulncheck).
func Lint() error {
	return errors.Join(formatted(), tidy(), vet(terminal), staticcheck(), vulnerabilities())
}

// formatted reports the files that gofumpt would change.
func formatted() error {
	files, err := output("go", "tool", "gofumpt", "-l", ".")
	if err != nil {
		return err
	}
	if files != "" {
		return fmt.Errorf("go tool gofumpt -w would change:\n%s", files)
	}
	return nil
}

// tidy checks that each module requires what it needs, and nothing else.
func tidy() error { return run("go", "run", "./tools/release", "tidy") }

// staticcheck is built first: go tool would build it for JavaScript as well.
func staticcheck() error {
	program := filepath.Join(".cache", "bin", "staticcheck")
	if err := run("go", "build", "-o", program, "honnef.co/go/tools/cmd/staticcheck"); err != nil {
		return err
	}
	return errors.Join(
		run("./"+program, everything...),
		run("./"+program, "-tags", "mage", "magefile.go"),
		runIn("", javaScript, "./"+program, javaScriptPackages...),
	)
}

// vulnerabilities asks the Go vulnerability database about every module. A machine
// that cannot reach the database is told so; that is no failure.
func vulnerabilities() error {
	report, err := output("go", append([]string{"tool", "govulncheck"}, everything...)...)
	if err == nil {
		fmt.Println("govulncheck: nothing known")
		return nil
	}
	text := report + "\n" + err.Error()
	for _, sign := range []string{"no such host", "dial tcp", "connection refused", "i/o timeout", "Forbidden", "proxyconnect"} {
		if strings.Contains(text, sign) && strings.Contains(text, "vuln.go.dev") {
			fmt.Println("govulncheck: the vulnerability database, https://vuln.go.dev, is not reachable; nothing was checked")
			return nil
		}
	}
	return fmt.Errorf("govulncheck: %s", text)
}
