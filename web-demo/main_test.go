package main

import (
	"os"
	"testing"

	"github.com/glissade-io/glissade/test/browser"
)

// What takes long to start is started once, and used by one test after the other.
var (
	chromium browser.Shared
	clusters clusterPool
)

func TestMain(m *testing.M) {
	code := m.Run()
	chromium.Close()
	clusters.close()
	os.Exit(code)
}
