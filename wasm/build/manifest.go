package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/glissade-io/glissade/core"
)

// writeManifest writes the package.json of what is published: that of the source
// folder without what only serves its development, and with the module's version.
func writeManifest(npm, dist string) error {
	text, err := os.ReadFile(filepath.Join(npm, "package.json"))
	if err != nil {
		return err
	}
	published, err := publishedManifest(text, core.Version)
	if err != nil {
		return fmt.Errorf("package.json: %w", err)
	}
	return replaceFile(filepath.Join(dist, "package.json"), published)
}

// publishedManifest keeps the order of the fields, which has a meaning in exports: of the
// conditions that hold the first is taken.
func publishedManifest(text []byte, version string) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return nil, errors.Join(errors.New("it is no object"), err)
	}
	fields := [][]byte{fmt.Appendf(nil, `"version": %q`, version)}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		if !slices.Contains([]any{"private", "scripts", "devDependencies"}, any(name)) {
			fields = append(fields, fmt.Appendf(nil, "%q: %s", name, value))
		}
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err // it has no end
	}
	if len(fields) > 1 {
		fields[0], fields[1] = fields[1], fields[0] // the version behind the name
	}
	var out bytes.Buffer
	if err := json.Indent(&out, slices.Concat([]byte("{"), bytes.Join(fields, []byte(",")), []byte("}")), "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
