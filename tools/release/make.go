package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// release sets the version, checks that it can be released, builds what belongs to it
// into dist/, and prints the tags.
func release(project, version string) error {
	changed, err := setVersion(project, version)
	if err != nil {
		return err
	}
	if len(changed) > 0 {
		slices.Sort(changed)
		fmt.Printf("set %s in %s\n", version, strings.Join(changed, ", "))
	}
	if err := errors.Join(isAnnounced(project, version), isCommitted(project), isNew(project, version), tidy(project, version, false)); err != nil {
		return fmt.Errorf("%s cannot be released yet:\n%w", version, err)
	}
	dist := filepath.Join(project, "dist")
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	if err := os.MkdirAll(dist, 0o755); err != nil {
		return err
	}
	if err := packPackage(project, dist, version); err != nil {
		return err
	}
	for _, system := range []string{"linux", "darwin", "windows", "freebsd"} {
		for _, architecture := range []string{"amd64", "arm64"} {
			if err := packBridge(project, dist, version, system, architecture); err != nil {
				return err
			}
		}
	}
	if err := writeChecksums(dist); err != nil {
		return err
	}
	fmt.Printf("built into %s; now, in this order:\n", dist)
	for _, folder := range folders {
		fmt.Printf("  git tag %s && git push origin %[1]s\n", tagOf(folder, version))
	}
	fmt.Printf("  npm publish dist/glissade-%s.tgz\n", strings.TrimPrefix(version, "v"))
	return nil
}

// isAnnounced checks that users are told.
func isAnnounced(project, version string) error {
	changelog, err := os.ReadFile(filepath.Join(project, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	if heading := "## [" + strings.TrimPrefix(version, "v") + "]"; !strings.Contains(string(changelog), "\n"+heading) {
		return fmt.Errorf("CHANGELOG.md has no section %s", heading)
	}
	return nil
}

// isCommitted checks that what is built is what the tags will name.
func isCommitted(project string) error {
	changes, err := output(project, nil, "git", "status", "--porcelain")
	if err == nil && changes != "" {
		err = fmt.Errorf("commit these first:\n%s", changes)
	}
	return err
}

// isNew checks that the version is not out yet.
func isNew(project, version string) error {
	for _, folder := range folders {
		if tags, err := output(project, nil, "git", "tag", "--list", tagOf(folder, version)); err != nil || tags != "" {
			return errors.Join(err, fmt.Errorf("the tag %s exists: versions of Go modules are for ever", tagOf(folder, version)))
		}
	}
	return nil
}

// packPackage builds the npm package, and packs it as npm does.
func packPackage(project, dist, version string) error {
	if _, err := output(project, nil, "go", "run", "./wasm/build"); err != nil {
		return err
	}
	built := filepath.Join(project, "wasm", "npm", "dist")
	var entries []entry
	err := filepath.WalkDir(built, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inside, err := filepath.Rel(built, name)
		entries = append(entries, entry{"package/" + filepath.ToSlash(inside), name, 0o644})
		return err
	})
	if err != nil {
		return err
	}
	return writeTar(filepath.Join(dist, "glissade-"+strings.TrimPrefix(version, "v")+".tgz"), entries)
}

// packBridge builds the bridge for a system, and packs it with what goes with it.
func packBridge(project, dist, version, system, architecture string) error {
	name := "glissade-bridge"
	if system == "windows" {
		name += ".exe"
	}
	program := filepath.Join(dist, name)
	defer os.Remove(program)
	environment := []string{"GOOS=" + system, "GOARCH=" + architecture, "CGO_ENABLED=0"}
	if _, err := output(project, environment, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "./transport/ws/bridge/cmd/glissade-bridge"); err != nil {
		return err
	}
	base := filepath.Join(dist, "glissade-bridge_"+strings.TrimPrefix(version, "v")+"_"+system+"_"+architecture)
	entries := []entry{
		{name, program, 0o755},
		{"LICENSE", filepath.Join(project, "LICENSE"), 0o644},
		{"README.md", filepath.Join(project, "transport", "ws", "bridge", "README.md"), 0o644},
	}
	if system == "windows" {
		return writeZip(base+".zip", entries)
	}
	return writeTar(base+".tar.gz", entries)
}

// entry is a file in an archive. None has a time, so that the same files make the same
// archive.
type entry struct {
	name, source string
	mode         fs.FileMode
}

func writeTar(name string, entries []entry) error {
	return create(name, func(w io.Writer) error {
		compressed := gzip.NewWriter(w)
		archive := tar.NewWriter(compressed)
		for _, e := range entries {
			content, err := os.ReadFile(e.source)
			if err != nil {
				return err
			}
			if err := archive.WriteHeader(&tar.Header{Name: e.name, Mode: int64(e.mode), Size: int64(len(content))}); err != nil {
				return err
			}
			if _, err := archive.Write(content); err != nil {
				return err
			}
		}
		return errors.Join(archive.Close(), compressed.Close())
	})
}

func writeZip(name string, entries []entry) error {
	return create(name, func(w io.Writer) error {
		archive := zip.NewWriter(w)
		for _, e := range entries {
			content, err := os.ReadFile(e.source)
			if err != nil {
				return err
			}
			header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
			header.SetMode(e.mode)
			into, err := archive.CreateHeader(header)
			if err != nil {
				return err
			}
			if _, err := into.Write(content); err != nil {
				return err
			}
		}
		return archive.Close()
	})
}

func create(name string, write func(w io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// writeChecksums writes SHA256SUMS, as sha256sum -c reads it.
func writeChecksums(dist string) error {
	built, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, file := range built {
		content, err := os.ReadFile(filepath.Join(dist, file.Name()))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		sums.WriteString(hex.EncodeToString(sum[:]) + "  " + file.Name() + "\n")
	}
	return os.WriteFile(filepath.Join(dist, "SHA256SUMS"), []byte(sums.String()), 0o644)
}
