package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// ErrUnavailable is wrapped by the error of a browser that this machine neither
// has nor can install. The error's text is one line that says what to install.
var ErrUnavailable = errors.New("not available")

const installTimeout = 10 * time.Minute

var (
	locating   sync.Mutex
	executable string
	missing    error
)

// Executable returns the path of Chromium, installing it where that is possible.
// The answer is remembered, a failure too.
func Executable(ctx context.Context) (string, error) {
	locating.Lock()
	defer locating.Unlock()
	if executable == "" && missing == nil {
		found, err := locate(ctx)
		if err != nil && ctx.Err() != nil {
			return "", err // The caller gave up; the next one may not.
		}
		executable, missing = found, err
	}
	return executable, missing
}

func locate(ctx context.Context) (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("CHROMIUM: %w", err)
		}
		return found, nil
	}
	if found := onPath(); found != "" {
		return found, nil
	}
	if err := install(ctx); err != nil {
		return "", fmt.Errorf("chromium is %w: install it, or name its program in CHROMIUM (%v)", ErrUnavailable, err)
	}
	if found := onPath(); found != "" {
		return found, nil
	}
	return "", fmt.Errorf("chromium is %w: it was installed but is not on PATH; name its program in CHROMIUM", ErrUnavailable)
}

func onPath() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// install asks Debian's package system for Chromium, which takes root. Two test
// processes may do so at once: apt waits for the other's lock.
func install(ctx context.Context) error {
	if os.Geteuid() != 0 {
		return errors.New("only root can install it by itself")
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return errors.New("it is installed by itself on Debian only")
	}
	ctx, cancel := context.WithTimeout(ctx, installTimeout)
	defer cancel()
	for _, arguments := range [][]string{
		{"-qq", "update"},
		{"-qq", "--yes", "--no-install-recommends", "install", "chromium"},
	} {
		command := exec.CommandContext(ctx, "apt-get", append([]string{"-o", "DPkg::Lock::Timeout=300"}, arguments...)...)
		command.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C")
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get: %w: %s", err, strings.Join(strings.Fields(string(output)), " "))
		}
	}
	return nil
}
