//go:build !unix

package scenario

import "io/fs"

// numbered finds no number: what os.FileInfo holds here has none that can be a key.
func numbered(fs.FileInfo) (identity, bool) { return identity{}, false }
