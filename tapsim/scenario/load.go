package scenario

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tapsim/tap/tapsim/files"
)

// Load reads the scenarios at these paths: files, folders with everything below them,
// patterns of path.Match, and "-" for stdin. A file with several names is read once.
//
// The error joins every diagnostic of every file, and reports files with the same id;
// after ten thousand diagnostics it counts the other wrong files. The scenarios
// without errors are returned too, in the order of the paths and by name within a
// folder.
func Load(paths []string, stdin io.Reader) ([]*Scenario, error) {
	found, errs := find(paths)
	return parseAll(distinct(found, identify), errs, func(name string) (io.ReadCloser, error) {
		if name == "-" {
			return io.NopCloser(stdin), nil
		}
		return files.Open(name)
	})
}

// distinct keeps the first name of each file. A name that cannot be identified stays,
// and is reported when it is read.
func distinct(names []string, identify func(string) (identity, bool)) []string {
	seen := map[identity]bool{}
	return slices.DeleteFunc(names, func(name string) bool {
		which, ok := identify(name)
		again := ok && seen[which]
		seen[which] = true
		return again
	})
}

// An identity is the same for all names of one file: its device and number, or else
// its full path without links. It is a map key, because comparing each file with all
// others would take too long.
type identity struct {
	device, number uint64
	path           string
}

// identify returns the identity of a file; false: it has none that can be found.
func identify(name string) (identity, bool) {
	if name == "-" {
		return identity{path: name}, true // here the path of a file is its full path
	}
	if info, err := os.Stat(name); err != nil {
		return identity{}, false
	} else if which, ok := numbered(info); ok {
		return which, true
	}
	return located(name)
}

// located identifies a file by its path.
func located(name string) (identity, bool) {
	path, err := filepath.EvalSymlinks(name)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	return identity{path: path}, err == nil
}

// LoadFS reads all scenarios of a file system; prefix precedes their names in
// messages.
func LoadFS(fsys fs.FS, prefix string) ([]*Scenario, error) {
	found, errs := walk(fsys, func(path string) string { return prefix + path })
	return parseAll(found, errs, func(name string) (io.ReadCloser, error) {
		name = strings.TrimPrefix(name, prefix)
		info, err := fs.Stat(fsys, name)
		if err == nil {
			err = files.Regular(name, info)
		}
		if err != nil {
			return nil, err
		}
		return fsys.Open(name)
	})
}

// find lists the files of these paths. The errors are about the paths.
func find(paths []string) (found []string, errs []error) {
	for _, path := range paths {
		switch info, err := os.Stat(path); {
		case path == "-", err == nil && !info.IsDir():
			found = append(found, path)
		case err == nil:
			files, wrong := walk(os.DirFS(path), func(below string) string { return filepath.Join(path, filepath.FromSlash(below)) })
			if len(files) == 0 && len(wrong) == 0 {
				wrong = []error{fmt.Errorf("%s: no scenarios in this folder; a scenario is a file that ends in .yaml or .yml", path)}
			}
			found, errs = append(found, files...), append(errs, wrong...)
		case strings.ContainsAny(path, "*?["):
			matches, err := filepath.Glob(path)
			switch {
			case err != nil:
				errs = append(errs, fmt.Errorf("%s: not a pattern: %w", path, err))
			case len(matches) == 0:
				errs = append(errs, fmt.Errorf("%s: no file matches this pattern", path))
			}
			files, wrong := find(matches)
			found, errs = append(found, files...), append(errs, wrong...)
		default:
			errs = append(errs, unreadable(path, err))
		}
	}
	return found, errs
}

// walk lists the scenarios below the root of a file system, in order, by their full
// names. It reports a folder that cannot be read, and goes on.
func walk(fsys fs.FS, name func(string) string) (files []string, errs []error) {
	_ = fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			errs = append(errs, unreadable(name(path), err))
		case d.Type()&^fs.ModeSymlink == 0 && (strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")):
			files = append(files, name(path))
		}
		return nil
	})
	return files, errs
}

// unreadable says why a file or a folder cannot be read, in the same words for an open and
// for a read.
func unreadable(name string, err error) error {
	if how := (*fs.PathError)(nil); errors.As(err, &how) {
		err = how.Err // without the name, which the message adds
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: no such file or folder", quoted(name))
	}
	return fmt.Errorf("%s: %w", quoted(name), err)
}

// maxLoaded is how many diagnostics of all files are shown. A folder can have very
// many files, and a diagnostic is much longer than the typo that causes it.
const maxLoaded = 10_000

func parseAll(files []string, errs []error, open func(string) (io.ReadCloser, error)) ([]*Scenario, error) {
	var all []*Scenario
	where := map[string]string{} // the file with that id
	shown, more := len(errs), 0
	for _, name := range files {
		s, err := parseFile(name, open, where)
		switch {
		case err == nil:
			all = append(all, s)
		case shown >= maxLoaded:
			more++
		default:
			errs = append(errs, err)
			shown++
			if all, ok := err.(Diagnostics); ok {
				shown += len(all) - 1
			}
		}
	}
	if more > 0 {
		errs = append(errs, fmt.Errorf("too many diagnostics: %d more files are wrong, and theirs are not shown", more))
	}
	return all, errors.Join(errs...)
}

// parseFile reads one file, whose id must not be taken.
func parseFile(name string, open func(string) (io.ReadCloser, error), where map[string]string) (*Scenario, error) {
	data, err := read(name, open)
	if err != nil {
		return nil, err
	}
	if name == "-" {
		name = "stdin"
	}
	s, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	if other, taken := where[s.ID]; taken {
		return nil, &Diagnostic{
			File: name, Pos: s.IDPos, excerpt: s.Excerpt(s.IDPos),
			Message: fmt.Sprintf("the id %s is taken: %s has it already", cut(s.ID, maxMessage), other),
			Hint:    "give each scenario an id of its own",
		}
	}
	where[s.ID] = name
	return s, nil
}

// read reads one file, at most one byte more than Parse accepts.
func read(name string, open func(string) (io.ReadCloser, error)) ([]byte, error) {
	f, err := open(name)
	if err != nil {
		return nil, unreadable(name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, unreadable(name, err)
	}
	return data, nil
}

// quoted returns a path as it is, or in quotes if a reader could overlook it.
func quoted(path string) string {
	if strings.TrimSpace(path) == "" {
		return strconv.Quote(path)
	}
	return path
}
