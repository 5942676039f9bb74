package scenario

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

func TestJSONSaysWhatAScenarioSays(t *testing.T) {
	for yaml, texts := range map[string][]string{
		"users: [ada]": {
			`{"users":["ada"]}`, `{"users":["ada@contoso.example"]}`, `{"users":[{"name":"ada"}]}`, `{"users":[{"userPrincipalName":"ada@contoso.example"}]}`,
			`{"users":[{"name":"ada","userPrincipalName":"ada@contoso.example","external":null,"userType":"member"}],"policy":{},"groups":[],"passes":null}`,
			`{"users":[{"name":"ada","id":"` + protocol.UserID("ada").String() + `"}],"policy":{"state":"enabled","isUsableOnce":null}}`,
		},
		"edition: preview": {`{"edition":"preview"}`, `{"edition":"preview","policy":{"maximumLifetimeInMinutes":1440}}`},
		"users: [{name: adele, userPrincipalName: Adele.Vance@contoso.com, userType: guest, external: true, roles: [Global Reader, Helpdesk Lead]}]": {
			`{"users":[{"name":"adele","userPrincipalName":"Adele.Vance@contoso.com","userType":"guest","external":true,"roles":["Global Reader","Helpdesk Lead"]}]}`,
		},
		"{groups: [staff, {name: tier0, isAssignableToRole: true}], users: [{name: ada, groups: [tier0, staff]}]}": {
			`{"users":[{"name":"ada","groups":["tier0","staff"]}],"groups":["staff",{"name":"tier0","isAssignableToRole":true}]}`,
			`{"groups":[{"name":"staff"},{"displayName":"tier0","isAssignableToRole":true}],"users":[{"name":"ada","groups":["` +
				strings.ToUpper(protocol.GroupID("tier0").String()) + `","` + protocol.GroupID("staff").String() + `"]}]}`,
		},
		"{groups: [staff], users: [ada], policy: {isUsableOnce: true, defaultLength: 12, includeTargets: [{user: ada}, {group: staff}], excludeTargets: [all_users]}}": {
			`{"groups":["staff"],"users":["ada"],"policy":{"isUsableOnce":true,"defaultLength":12,"includeTargets":[{"user":"ada"},{"group":"staff"}],"excludeTargets":["all_users"]}}`,
			`{"groups":["staff"],"users":["ada"],"policy":{"isUsableOnce":true,"defaultLength":12,"includeTargets":[{"user":"` + protocol.UserID("ada").String() + `"},{"group":"` +
				protocol.GroupID("staff").String() + `"}],"excludeTargets":[{"targetType":"group","id":"all_users"}]}}`,
			`{"groups":["staff"],"users":["ada"],"policy":{"@odata.context":1,"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","id":"TemporaryAccessPass",` +
				`"isUsableOnce":true,"defaultLength":12,"includeTargets":[{"user":"ADA@contoso.example"},{"targetType":"group","id":"` + protocol.GroupID("staff").String() +
				`","isRegistrationRequired":false,"displayName":"Staff"}],"excludeTargets":["all_users"]}}`,
		},
		"policy: {state: disabled}": {`{"policy":{"state":"disabled"}}`},
		"policy: {minimumLifetimeInMinutes: 10, defaultLifetimeInMinutes: 10, maximumLifetimeInMinutes: 43200}": {
			`{"policy":{"maximumLifetimeInMinutes":43200,"defaultLifetimeInMinutes":10,"minimumLifetimeInMinutes":10}}`,
		},
		"start: 2026-01-05T08:00:00Z": {
			`{"start":"2026-01-05T08:00:00Z"}`, `{"now":"2026-01-05T09:00:00+01:00"}`, `{"now":"2026-01-05T08:00:00Z","start":"2026-01-01T00:00:00Z"}`,
		},
	} {
		want, err := ParseTenant("tenant.yaml", []byte(yaml), model.Current)
		require.NoError(t, err, yaml)
		for _, text := range texts {
			got, err := ParseTenant("tenant.json", []byte(text), model.Current)
			require.NoError(t, err, text)
			require.Equal(t, want, got, text)

			reset, err := protocol.ReadReset([]byte(text), nil)
			require.NoError(t, err, text)
			require.Equal(t, want.Start, reset.Now, text)
			if reset.Tenant != nil {
				require.Equal(t, want.Tenant, reset.Tenant.Tenant, text)
			} else {
				require.NotNil(t, reset.Now, text)
			}
		}
	}
}

