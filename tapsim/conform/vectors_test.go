package conform_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/scenario"
)

func corpusVectors(t *testing.T) []byte {
	document, err := conform.Vectors(corpus(t))
	require.NoError(t, err)
	return document
}

func vectorsSchema(t *testing.T) *jsonschema.Schema {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(conform.VectorsSchema))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("vectors.schema.json", schema))
	compiled, err := compiler.Compile("vectors.schema.json")
	require.NoError(t, err)
	return compiled
}

func TestVectorsHaveTheFormOfTheirSchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(corpusVectors(t)))
	require.NoError(t, err)
	require.NoError(t, vectorsSchema(t).Validate(document))
}

// Each of these changes one thing in a valid document.
func TestSchemaOfVectorsRefusesWrongForms(t *testing.T) {
	schema := vectorsSchema(t)
	two := slices.DeleteFunc(corpus(t), func(s *scenario.Scenario) bool {
		return s.ID != "signin/once-only" && s.ID != "signin/refused-at-the-end"
	})
	vectors, err := conform.Vectors(two)
	require.NoError(t, err)
	document := string(vectors)
	for _, change := range []struct{ from, to string }{
		{`"version": 2`, `"version": 1`},
		{`"op": "signIn"`, `"op": "signin"`},
		{`"op": "list"`, `"op": "get"`},
		{`"op": "create"`, `"op": "signIn"`},
		{`"edition": "current"`, `"edition": "newest"`},
		{`"result": "accepted"`, `"result": "refused"`},
		{`"status": 201`, `"status": 500`},
		{`"status": 201`, `"status": 400`},
		{`"reason": "Expired"`, `"reason": "expired"`},
		{`"sessionEnds": `, `"sessionEnd": `},
		{`"temporaryAccessPass": null`, `"temporaryAccessPass": "a code"`},
		{`"$id": "pass1"`, `"$id": "p"`},
		{`"standing": "observed"`, `"standing": "guessed"`},
		{`"free": false`, `"free": 0`},
		{`"features": []`, `"features": ["actor"]`},
	} {
		place := regexp.MustCompile(regexp.QuoteMeta(change.from)).FindStringIndex(document)
		require.NotNil(t, place, change.from)
		changed := document[:place[0]] + change.to + document[place[1]:]
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(changed)))
		require.NoError(t, err)
		require.Error(t, schema.Validate(value), change.to)
	}
}

func TestVectorsAreTheSameEachTime(t *testing.T) {
	require.Equal(t, string(corpusVectors(t)), string(corpusVectors(t)))
}

func TestVectorsHaveEveryCaseAndNoCode(t *testing.T) {
	document := corpusVectors(t)
	var v struct{ Cases []struct{ ID string } }
	require.NoError(t, json.Unmarshal(document, &v))
	all := corpus(t)
	require.Len(t, v.Cases, len(all))

	secrets := map[string]bool{} // by id and code; every scenario draws with the same seed
	for i, s := range all {
		require.Equal(t, s.ID, v.Cases[i].ID)
		for _, step := range scenario.Replay(s, &protocol.Reference{}).Steps {
			if step.Step.Op != protocol.Create || !step.Response.Accepted() {
				continue
			}
			var made struct {
				ID   string
				Code string `json:"temporaryAccessPass"`
			}
			require.NoError(t, json.Unmarshal(step.Response.Body.Reveal(), &made))
			secrets[made.ID], secrets[made.Code] = true, true
		}
	}
	require.Greater(t, len(secrets), 10)
	for secret := range secrets {
		require.False(t, bytes.Contains(document, []byte(secret)))
	}
}

func TestVectorsOfAFalseScenario(t *testing.T) {
	s, err := scenario.Parse("false.yaml", []byte("id: false/scenario\ntitle: A list finds two\nrules: [list-one]\nusers: [ada]\nsteps:\n  - list: {user: ada}\n    want: {count: 2}\n"))
	require.NoError(t, err)
	_, err = conform.Vectors([]*scenario.Scenario{s})
	require.ErrorContains(t, err, "false/scenario: the scenario is not true of the reference")
}

