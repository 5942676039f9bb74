//go:build !unix

package transport

import "os/exec"

// apart does nothing: what a program has started in turn sees the end of its
// stdin, and has to end by itself.
func apart(*exec.Cmd) {}

// endAll kills the program.
func endAll(cmd *exec.Cmd) { cmd.Process.Kill() }
