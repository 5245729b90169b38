package servers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// ErrUnavailable is wrapped by the error of a server that this machine neither has
// nor can install. The error's text is one line that says what to install.
var ErrUnavailable = errors.New("not available")

// executable is how a server is run: the program and the arguments that come
// before the server's own.
type executable []string

var (
	locating sync.Mutex
	located  = map[Version]executable{}
	missing  = map[Version]error{}
)

// Find makes sure that version can be run on this machine, installing it into the
// project's cache where need be, and returns the command line that starts it. The
// answer is remembered, a failure too.
func Find(ctx context.Context, version Version) ([]string, error) {
	locating.Lock()
	defer locating.Unlock()
	if found := located[version]; found != nil {
		return found, nil
	}
	if err := missing[version]; err != nil {
		return nil, err
	}
	found, err := locate(ctx, version)
	if err != nil {
		if ctx.Err() == nil {
			missing[version] = err
		}
		return nil, err
	}
	located[version] = found
	return found, nil
}

func locate(ctx context.Context, version Version) (executable, error) {
	if path := os.Getenv(version.Environment()); path != "" {
		found := executable{path}
		if err := found.check(ctx, version); err != nil {
			return nil, fmt.Errorf("%s: %w", version.Environment(), err)
		}
		return found, nil
	}
	folder, err := cacheFolder(version)
	if err != nil {
		return nil, err
	}
	if found, err := unpacked(folder, version); err == nil && found.check(ctx, version) == nil {
		return found, nil
	}
	if path, err := exec.LookPath(version.binary()); err == nil {
		if found := (executable{path}); found.check(ctx, version) == nil {
			return found, nil
		}
	}
	if err := install(ctx, version, folder); err != nil {
		return nil, fmt.Errorf("%s is %w: put %s of that version on PATH or name it in %s (%v)",
			version, ErrUnavailable, version.binary(), version.Environment(), oneLine(err))
	}
	found, err := unpacked(folder, version)
	if err != nil {
		return nil, err
	}
	return found, found.check(ctx, version)
}

// check runs the program and compares what it says about itself.
func (e executable) check(ctx context.Context, version Version) error {
	output, err := exec.CommandContext(ctx, e[0], append(e[1:len(e):len(e)], "--version")...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s --version: %w: %s", e[len(e)-1], err, oneLine(errors.New(string(output))))
	}
	if !strings.HasPrefix(string(output), version.banner()) {
		return fmt.Errorf("%s is no %s, it says %q", e[len(e)-1], version, strings.TrimSpace(string(output)))
	}
	return nil
}

// unpacked returns how to run a server that was unpacked into folder. Its own
// dynamic loader and libraries are used, because the packages of a newer Debian
// need a newer libc than the system's.
func unpacked(folder string, version Version) (executable, error) {
	binary := filepath.Join(folder, "usr", "bin", version.binary())
	if _, err := os.Stat(binary); err != nil {
		return nil, err
	}
	var loader string
	var libraries []string
	for _, base := range []string{"usr/lib", "lib"} {
		folders, _ := filepath.Glob(filepath.Join(folder, base, "*-linux-gnu*"))
		libraries = append(libraries, folders...)
		for _, library := range folders {
			if loaders, _ := filepath.Glob(filepath.Join(library, "ld-linux*.so.*")); len(loaders) > 0 {
				loader = loaders[0]
			}
		}
	}
	if loader == "" {
		return nil, fmt.Errorf("%s holds no dynamic loader; remove the folder to have it installed again", folder)
	}
	return executable{loader, "--library-path", strings.Join(libraries, ":"), binary}, nil
}

// cacheFolder returns where version is unpacked: .cache/servers/<version> beside
// the project's go.work.
func cacheFolder(version Version) (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for folder := start; ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.work")); err == nil {
			return filepath.Join(folder, ".cache", "servers", string(version)), nil
		}
		if folder == filepath.Dir(folder) {
			return "", fmt.Errorf("no go.work above %s: run inside the project's tree", start)
		}
	}
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
