// Package files reads and writes the files that somebody names: it reads no more than
// it is asked to, waits for no pipe that lies in a folder, follows no link where it
// writes, overwrites nothing that is not meant to be, and leaves no half of a file.
package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
)

// Open opens a file to be read. What is no regular file is refused: a pipe would be
// waited for, and a device may have no end. Where the name is that of something the
// program was started with, /dev/stdin or /dev/fd/N, as shells write for <(command),
// whoever started it meant it, and a pipe is fine.
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

// Read reads a file whose reader takes most bytes: these and one more at the most, by
// which the reader sees that it is too large.
func Read(name string, most int64) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

// Regular says what something is that is no regular file. The error is an
// *fs.PathError, as that of os.Open.
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

// isHandedOver reports whether a name is that of a file which this program was started
// with.
func isHandedOver(name string) bool {
	name = path.Clean(name)
	_, err := strconv.Atoi(path.Base(name))
	return name == "/dev/stdin" || err == nil && (path.Dir(name) == "/dev/fd" || path.Dir(name) == "/proc/self/fd")
}
