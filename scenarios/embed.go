// Package scenarios has the corpus: scenarios that show what a Temporary Access Pass
// does, one idea in each file. README.md explains the format.
package scenarios

import (
	"bytes"
	"embed"
)

// FS holds every scenario, at the path that is its id.
//
//go:embed */*.yaml
var FS embed.FS

// Schema is the JSON Schema of a scenario, draft 2020-12.
//
//go:embed scenario.schema.json
var Schema []byte

// TenantSchema is the JSON Schema of a tenant file: a scenario without required keys.
func TenantSchema() []byte {
	tenant := bytes.Replace(Schema, []byte(scenarioName), []byte(`"$id": "urn:tapsim:tenant:1"`), 1)
	tenant = bytes.Replace(tenant, []byte(scenarioTitle), []byte(`"title": "A tenant as it begins, in the words of a scenario"`), 1)
	return bytes.Replace(tenant, []byte(scenarioRequires), nil, 1)
}

// The name, the title and the required keys of a scenario in Schema. The schemas are
// named by URNs, because they are published nowhere; the number is that of the format.
const (
	scenarioName     = `"$id": "urn:tapsim:scenario:1"`
	scenarioTitle    = `"title": "A scenario about Temporary Access Passes"`
	scenarioRequires = `  "required": ["id", "title", "rules", "steps"],` + "\n"
)
