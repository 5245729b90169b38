package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/zip"
)

// root is the path of the module that all others are named after.
const root = "github.com/glissade-io/glissade"

// folders are those of the modules that are published, each after those that it
// requires.
var folders = []string{".", "native/iam", "compat/goredis", "glissadetest", "native/otel", "native/otel/pipeline", "native/prometheus", "transport/ws", "test", "wasm", "web-demo"}

// pathOf returns the path of the module in a folder.
func pathOf(folder string) string { return path.Join(root, folder) }

// tagOf returns the tag by which Go knows a version of the module in a folder.
func tagOf(folder, version string) string { return path.Join(folder, version) }

// file is a file of a module, as it is in the working tree.
type file struct {
	name   string // within the module
	source string // on this machine
}

func (f file) Path() string                 { return f.name }
func (f file) Lstat() (os.FileInfo, error)  { return os.Lstat(f.source) }
func (f file) Open() (io.ReadCloser, error) { return os.Open(f.source) }

// filesOf returns the files of the module in a folder: those that git has, or would take,
// without what belongs to modules inside of it.
func filesOf(project, folder string) ([]zip.File, error) {
	command := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
	command.Dir = filepath.Join(project, folder)
	command.Stderr = os.Stderr
	listing, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("list the files of %s: %w", pathOf(folder), err)
	}
	names := strings.Split(strings.TrimSuffix(string(listing), "\x00"), "\x00")
	var inside []string
	for _, name := range names {
		if path.Base(name) == "go.mod" && name != "go.mod" {
			inside = append(inside, path.Dir(name)+"/")
		}
	}
	var files []zip.File
	for _, name := range names {
		f := file{name, filepath.Join(command.Dir, filepath.FromSlash(name))}
		info, err := f.Lstat()
		switch {
		case os.IsNotExist(err): // It was removed, and that is not committed.
		case err != nil:
			return nil, err
		case info.Mode().IsRegular() && !slices.ContainsFunc(inside, func(folder string) bool { return strings.HasPrefix(name, folder) }):
			files = append(files, f)
		}
	}
	return files, nil
}

// pack writes all modules, as one version of them, into a folder that GOPROXY can name,
// and returns what go.sum says of them.
func pack(project, proxy, version string) (sums []string, err error) {
	for _, folder := range folders {
		of, err := packOne(project, folder, proxy, version)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", pathOf(folder), err)
		}
		sums = append(sums, of...)
	}
	return sums, nil
}

func packOne(project, folder, proxy, version string) (sums []string, err error) {
	files, err := filesOf(project, folder)
	if err != nil {
		return nil, err
	}
	versions := filepath.Join(proxy, filepath.FromSlash(pathOf(folder)), "@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		return nil, err
	}
	var archive bytes.Buffer
	if err := zip.Create(&archive, module.Version{Path: pathOf(folder), Version: version}, files); err != nil {
		return nil, err
	}
	required, err := os.ReadFile(filepath.Join(project, folder, "go.mod"))
	if err != nil {
		return nil, err
	}
	for name, content := range map[string][]byte{
		"list":            []byte(version + "\n"),
		version + ".info": []byte(`{"Version":"` + version + `"}`),
		version + ".mod":  required,
		version + ".zip":  archive.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(versions, name), content, 0o644); err != nil {
			return nil, err
		}
	}
	all, err := dirhash.HashZip(filepath.Join(versions, version+".zip"), dirhash.Hash1)
	if err != nil {
		return nil, err
	}
	alone, err := dirhash.Hash1([]string{"go.mod"}, func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(required)), nil })
	if err != nil {
		return nil, err
	}
	return []string{
		pathOf(folder) + " " + version + " " + all,
		pathOf(folder) + " " + version + "/go.mod " + alone,
	}, nil
}

// isOwn reports whether a line of go.sum is about a module of the project.
func isOwn(line string) bool {
	return strings.HasPrefix(line, root+" ") || strings.HasPrefix(line, root+"/")
}

// withoutOwn returns go.sum without what it says of the project's own modules, which
// nobody knows before they are published.
func withoutOwn(sum []byte) []byte {
	var left bytes.Buffer
	for lines := bufio.NewScanner(bytes.NewReader(sum)); lines.Scan(); {
		if !isOwn(lines.Text()) {
			left.WriteString(lines.Text() + "\n")
		}
	}
	return left.Bytes()
}
