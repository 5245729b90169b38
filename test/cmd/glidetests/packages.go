package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// runIn runs a program to its end; what it prints goes to standard error.
func runIn(ctx context.Context, folder, program string, arguments ...string) error {
	command := exec.CommandContext(ctx, program, arguments...)
	command.Dir = folder
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	command.WaitDelay = time.Second // for what a killed program has started
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	return nil
}

// installPackages installs what comes from npm, unless that was done before, and returns
// its node_modules folder.
func installPackages(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "glissade", "glidetests")
	installed := filepath.Join(folder, "node_modules")
	wanted, err := embedded.ReadFile("jest/package.json")
	if err != nil {
		return "", err
	}
	// npm writes this file last.
	_, err = os.Stat(filepath.Join(installed, ".package-lock.json"))
	if manifest, readErr := os.ReadFile(filepath.Join(folder, "package.json")); readErr == nil && err == nil && bytes.Equal(manifest, wanted) {
		return installed, nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.RemoveAll(installed); err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), wanted, 0o644); err != nil {
		return "", err
	}
	return installed, runIn(ctx, folder, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
}

// buildPackage builds the npm package of this repository.
func buildPackage(ctx context.Context) error {
	root, err := repository()
	if err != nil {
		return err
	}
	return runIn(ctx, root, "go", "run", "./wasm/build")
}

// repository returns the folder of the go.work at or above the working directory.
func repository() (string, error) {
	folder, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(folder, "go.work")); err == nil {
			return folder, nil
		}
		if filepath.Dir(folder) == folder {
			return "", errors.New("no go.work in this folder or above: run this inside the repository")
		}
		folder = filepath.Dir(folder)
	}
	return "", err
}
