package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// packageFolder returns the folder of the npm package: the given one, or that of this
// repository, which is built if it is not there.
func packageFolder(ctx context.Context, given string) (string, error) {
	if given != "" {
		return given, complete(given)
	}
	root, err := repository(ctx)
	if err != nil {
		return "", err
	}
	folder := filepath.Join(root, "wasm", "npm", "dist")
	if complete(folder) == nil {
		return folder, nil
	}
	fmt.Println("Building the npm package...")
	build := exec.CommandContext(ctx, "go", "run", "./wasm/build")
	build.Dir = root
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("build the npm package: %w", err)
	}
	return folder, complete(folder)
}

// complete reports what the page needs and folder lacks.
func complete(folder string) error {
	for _, name := range []string{"index.js", "valkey.wasm"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			return fmt.Errorf("the npm package is incomplete: %w; build it with: go run ./wasm/build", err)
		}
	}
	return nil
}

// repository returns the folder of the go.work that the go command uses here.
func repository(ctx context.Context) (string, error) {
	output, err := exec.CommandContext(ctx, "go", "env", "GOWORK").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOWORK: %w", err)
	}
	file := strings.TrimSpace(string(output))
	if file == "" || file == "off" {
		return "", errors.New("run this inside the repository, or name the folder of the npm package by -dist")
	}
	return filepath.Dir(file), nil
}
