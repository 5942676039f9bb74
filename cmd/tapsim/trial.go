package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tapsim/tap/tapsim/files"
)

// tryToWrite finds out whether a file can be written, before there is something
// to write: nobody wants to hear of it after ten hours. It leaves things as they
// were. The flag is the one that names the file.
func tryToWrite(flag, name string) error { return unwritten(flag, name, files.Try(name)) }

// unwritten says why the file that a flag names is not written; nil, if it is.
func unwritten(flag, name string, err error) error {
	if err == nil {
		return nil
	}
	dir := filepath.Dir(name)
	if _, missing := os.Stat(dir); errors.Is(missing, fs.ErrNotExist) {
		return fmt.Errorf("--%s %s: there is no folder %s to write it to; make it first", flag, name, dir)
	}
	return fmt.Errorf("--%s: %w", flag, err)
}
