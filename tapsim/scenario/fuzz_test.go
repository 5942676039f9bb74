package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// For any bytes Parse ends, accepts the file or gives the places of its errors in
// messages of bounded length, and does the same again.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(fourSteps))
	f.Add([]byte(everything))
	for _, g := range growing {
		f.Add([]byte(g.text(g.n/20 + 20)))
	}

	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := scenario.Parse("fuzz.yaml", data)
		again, err2 := scenario.Parse("fuzz.yaml", data)
		require.Equal(t, s, again)
		require.Equal(t, err, err2)
		if err == nil {
			require.NotEmpty(t, s.ID)
			require.NotEmpty(t, s.Steps)
			require.Len(t, s.RulePos, len(s.Rules))
			return
		}
		require.Nil(t, s)
		diagnostics := err.(scenario.Diagnostics)
		require.NotEmpty(t, diagnostics)
		require.LessOrEqual(t, len(diagnostics), 100)
		require.Less(t, len(err.Error()), 300_000)
		for i, m := range diagnostics {
			require.Positive(t, m.Pos.Line)
			require.Positive(t, m.Pos.Column)
			require.NotEmpty(t, m.Message)
			if i > 0 {
				before := diagnostics[i-1].Pos
				require.True(t, before.Line < m.Pos.Line || before.Line == m.Pos.Line && before.Column < m.Pos.Column)
			}
		}
	})
}

// The readers of tenants, resets and tokens end for any bytes too. Their messages
// about JSON use its words, and show no token.
func FuzzParseTenant(f *testing.F) {
	files, err := filepath.Glob("testdata/bad-*/*.yaml")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte("tokens: {s3cret: operator, t1: {delegated: ada, scopes: [User.Read]}}"))
	f.Add([]byte(`{"now":"2026-01-05T08:00:00Z","edition":"preview","groups":["staff",{"displayName":"Tier 0","isAssignableToRole":true}],` +
		`"users":["ada",{"name":"bob","userPrincipalName":"Bob@x","displayName":"Bob","userType":"guest","external":true,"groups":["staff"],"roles":["Global Reader"]}],` +
		`"policy":{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","state":"disabled","defaultLength":12,"includeTargets":["all_users",{"user":"ada"},{"group":"staff"}]},` +
		`"passes":[{"user":"ada","spent":true,"pass":{"id":"071cc716-8147-4397-a5ba-b2105951cc0b","createdDateTime":"2026-01-05T08:00:00Z","startDateTime":"2026-01-05T08:00:00Z","lifetimeInMinutes":60,"isUsableOnce":true}}],` +
		`"tokens":{"s3cret":{"kind":"delegated","user":"ada","scopes":["User.Read"]},"t":{"kind":"operator"}}}`))
	for _, text := range []string{
		`{"users":1,"groups":{"a":[]},"policy":[],"passes":"x","tokens":null,"steps":[],"edition":true,"now":{}}`,
		`{"users":[{"name":1,"name":"a"}],"Users":[],"policy":{"includeTargets":[{"targetType":"user"},1]}}`,
		`{"tokens":{"s3cret":1,"s3cret":2,"s3 cret":{}}}`, `{"roles":["Globl Reader"],"groups":["x"],"userType":"Guest","external":1}`, `[`, "\xff", `{}{}`,
	} {
		f.Add([]byte(text))
	}

	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		plain := func(err error) {
			if err == nil {
				return
			}
			for _, word := range []string{"Go ", "struct", "json:", "unmarshal", "[]string"} {
				if !strings.Contains(string(data), word) {
					require.NotContains(t, err.Error(), word)
				}
			}
			require.Less(t, len(err.Error()), 20_000)
		}
		tenant, err := scenario.ParseTenant("fuzz", data, model.Current)
		require.Equal(t, err != nil, tenant == nil)
		if _, yaml := err.(scenario.Diagnostics); !yaml {
			plain(err)
		}
		actors, err := scenario.ParseTokens("fuzz.yaml", data, nil)
		require.Equal(t, err != nil, actors == nil)
		if err == nil {
			require.NotEmpty(t, actors)
		}

		reset, err := protocol.ReadReset(data, nil)
		plain(err)
		require.Equal(t, err != nil, reset == nil)
		fromJSON, err := protocol.ReadTenant(data)
		plain(err)
		require.Equal(t, err != nil, fromJSON == nil)
		if err == nil {
			require.NotPanics(t, func() { _, err = fromJSON.Engine(tapsim.Config{}) })
			require.NoError(t, err, "who is read can be in a directory")
		}
		actors, err = protocol.ReadActors(data)
		plain(err)
		if err != nil && strings.Count(string(data), "s3cret") == 1 && strings.HasPrefix(string(data), `{"s3cret":`) {
			require.NotContains(t, err.Error(), "s3cret")
		}
		require.Equal(t, err != nil, actors == nil)

		var subject protocol.Reference
		fromJSON, err = protocol.ReadTenant([]byte(`{"users":["ada"]}`))
		require.NoError(t, err)
		subject.Do(protocol.Request{Op: protocol.Reset, Tenant: fromJSON})
		res := subject.Do(protocol.Request{Op: protocol.UpdateUser, User: "ada@contoso.example", Body: protocol.NewJSON(data)})
		if !res.Accepted() {
			plain(errors.New(res.Error.Message))
		}
	})
}
