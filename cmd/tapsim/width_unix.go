//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// columns is the width that a terminal tells; 0 if it tells none.
func columns(f *os.File) int {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}
