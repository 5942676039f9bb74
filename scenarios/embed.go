// Package scenarios holds the corpus: stories that show, one idea a file, what a
// Temporary Access Pass does. README.md explains the format.
package scenarios

import (
	"bytes"
	"embed"
)

// FS holds every story, at the path that is its id.
//
//go:embed */*.yaml
var FS embed.FS

// Schema is the JSON Schema of a story, draft 2020-12.
//
//go:embed scenario.schema.json
var Schema []byte

// SeedSchema is the JSON Schema of a seed: a story of which nothing is required.
func SeedSchema() []byte {
	seed := bytes.Replace(Schema, []byte(storyTitle), []byte(`"title": "A tenant as it begins, in the words of a story"`), 1)
	return bytes.Replace(seed, []byte(storyRequires), nil, 1)
}

// What a story says of itself and demands, as it stands in Schema.
const (
	storyTitle    = `"title": "A story about Temporary Access Passes"`
	storyRequires = `  "required": ["id", "title", "rules", "steps"],` + "\n"
)
