//go:build !unix && !windows

package main

import "os"

// columns is the width that a terminal tells; 0 if it tells none.
func columns(*os.File) int { return 0 }
