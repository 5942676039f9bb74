package scenario_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A tenant has the keys of a scenario, and none is required.
func TestParseTenant(t *testing.T) {
	tenant, err := scenario.ParseTenant("tenant.yaml", []byte("users: [ada]"), model.Preview)
	require.NoError(t, err)
	policy := model.DefaultPolicy(model.Preview)
	policy.Enabled = true
	require.Equal(t, &scenario.Tenant{Beginning: protocol.Beginning{Tenant: protocol.Tenant{
		Edition: model.Preview, Policy: policy, Users: []protocol.User{{Name: "ada", ID: protocol.UserID("ada")}},
	}}}, tenant)

	tenant, err = scenario.ParseTenant("tenant.json", []byte(`{"edition": "preview", "start": "2026-01-05T08:00:00Z",
		"users": ["ada"], "steps": [{"create": {"user": "ada", "lifetimeInMinutes": 90}, "as": "p"}]}`), model.Preview)
	require.NoError(t, err)
	require.Equal(t, model.Preview, tenant.Edition)
	require.EqualValues(t, 1440, tenant.Policy.Maximum)
	require.Equal(t, "2026-01-05T08:00:00Z", tenant.Start.String())
	require.Equal(t, `{"lifetimeInMinutes":90}`, string(tenant.Steps[0].Body))
}

// Every scenario is a tenant: the one that it begins with.
func TestScenariosAreTenants(t *testing.T) {
	for _, text := range []string{fourSteps, everything} {
		s := parse(t, text)
		tenant, err := scenario.ParseTenant("scenario.yaml", []byte(text), model.Current)
		require.NoError(t, err)
		require.Equal(t, &scenario.Tenant{Beginning: protocol.Beginning{Tenant: s.Tenant, Start: &s.Start}, Steps: s.Steps}, tenant)
	}
}

func TestParseTenantReportsEveryError(t *testing.T) {
	requireDiagnostics(t, "testdata/bad-tenant", func(name string, data []byte) (any, error) {
		tenant, err := scenario.ParseTenant(name, data, model.Current)
		if tenant == nil {
			return nil, err
		}
		return tenant, err
	})
}

// An error of a scenario is an error of a tenant too, except a missing key.
func TestBadScenariosAreBadTenants(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		_, err = scenario.ParseTenant(file, data, model.Current)
		switch filepath.Base(file) {
		case "steps-missing.yaml", "no-keys.yaml":
			require.NoError(t, err, file)
		default:
			require.Error(t, err, file)
		}
	}
}

func TestParseTokens(t *testing.T) {
	users := []protocol.User{{Name: "ada"}, {Name: "adele", PrincipalName: "Adele@contoso.com"}}
	actors, err := scenario.ParseTokens("tokens.yaml", []byte(`
tokens:
  root: operator
  12345678: {operator: true}
  t1: {delegated: adele, scopes: [UserAuthenticationMethod.Read, User.Read], roles: [Global Reader]}
  t2: {delegated: new@contoso.com}
  t3: {delegated: 071CC716-8147-4397-A5BA-B2105951CC0B, scopes: []}
  t4: {application: [UserAuthMethod-TAP.ReadWrite.All]}
`), users)
	require.NoError(t, err)
	require.Equal(t, map[string]*protocol.Actor{
		"root": nil, "12345678": nil,
		"t1": {Kind: "delegated", User: "Adele@contoso.com", Scopes: []string{"UserAuthenticationMethod.Read", "User.Read"}, Roles: []string{"Global Reader"}},
		"t2": {Kind: "delegated", User: "new@contoso.com"},
		"t3": {Kind: "delegated", User: "071cc716-8147-4397-a5ba-b2105951cc0b", Scopes: []string{}},
		"t4": {Kind: "application", Permissions: []string{"UserAuthMethod-TAP.ReadWrite.All"}},
	}, actors)

	actors, err = scenario.ParseTokens("tokens.json", []byte(`{"tokens": {"root": {"operator": true}}}`), nil)
	require.NoError(t, err)
	require.Equal(t, map[string]*protocol.Actor{"root": nil}, actors)
}

// The messages for a file of tokens show no token: each token in these files is
// hunter2.
func TestParseTokensReportsEveryErrorAndNoToken(t *testing.T) {
	requireDiagnostics(t, "testdata/bad-tokens", func(name string, data []byte) (any, error) {
		actors, err := scenario.ParseTokens(name, data, []protocol.User{{Name: "ada"}})
		require.Contains(t, string(data), "hunter2")
		require.NotContains(t, err.Error(), "hunter2")
		if actors == nil {
			return nil, err
		}
		return actors, err
	})
}
