//go:build !linux

package servers

import "syscall"

// endWithParent has nothing to set: only Linux ends a process with its parent.
func endWithParent() *syscall.SysProcAttr { return nil }
