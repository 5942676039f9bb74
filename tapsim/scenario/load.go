package scenario

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Load reads the scenarios at these paths: files, folders with all that is
// below them, patterns as of path.Match, and "-" for stdin. A file that is named
// twice is read once.
//
// The error joins every mistake in every file, and among them two files with the
// same id. The scenarios that could be read are returned beside it, ordered as
// the paths are and by name within a folder.
func Load(paths []string, stdin io.Reader) ([]*Scenario, error) {
	var files []string
	var errs []error
	seen := map[string]bool{}
	for _, path := range paths {
		found, err := find(path)
		if err != nil {
			errs = append(errs, err)
		}
		for _, f := range found {
			whole, err := filepath.Abs(f)
			if err != nil {
				whole = f
			}
			if !seen[whole] {
				files = append(files, f)
			}
			seen[whole] = true
		}
	}
	return parseAll(files, errs, func(name string) (io.ReadCloser, error) {
		if name == "-" {
			return io.NopCloser(stdin), nil
		}
		return os.Open(name)
	})
}

// LoadFS reads all scenarios of a file system; prefix goes before their names
// in messages.
func LoadFS(fsys fs.FS, prefix string) ([]*Scenario, error) {
	files, err := walk(fsys)
	if err != nil {
		return nil, err
	}
	for i := range files {
		files[i] = prefix + files[i]
	}
	return parseAll(files, nil, func(name string) (io.ReadCloser, error) {
		return fsys.Open(strings.TrimPrefix(name, prefix))
	})
}

// find lists the files that one path means.
func find(path string) ([]string, error) {
	if path == "-" {
		return []string{path}, nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		files, err := walk(os.DirFS(path))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("%s: no scenarios in this folder; a scenario is a file that ends in .yaml or .yml", path)
		}
		for i := range files {
			files[i] = filepath.Join(path, filepath.FromSlash(files[i]))
		}
		return files, nil
	case err == nil:
		return []string{path}, nil
	case strings.ContainsAny(path, "*?["):
		matches, err := filepath.Glob(path)
		if err != nil {
			return nil, fmt.Errorf("%s: not a pattern: %w", path, err)
		}
		if len(matches) == 0 {
			return nil, fmt.Errorf("%s: no file matches this pattern", path)
		}
		var files []string
		for _, match := range matches {
			found, err := find(match)
			if err != nil {
				return nil, err
			}
			files = append(files, found...)
		}
		return files, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: no such file or folder", quoted(path))
	default:
		return nil, err
	}
}

// walk lists the scenarios below the root of a file system, in order.
func walk(fsys fs.FS) ([]string, error) {
	var files []string
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type()&^fs.ModeSymlink == 0 && (strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")) {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

func parseAll(files []string, errs []error, open func(string) (io.ReadCloser, error)) ([]*Scenario, error) {
	var all []*Scenario
	where := map[string]string{}
	for _, name := range files {
		data, err := read(name, open)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		shown := name
		if name == "-" {
			shown = "stdin"
		}
		s, err := Parse(shown, data)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if other, taken := where[s.ID]; taken {
			errs = append(errs, &Mistake{
				File: shown, Pos: s.IDPos, excerpt: s.Excerpt(s.IDPos),
				Message: fmt.Sprintf("the id %s is taken: %s has it already", s.ID, other),
				Hint:    "give each scenario an id of its own",
			})
			continue
		}
		where[s.ID] = shown
		all = append(all, s)
	}
	return all, errors.Join(errs...)
}

// read reads one file, and no more of it than Parse needs to say that it is
// too large.
func read(name string, open func(string) (io.ReadCloser, error)) ([]byte, error) {
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}

// quoted returns a path as it is, unless nobody would see that it is there.
func quoted(path string) string {
	if strings.TrimSpace(path) == "" {
		return strconv.Quote(path)
	}
	return path
}
