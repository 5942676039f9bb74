//go:build unix

package transport

import (
	"os/exec"
	"syscall"
)

// apart puts a program and all processes that it starts into a group of their own.
// Otherwise a process that a shell or a build tool has started would outlive it.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// endAll kills the whole group.
func endAll(cmd *exec.Cmd) {
	syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	cmd.Process.Kill()
}
