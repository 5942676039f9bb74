package files

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Create makes a new file with the text. A file or link that has the name already,
// also a link that leads nowhere, stays as it is, and the error is fs.ErrExist. The
// file system checks this when the file gets its name, so no other program can come in
// between.
func Create(name string, text []byte) error {
	return write(name, text, 0, func(made string) error {
		err := os.Link(made, name)
		if err == nil {
			return os.Remove(made)
		}
		if !errors.Is(err, fs.ErrExist) { // the file system has no links
			_ = os.Remove(made)
			err = exclusive(name, text)
		}
		return err
	})
}

// Replace writes the text to a file in place of the old text, or makes the file. No
// reader sees half of it. A link is not followed: only a regular file is replaced, but
// /dev/stdout, /dev/fd/N and the like are written to.
func Replace(name string, text []byte) error {
	if isOutput(name) {
		return into(name, text)
	}
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Create(name, text)
	}
	if err == nil {
		err = Regular(name, info)
	}
	if err != nil {
		return err
	}
	return write(name, text, info.Mode().Perm(), func(made string) error { return os.Rename(made, name) })
}

// Try checks whether Replace could write a file, and changes nothing.
func Try(name string) error {
	if isOutput(name) {
		return nil // a reader of the pipe would take the trial for the whole text
	}
	info, err := os.Lstat(name)
	switch {
	case err == nil:
		if err := Regular(name, info); err != nil {
			return err
		}
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		f.Close()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return write(name, nil, 0, os.Remove)
}

// write makes a file with another name in the same folder, which no other file has,
// and calls settle with that name once the text is on the disk. If something fails, it
// removes the file. Errors name the file that the caller asked for.
func write(name string, text []byte, mode fs.FileMode, settle func(made string) error) error {
	f, err := os.OpenFile(filepath.Join(filepath.Dir(name), ".tapsim-"+rand.Text()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err == nil {
		if err = fill(f, text, mode); err == nil {
			err = settle(f.Name())
		}
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}
	if err != nil {
		return &fs.PathError{Op: "write", Path: name, Err: reason(err)}
	}
	return nil
}

// isOutput reports whether a name is that of an output that the program was started
// with, or of /dev/null: writing there replaces no file.
func isOutput(name string) bool {
	switch path.Clean(name) {
	case "/dev/stdout", "/dev/stderr", os.DevNull:
		return true
	}
	return isHandedOver(name)
}

// into writes the text to such an output.
func into(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// exclusive is Create where a file cannot have two names: a reader may see half of it.
func exclusive(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err = fill(f, text, 0); err != nil {
		_ = os.Remove(name)
	}
	return err
}

// fill writes the text, flushes it to the disk, and closes the file. The mode 0 is
// that of all new files.
func fill(f *os.File, text []byte, mode fs.FileMode) error {
	_, err := f.Write(text)
	if err == nil && mode != 0 {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// reason is the cause of an error, without the temporary name of the file.
func reason(err error) error {
	var one *fs.PathError
	var two *os.LinkError
	switch {
	case errors.As(err, &one):
		return one.Err
	case errors.As(err, &two):
		return two.Err
	}
	return err
}
