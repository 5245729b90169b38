package servers

import "syscall"

// endWithParent makes the kernel kill the server when the process that started it
// dies, so that an aborted test leaves nothing running. Only Linux can do that.
func endWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
