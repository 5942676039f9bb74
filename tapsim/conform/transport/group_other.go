//go:build !unix

package transport

import "os/exec"

// apart does nothing. A process that the program has started sees the end of its stdin, and
// has to end by itself.
func apart(*exec.Cmd) {}

// endAll kills the program.
func endAll(cmd *exec.Cmd) { cmd.Process.Kill() }
