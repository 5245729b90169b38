package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"
)

// The version stands in core. Everything else that names it follows from that, and is
// set by setVersion.
const versionFile = "core/client.go"

var versionConstant = regexp.MustCompile(`(\tVersion = ")([^"]+)(")`)

// currentVersion returns the version of the working tree, such as v0.1.0.
func currentVersion(project string) (string, error) {
	source, err := os.ReadFile(filepath.Join(project, versionFile))
	if err != nil {
		return "", fmt.Errorf("%w; run it in the project's root", err)
	}
	found := versionConstant.FindSubmatch(source)
	if found == nil {
		return "", fmt.Errorf("%s holds no constant Version", versionFile)
	}
	return "v" + string(found[2]), nil
}

// setVersion has every file name a version, and returns those that did not.
func setVersion(project, version string) (changed []string, err error) {
	if !semver.IsValid(version) || semver.Canonical(version) != version {
		return nil, fmt.Errorf("%q is no version: give one such as v0.1.0", version)
	}
	required := regexp.MustCompile(`(` + regexp.QuoteMeta(root) + `(?:/[a-z/-]+)? )v[^ \n]+`)
	edits := map[string]func(string) string{
		versionFile: func(s string) string {
			return versionConstant.ReplaceAllString(s, "${1}"+strings.TrimPrefix(version, "v")+"${3}")
		},
		"go.work": func(s string) string { return required.ReplaceAllString(s, "${1}"+version) },
	}
	for _, folder := range folders {
		edits[filepath.Join(folder, "go.mod")] = edits["go.work"]
	}
	for name, edit := range edits {
		before, err := os.ReadFile(filepath.Join(project, name))
		if err != nil {
			return nil, err
		}
		after := edit(string(before))
		if after == string(before) {
			continue
		}
		if err := os.WriteFile(filepath.Join(project, name), []byte(after), 0o644); err != nil {
			return nil, err
		}
		changed = append(changed, name)
	}
	return changed, nil
}
