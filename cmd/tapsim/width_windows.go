package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// columns is the width that a terminal tells; 0 if it tells none.
func columns(f *os.File) int {
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(windows.Handle(f.Fd()), &info); err != nil {
		return 0
	}
	return int(info.Window.Right-info.Window.Left) + 1
}
