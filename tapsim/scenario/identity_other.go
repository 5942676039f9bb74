//go:build !unix

package scenario

import "io/fs"

// numbered finds no number: here os.FileInfo has none that can be a key.
func numbered(fs.FileInfo) (identity, bool) { return identity{}, false }
