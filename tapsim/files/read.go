// Package files reads and writes the files that a user names. It reads no more than it
// is asked to, does not wait for a pipe in a folder, follows no link when it writes,
// overwrites no other kind of file, and leaves no half-written file.
package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
)

// Open opens a file to be read. Only a regular file is accepted: a read would wait for
// a pipe, and a device may have no end. The exception is a file that the program was
// started with, /dev/stdin or /dev/fd/N, as shells write for <(command): there a pipe
// is meant.
func Open(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: reason(err)}
	}
	if err := Regular(name, info); err != nil && (info.IsDir() || !isHandedOver(name)) {
		return nil, err
	}
	return os.Open(name)
}

// Read reads a file for a reader that accepts most bytes. It returns at most one byte
// more, by which the reader sees that the file is too large.
func Read(name string, most int64) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

// Regular returns an error that says what kind of file it is, if it is not a regular
// one. The error is an *fs.PathError, as that of os.Open.
func Regular(name string, info fs.FileInfo) error {
	kind := ""
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "a folder"
	case mode&fs.ModeSymlink != 0:
		kind = "a link"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a pipe"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	default:
		kind = "something else"
	}
	return &fs.PathError{Op: "open", Path: name, Err: errors.New("it is " + kind + ", and no regular file")}
}

// isHandedOver reports whether a name is that of a file that this program was started
// with.
func isHandedOver(name string) bool {
	name = path.Clean(name)
	_, err := strconv.Atoi(path.Base(name))
	return name == "/dev/stdin" || err == nil && (path.Dir(name) == "/dev/fd" || path.Dir(name) == "/proc/self/fd")
}
