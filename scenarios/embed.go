// Package scenarios holds the corpus: stories that show, one idea a file, what a
// Temporary Access Pass does. README.md explains the format.
package scenarios

import "embed"

// FS holds every story, at the path that is its id.
//
//go:embed */*.yaml
var FS embed.FS

// Schema is the JSON Schema of a story, draft 2020-12.
//
//go:embed scenario.schema.json
var Schema []byte
