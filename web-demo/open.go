package main

import (
	"context"
	"os"
	"os/exec"
	"runtime"
)

// openBrowser shows url in the user's browser, where there is one. A failure is
// silent, since the address was printed.
func openBrowser(ctx context.Context, url string) {
	var command []string
	switch {
	case runtime.GOOS == "darwin":
		command = []string{"open", url}
	case runtime.GOOS == "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler", url}
	case os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "":
		command = []string{"xdg-open", url}
	default:
		return
	}
	opener := exec.CommandContext(ctx, command[0], command[1:]...)
	if opener.Start() == nil {
		go func() { _ = opener.Wait() }()
	}
}
