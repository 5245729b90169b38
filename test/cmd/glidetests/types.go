package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
)

// typeReport is what the type checker has found.
type typeReport struct {
	Package  string        `json:"package"`
	Suite    string        `json:"suite"`
	Errors   int           `json:"errors"`
	Messages []typeMessage `json:"messages"` // the most frequent first
}

// typeMessage is an error of the type checker and the places that have it.
type typeMessage struct {
	Message string   `json:"message"` // with its code before it
	Count   int      `json:"count"`
	Places  []string `json:"places"` // file and line
}

// checkTypes has the TypeScript compiler check the tests with the settings that they come
// with.
func checkTypes(ctx context.Context, folder string, s settings) error {
	tests := filepath.Join(folder, "node", "tests")
	configuration, err := json.Marshal(map[string]any{
		"extends":         "./tsconfig.json",
		"compilerOptions": map[string]any{"noEmit": true, "pretty": false},
		"files":           append([]string{"setup.ts"}, suites[types]...), // it declares global variables
		"include":         []string{},
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(tests, "tsconfig.suite.json"), configuration, 0o644); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "node", filepath.Join(folder, "node_modules", "typescript", "bin", "tsc"), "--project", "tsconfig.suite.json")
	command.Dir = tests
	output, err := command.Output()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	r := typeReport{Package: s.pkg, Suite: s.suite, Messages: parseTypeErrors(output)}
	for _, m := range r.Messages {
		r.Errors += m.Count
		fmt.Printf("%5d %s\n", m.Count, m.Message)
	}
	fmt.Printf("%s, %s: %d errors\n", r.Package, r.Suite, r.Errors)
	if r.Errors == 0 && err != nil {
		return fmt.Errorf("tsc: %w: %s", err, output)
	}
	if err := writeJSON(s.json, r); err != nil {
		return err
	}
	if r.Errors > 0 {
		return errTestsFail
	}
	return nil
}

// typeError matches the first line of an error; what explains it is on further lines,
// which are indented.
var typeError = regexp.MustCompile(`(?m)^(\S.*)\((\d+),\d+\): error (TS\d+: .*)$`)

// parseTypeErrors counts the errors that tsc prints, by their messages.
func parseTypeErrors(output []byte) []typeMessage {
	messages := map[string]*typeMessage{}
	for _, match := range typeError.FindAllSubmatch(bytes.ReplaceAll(output, []byte("\r\n"), []byte("\n")), -1) {
		text := string(match[3])
		if messages[text] == nil {
			messages[text] = &typeMessage{Message: text}
		}
		m := messages[text]
		m.Count++
		m.Places = append(m.Places, string(match[1])+":"+string(match[2]))
	}
	sorted := make([]typeMessage, 0, len(messages))
	for _, text := range slices.Sorted(maps.Keys(messages)) {
		sorted = append(sorted, *messages[text])
	}
	slices.SortStableFunc(sorted, func(a, b typeMessage) int { return cmp.Compare(b.Count, a.Count) })
	return sorted
}
