package scenarios

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sync"
)

// month is the part of the version that people choose, so that they can talk
// about it. It changes when what the scenarios say together does.
const month = "2026.11"

// Version returns the version of the corpus: a month, and the beginning of a
// hash over every scenario, so that no scenario changes and the version does not. A
// change of a comment counts, so that there is nothing to decide.
//
// The first call reads the corpus, in about a millisecond.
func Version() string { return version() }

var version = sync.OnceValue(func() string { return month + "-" + digest(FS) })

// digest is the hash of the scenarios of a file system, by path and text. The line
// ends do not count: git writes others on Windows.
func digest(fsys fs.FS) string {
	hash := sha256.New()
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, path)
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		// The length tells where one scenario ends and the next begins.
		fmt.Fprintf(hash, "%s %d\n%s", path, len(text), text)
		return err
	})
	if err != nil {
		panic("scenarios: " + err.Error()) // what is embedded can be read
	}
	return hex.EncodeToString(hash.Sum(nil)[:4])
}