// The reference gives the answers of the vectors to a reader that uses only the document
// and the lines of the protocol.
func TestReplayVectors(t *testing.T) {
	questions, requests := io.Pipe()
	answers, responses := io.Pipe()
	defer answers.Close()
	go func() {
		who := protocol.Capabilities{Name: "reference", Editions: []string{"current", "documented", "preview"}, Features: []string{"actors"}}
		responses.CloseWithError(lines.Serve(questions, responses, &protocol.Reference{}, who))
	}()
	r := vectorReader{ask: requests, answers: bufio.NewReader(answers)}
	passed, skipped, differences := r.replay(t, corpusVectors(t))
	require.NoError(t, requests.Close())
	require.Empty(t, differences)
	require.Zero(t, skipped)
	require.Equal(t, len(corpus(t)), passed)
}

// Programs pass the vectors, too: two that share no code with the reference, and the
// reference as a command.
func TestReplayVectorsAgainstPrograms(t *testing.T) {
	document := corpusVectors(t)
	tapmutant := filepath.Join(t.TempDir(), "tapmutant")
	for _, p := range []struct {
		command []string
		without int // how many cases it may leave out
	}{
		{[]string{"python3", filepath.Join("adapters", "python", "tap.py")}, 0},
		{[]string{"node", filepath.Join("adapters", "node", "tap.mjs")}, 0},
		{[]string{tapmutant, "reference"}, 0},
	} {
		t.Run(filepath.Base(p.command[0]), func(t *testing.T) {
			if p.command[0] == tapmutant {
				out, err := exec.Command("go", "build", "-o", tapmutant, "../../cmd/tapmutant").CombinedOutput()
				require.NoError(t, err, string(out))
			} else if !installed(t, p.command[0]) {
				return
			}
			cmd := exec.Command(p.command[0], p.command[1:]...)
			cmd.Stderr = os.Stderr
			requests, err := cmd.StdinPipe()
			require.NoError(t, err)
			answers, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			r := vectorReader{ask: requests, answers: bufio.NewReader(answers)}
			passed, skipped, differences := r.replay(t, document)
			require.NoError(t, requests.Close())
			require.NoError(t, cmd.Wait())
			require.Empty(t, differences)
			require.LessOrEqual(t, skipped, p.without)
			require.Equal(t, len(corpus(t)), passed+skipped)
		})
	}
}

// The text under about names everything that is in the document.
func TestVectorsExplainThemselves(t *testing.T) {
	var v struct{ About string }
	require.NoError(t, json.Unmarshal(corpusVectors(t), &v))
	for _, word := range []string{
		"$schema", "tapsim vectors --schema", "protocol", "features", "actors", "reset", "at", "edition", "policy", "users", "groups", "roles", "isAssignableToRole",
		"title", "description", "note", "skew", "request", "expect", "op", "user", "body", "raw", "actor", "me", "delegated", "application", "scopes", "permissions", "directoryRoles",
		"create", "list", "get", "delete", "getPolicy", "updatePolicy", "resetPolicy", "updateUser", "signIn", "refresh",
		"$id", "$code", "length", "alter", "otherCase", "shorter", "longer", "first", "spaced",
		"status", "result", "reason", "sessionEnds", "registerBy", "error", "code", "message",
		"orError", "chosen", "error.code", "error.message", "rule", "also", "free", "@", "lastUsedDateTime",
	} {
		require.Regexp(t, `(?:\W|^)`+regexp.QuoteMeta(word)+`(?:\W|$)`, v.About, word)
	}
	require.NotContains(t, v.About, "  ")
}

