package scenarios_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/scenario"
)

// The schema is for editors: it completes keys and words, and marks wrong forms. Only
// the reader knows the meaning of a scenario.

func schema(t *testing.T) *jsonschema.Schema { return compile(t, scenarios.Schema) }

func compile(t *testing.T, text []byte) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("scenario.schema.json", document))
	compiled, err := compiler.Compile("scenario.schema.json")
	require.NoError(t, err)
	return compiled
}

// generic reads YAML into JSON values, with timestamps as strings.
func generic(t *testing.T, data []byte) any {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal(data, &document))
	return value(t, &document)
}

func value(t *testing.T, n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return value(t, n.Content[0])
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			list = append(list, value(t, item))
		}
		return list
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			object[n.Content[i].Value] = value(t, n.Content[i+1])
		}
		return object
	}
	if n.Tag == "!!timestamp" {
		return n.Value
	}
	var v any
	require.NoError(t, n.Decode(&v))
	return v
}

func TestEveryScenarioHasTheFormOfTheSchema(t *testing.T) {
	compiled := schema(t)
	count := 0
	err := fs.WalkDir(scenarios.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		count++
		data, err := fs.ReadFile(scenarios.FS, path)
		if err != nil {
			return err
		}
		require.NoError(t, compiled.Validate(generic(t, data)), path)
		// PyYAML, and js-yaml before version 5, read an instant without quotes as a date,
		// which is no text and does not match the schema.
		require.NotRegexp(t, "(?m)(: |\\[|, |- )[0-9]{4}-[0-9]{2}-[0-9]{2}T", string(data), path)
		return nil
	})
	require.NoError(t, err)
	require.NotZero(t, count)
}

func TestSchemaRefusesWrongForms(t *testing.T) {
	compiled := schema(t)
	for _, name := range strings.Fields(`
		actors at-and-advance bare-command bodies booleans directory durations edition ids labels list
		long-excerpt no-command no-keys no-rules no-steps no-zone nulls numbers policies reasons rules scalar
		several sign-ins step-is-text steps-missing two-commands unknown-key unknown-user wants
	`) {
		data, err := os.ReadFile(filepath.Join("..", "tapsim", "scenario", "testdata", "bad", name+".yaml"))
		require.NoError(t, err)
		require.Error(t, compiled.Validate(generic(t, data)), name)
	}
}

// Each of these steps has a wrong form, and nothing else is wrong.
func TestSchemaRefusesWrongSteps(t *testing.T) {
	head := "id: a\ntitle: b\nrules: [list-one]\ngroups: [staff]\nusers: [ada]\nsteps:\n  - create: {user: ada}\n    as: p\n  - "
	refuse(t, head+"list: {user: ada}", []string{
		"{}",
		"{list: {user: ada}, get: {user: ada, pass: p}}",
		"{list: {user: ada}, as: p}",
		"{list: {user: ada}, at: +5m, advance: 5m}",
		"{list: {user: ada}, at: 2026-01-01T00:00:00}",
		"{list: {user: ada}, at: 2026-13-01T00:00:00Z}",
		"{list: {user: ada}, at: 2026-12-32T00:00:00Z}",
		"{list: {user: ada}, at: 2026-12-01T24:00:00Z}",
		"{list: {user: ada}, at: 2026-12-01T23:60:00Z}",
		"{list: {user: ada}, at: 2026-12-01T23:59:60Z}",
		"{list: {user: ada}, at: 2026-12-01T00:00:00+14:01}",
		"{list: {user: ada}, at: 2026-12-01T00:00:00-13:60}",
		"{list: {user: ada}, at: 0000-01-01T00:00:00Z, skew: true}",
		"{list: {user: ada}, at: '2026-12-01T00:00:00Z + 5m'}",
		"{list: {user: ada}, at: 5m}",
		"{list: {user: ada}, advance: 5}",
		"{list: {user: ada}, advance: 0h0m}",
		"{list: {user: ada}, skew: yes}",
		"{list: {user: ada}, skew: true}",
		"{list: {user: ada}, want: {}}",
		"{list: {user: ada}, want: {error: {}}}",
		"{list: {user: ada}, want: {statsu: 200}}",
		"{list: {user: ada}, want: {absent: [status]}}",
		"{list: {user: ada}, want: {absent: [isUsable, isUsable]}}",
		"{list: {user: ada}, want: {rule: usability-end}}",
		"{list: {user: Ada}}",
		"{list: {user: {id: ada, upn: ada}}}",
		"{get: {user: ada, pass: {id: x}, alter: otherCase}}",
		"{delete: {user: ada, pass: {id: x}, alter: otherCase}}",
		"{create: {user: ada, body: {}, raw: ''}}",
		"{create: {user: ada, body: {}, lifetimeInMinutes: 60}}",
		"{create: {user: ada, lifetimeInMinutes: 2147483648}}",
		"{create: {user: ada, lifetimeInMinutes: '60'}}",
		"{create: {user: ada}, as: p-2}",
		"{create: }",
		"{signIn: {user: ada}}",
		"{signIn: {user: ada, pass: p, code: x}}",
		"{signIn: {user: ada, pass: p}, actor: {delegated: ada}}",
		"{signIn: {user: me, pass: p}}",
		"{refresh: {user: me, pass: p}}",
		"{updateUser: {user: me, roles: []}}",
		"{getPolicy: {user: ada}}",
		"{getPolicy: }",
		"{getPolicy: {}, actor: {application: [], scopes: []}}",
		"{updatePolicy: {includeTargets: [{user: ada, group: staff}]}}",
		"{updateUser: {user: ada, groups: staff}}",
	}, func(step string) string { return head + step })
}

