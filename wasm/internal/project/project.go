// Package project finds the folders of this repository for the commands that build,
// check and measure the npm package.
package project

import (
	"errors"
	"os"
	"path/filepath"
)

// Root returns the folder of the go.work at or above the working directory.
func Root() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.work")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", errors.New("no go.work in this folder or above: run this inside the repository")
		}
		folder = parent
	}
}
