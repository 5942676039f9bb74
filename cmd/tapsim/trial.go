package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// tryToWrite finds out whether a file can be written, before there is something
// to write: nobody wants to hear of it after ten hours. It leaves things as they
// were. The flag is the one that names the file.
func tryToWrite(flag, name string) error {
	info, err := os.Lstat(name)
	isNew, how := errors.Is(err, fs.ErrNotExist), os.O_WRONLY
	if isNew {
		how |= os.O_CREATE | os.O_EXCL
	} else if err == nil && !info.Mode().IsRegular() {
		return nil // a pipe would take the trial for all there is
	}
	f, err := os.OpenFile(name, how, 0o666)
	if err != nil {
		if dir := filepath.Dir(name); isNew {
			if _, missing := os.Stat(dir); errors.Is(missing, fs.ErrNotExist) {
				return fmt.Errorf("--%s %s: there is no folder %s to write it to; make it first", flag, name, dir)
			}
		}
		return fmt.Errorf("--%s: %w", flag, err)
	}
	f.Close()
	if isNew {
		return os.Remove(name)
	}
	return nil
}