// Each of these tenants has a wrong form.
func TestSchemaRefusesWrongTenants(t *testing.T) {
	foot := "\nid: a\ntitle: b\nrules: [policy-range]\nsteps:\n  - updatePolicy: {defaultLength: 7, minimumLifetimeInMinutes: 9, maximumLifetimeInMinutes: 43201}\n"
	refuse(t, "policy: {defaultLength: 48, minimumLifetimeInMinutes: 10, maximumLifetimeInMinutes: 43200}"+foot, []string{
		"policy: {minimumLifetimeInMinutes: 9}",
		"policy: {maximumLifetimeInMinutes: 43201}",
		"policy: {defaultLifetimeInMinutes: 0}",
		"policy: {defaultLength: 7}",
		"policy: {defaultLength: 49}",
		"policy: {includeTargets: [all_users, all_users]}",
		"users: [ada, ada]",
		"users: [{name: ada, id: 00000000-0000-0000-0000-000000000000}]",
		"users: [{name: ada, userPrincipalName: ada}]",
		"users: [me]",
		"users: [1st]",
		"groups: [staff, staff]",
		"start: 2026-00-01T00:00:00Z",
		"start: +5m",
	}, func(tenant string) string { return tenant + foot })
}

// refuse checks that the schema and the reader accept the first scenario and refuse
// all others.
func refuse(t *testing.T, right string, wrong []string, whole func(string) string) {
	t.Helper()
	compiled := schema(t)
	_, err := scenario.Parse("scenario", []byte(right))
	require.NoError(t, err)
	require.NoError(t, compiled.Validate(generic(t, []byte(right))))
	for _, part := range wrong {
		text := []byte(whole(part))
		_, err := scenario.Parse("scenario", text)
		require.Error(t, err, part)
		require.Error(t, compiled.Validate(generic(t, text)), part)
	}
}

// An editor offers the same keys and words as the reader accepts.
func TestSchemaAndReaderAgree(t *testing.T) {
	type object struct {
		Properties           map[string]any
		AdditionalProperties *bool
		Enum                 []string
	}
	var root struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal(scenarios.Schema, &root))
	root.Defs["scenario"] = root.object

	for name, keys := range scenario.Keys() {
		def, ok := root.Defs[name]
		require.True(t, ok, name)
		var known []string
		for key := range def.Properties {
			known = append(known, key)
		}
		require.ElementsMatch(t, keys, known, name)
		require.NotNil(t, def.AdditionalProperties, name)
		require.False(t, *def.AdditionalProperties, name)
	}
	for name, words := range scenario.Words() {
		require.ElementsMatch(t, words, root.Defs[name].Enum, name)
	}
}

// Tools store schemas by name: those of a scenario and of a tenant can be stored
// together, and a schema can refer to them.
func TestSchemasHaveNames(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	for file, text := range map[string][]byte{"scenario.schema.json": scenarios.Schema, "tenant.schema.json": scenarios.TenantSchema()} {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		name := document.(map[string]any)["$id"].(string)
		require.Equal(t, "urn:tapsim:"+strings.TrimSuffix(file, ".schema.json")+":1", name)
		require.NoError(t, compiler.AddResource(name, document))
	}
	either := map[string]any{"anyOf": []any{map[string]any{"$ref": "urn:tapsim:scenario:1"}, map[string]any{"$ref": "urn:tapsim:tenant:1"}}}
	require.NoError(t, compiler.AddResource("either.json", either))
	compiled, err := compiler.Compile("either.json")
	require.NoError(t, err)
	require.NoError(t, compiled.Validate(generic(t, []byte("users: [ada]"))))
	require.Error(t, compiled.Validate(generic(t, []byte("clock: frozen"))))
	_, err = compiler.Compile("urn:tapsim:scenario:1#/$defs/step")
	require.NoError(t, err)
}

// A seed differs from a scenario in its name, its title and its required keys.
func TestTenantSchema(t *testing.T) {
	var whole, seed map[string]any
	require.NoError(t, json.Unmarshal(scenarios.Schema, &whole))
	require.NoError(t, json.Unmarshal(scenarios.TenantSchema(), &seed))
	require.NotEqual(t, whole["title"], seed["title"])
	require.NotEqual(t, whole["$id"], seed["$id"])
	require.NotContains(t, seed, "required")
	for _, name := range []string{"$id", "title", "required"} {
		delete(whole, name)
		delete(seed, name)
	}
	require.Equal(t, whole, seed)

	compiled := compile(t, scenarios.TenantSchema())
	require.NoError(t, compiled.Validate(generic(t, []byte("users: [ada]"))))
	require.Error(t, compiled.Validate(generic(t, []byte("clock: frozen"))))
	require.Error(t, compiled.Validate(generic(t, []byte("steps: [{list: {}}]"))))
}