// That the reader finds no difference in the reference proves something only if it finds
// differences elsewhere. Each of these faulty subjects changes a text in its answers, and
// has to be found.
func TestReplayOfVectorsFindsFaults(t *testing.T) {
	document := corpusVectors(t)
	for name, fault := range map[string]struct{ from, to string }{
		"status":           {`"status":201`, `"status":200`},
		"refused":          {`"status":400`, `"status":200`},
		"quoted text":      {`Invalid LifetimeInMinutes`, `Invalid lifetimeInMinutes`},
		"quoted code":      {`AADSTS130504`, `AADSTS130505`},
		"code of a spent":  {`AADSTS130505`, `AADSTS130504`},
		"result":           {`"result":"accepted"`, `"result":"refused"`},
		"reason":           {`"reason":"Expired"`, `"reason":"OneTimeUsed"`},
		"session":          {`"sessionEnds":"2`, `"sessionEnds":"3`},
		"deadline":         {`"registerBy"`, `"registerBefore"`},
		"deadline, always": {`"sessionEnds":`, `"registerBy":"2026-01-01T00:00:00Z","sessionEnds":`},
		"property":         {`"isUsable":true`, `"isUsable":false`},
		"property missing": {`"isUsable":true,`, ``},
		"property more":    {`"isUsable":`, `"isUseful":true,"isUsable":`},
		"code in a list":   {`"temporaryAccessPass":null`, `"temporaryAccessPass":"12345678"`},
		"code too long":    {`"temporaryAccessPass":"`, `"temporaryAccessPass":"1`},
		"no GUID":          {`"id":"([0-9a-f]{8})-`, `"id":"$1`},
		"one id for all":   {`"id":"[0-9a-f-]{36}"`, `"id":"11111111-2222-4333-8444-555555555555"`},
		"empty list":       {`"value":\[.*\]`, `"value":[]`},
		"no error":         {`"error":\{[^}]*\}`, `"error":null`},
		"null for missing": {`"lifetimeInMinutes":60`, `"lifetimeInMinutes":null`},
		"id in capitals":   {`"id":"([0-9a-f]{8})-`, `"id":"ABCDEF01-`},
	} {
		t.Run(name, func(t *testing.T) {
			questions, requests := io.Pipe()
			right, served := io.Pipe()
			answers, responses := io.Pipe()
			defer answers.Close()
			go func() {
				who := protocol.Capabilities{Name: "faulty", Editions: []string{"current", "documented", "preview"}}
				served.CloseWithError(lines.Serve(questions, served, &protocol.Reference{}, who))
			}()
			go func() {
				from := regexp.MustCompile(fault.from)
				lines := bufio.NewScanner(right)
				for lines.Scan() {
					responses.Write(append(from.ReplaceAll(lines.Bytes(), []byte(fault.to)), '\n'))
				}
				responses.CloseWithError(lines.Err())
			}()
			r := vectorReader{ask: requests, answers: bufio.NewReader(answers), once: true}
			_, _, differences := r.replay(t, document)
			require.NoError(t, requests.Close())
			require.NotEmpty(t, differences)
		})
	}
}

// A step says under which rules an implementation may answer otherwise: at the end of a
// pass, and not a tick before.
func TestVectorsSayWhatMayBeOtherwise(t *testing.T) {
	s, err := scenario.Parse("end.yaml", []byte(`
id: test/end
title: The end
rules: [usability-end]
users: [ada]
steps:
  - create: {user: ada}
    as: p
  - at: p.end - 100ns
    list: {user: ada}
  - at: p.end
    list: {user: ada}
`))
	require.NoError(t, err)
	text, err := conform.Vectors([]*scenario.Scenario{s})
	require.NoError(t, err)
	var v struct {
		Cases []struct {
			Steps []struct{ Expect struct{ Otherwise []string } }
		}
	}
	require.NoError(t, json.Unmarshal(text, &v))
	require.Nil(t, v.Cases[0].Steps[1].Expect.Otherwise)
	require.Equal(t, []string{"usability-end"}, v.Cases[0].Steps[2].Expect.Otherwise)
}