func TestBothReadersRefuseTheSameNames(t *testing.T) {
	for _, name := range []string{
		"", " ", "ada ", " ada", "Ada", "a_da", "-a", "1a", "ad\u200ba", "ad\u202ea", "ada\u00a0", "me", "a\tb", "a\nb", "\u0430da",
		"ada@", "@x", "a@b@c", "a\u202e@b", "a@b ", "\u200ba@b", "a@b\ufffd", strings.Repeat("x", 300) + "@x", "a@b\u00ad",
		"Global Reade", "global reader", "Global\u200bReader", " Global Reader", "Role\u001b[31m", "Reports\nReader", "Reports Readr",
		"UserAuthenticationMethod.Raed", "Read", "User.Read\u200b",
	} {
		for kind, forms := range map[string][2]string{
			"group":     {"groups: [%]", `{"groups":[%]}`},
			"user":      {"users: [{name: %}]", `{"users":[{"name":%}]}`},
			"principal": {"users: [{name: ada, userPrincipalName: %}]", `{"users":[{"name":"ada","userPrincipalName":%}]}`},
			"role":      {"users: [{name: ada, roles: [%]}]", `{"users":[{"name":"ada","roles":[%]}]}`},
			"id":        {"users: [{name: ada, id: %}]", `{"users":[{"name":"ada","id":%}]}`},
			"type":      {"users: [{name: ada, userType: %}]", `{"users":[{"name":"ada","userType":%}]}`},
			"state":     {"policy: {state: %}", `{"policy":{"state":%}}`},
			"scope":     {"tokens: {t: {delegated: a@b, scopes: [%]}}", `{"tokens":{"t":{"kind":"delegated","user":"a@b","scopes":[%]}}}`},
			"held":      {"tokens: {t: {application: [], roles: [%]}}", `{"tokens":{"t":{"kind":"application","permissions":[],"directoryRoles":[%]}}}`},
		} {
			yaml := strings.ReplaceAll(forms[0], "%", strconv.QuoteToASCII(name))
			text := strings.ReplaceAll(forms[1], "%", strconv.QuoteToASCII(name))
			text = strings.ReplaceAll(text, `\x1b`, `\u001b`)
			var inYAML error
			if strings.HasPrefix(yaml, "tokens") {
				_, inYAML = ParseTokens("tokens.yaml", []byte(yaml), nil)
			} else {
				_, inYAML = ParseTenant("tenant.yaml", []byte(yaml), model.Current)
			}
			_, inJSON := protocol.ReadReset([]byte(text), nil)
			if inYAML == nil {
				require.NoError(t, inJSON, "%s %q", kind, name)
				continue
			}
			require.Error(t, inJSON, "%s %q", kind, name)
			message, _, _ := strings.Cut(inYAML.(Diagnostics)[0].Message, " takes one line")
			said := strings.ReplaceAll(inJSON.Error(), "an item of directoryRoles", "an item of roles")
			require.Contains(t, said, message, "%s %q", kind, name)
			require.Contains(t, inJSON.Error(), inYAML.(Diagnostics)[0].Hint, "%s %q", kind, name)
		}
		if strings.Contains(name, "@") {
			require.False(t, form.IsPrincipal(name), "%q", name)
		}
	}
	require.True(t, form.IsPrincipal("Adele Vance+x@Contoso.com"))
}

func TestFilesOfATenantInJSON(t *testing.T) {
	tenant, err := ParseTenant("tenant.json", []byte("\ufeff{\"users\":[\"ada\"],\"now\":\"2026-01-01T00:00:00Z\"}"), model.Preview)
	require.NoError(t, err)
	require.Equal(t, model.Preview, tenant.Edition)
	require.EqualValues(t, 1440, tenant.Policy.Maximum)
	for text, why := range map[string]string{
		`{"users":["Ada"],"edition":"x"}`:              "tenant.json: edition: no edition \"x\": the editions are current, documented, preview\ntenant.json: users[0]: the name of a user cannot be",
		`{"tokens":{}}`:                                `tenant.json: the tenant has no member "tokens"`,
		`{"user":["ada"]}`:                             `tenant.json: the tenant has no member "user": did you mean users?`,
		"{\"users\":[\"\xff\"]}":                       "tenant.json: the tenant is no UTF-8 text",
		`{"users":["ada"],"steps":[{"lst":1}]}`:        "tenant.json:1:28: a step has no key",
		`{"users":["ada",`:                             "tenant.json:2:1: no YAML",
		`{users: [Ada]}`:                               "tenant.json:1:10: the name of a user",
		strings.Repeat(" ", protocol.MaxTenant) + "{}": "tenant.json: the file is too large: 67108864 bytes are allowed",
	} {
		_, err := ParseTenant("tenant.json", []byte(text), model.Current)
		require.ErrorContains(t, err, why)
	}
}

func TestParseDuration(t *testing.T) {
	d, err := form.ParseDuration("1d90m")
	require.NoError(t, err)
	require.Equal(t, 1530*model.Minute, d)
	_, err = form.ParseDuration("90")
	require.EqualError(t, err, "the duration 90 lacks a unit: durations are written like 90m, 1h30m, 30d or 100ns")
}
