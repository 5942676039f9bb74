//go:build unix

package scenario

import (
	"io/fs"
	"syscall"
)

// numbered identifies a file by its device and its number, which all its links share.
func numbered(info fs.FileInfo) (identity, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return identity{}, false
	}
	return identity{device: uint64(stat.Dev), number: uint64(stat.Ino)}, true
}
