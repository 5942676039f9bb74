package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tapsim/tap/tapsim/files"
)

// tryToWrite checks whether a file can be written, before a run that may take ten hours.
// It changes nothing. The flag is the one that names the file.
func tryToWrite(flag, name string) error { return unwritten(flag, name, files.Try(name)) }

// unwritten explains an error of writing the file that a flag names; nil for none.
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
