package scenarios

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sync"
)

// month is the part of the version that people choose and quote. It changes when the
// meaning of the corpus changes.
const month = "2026.11"

// Version returns the version of the corpus: a month, and the beginning of a hash over
// every scenario, so that any change of a scenario changes the version. A change of a
// comment counts too, so that no one has to decide.
//
// The first call reads the corpus, in about a millisecond.
func Version() string { return version() }

var version = sync.OnceValue(func() string { return month + "-" + digest(FS) })

// digest is the hash of the scenarios of a file system, by path and text. Line ends do
// not count: git writes other ones on Windows.
func digest(fsys fs.FS) string {
	hash := sha256.New()
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(fsys, path)
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		// The length separates one scenario from the next.
		fmt.Fprintf(hash, "%s %d\n%s", path, len(text), text)
		return err
	})
	if err != nil {
		panic("scenarios: " + err.Error()) // an embedded file can be read
	}
	return hex.EncodeToString(hash.Sum(nil)[:4])
}
