package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

func TestReadWorld(t *testing.T) {
	w, err := ReadWorld([]byte(`{"edition":"preview","policy":{"state":"enabled"},
		"groups":[{"displayName":"staff"},{"id":"6F1967B7-15e8-4935-ac26-d50770ed07a7","displayName":"others"}],
		"users":[{"id":"071cc716-8147-4397-a5ba-b2105951cc0b","userPrincipalName":"ada@contoso.example","groups":["staff","6f1967b7-15e8-4935-ac26-d50770ed07a7"],"roles":["Reports Reader"]},
			{"userPrincipalName":"gus@fabrikam.example","userType":"guest","external":true}]}`))
	require.NoError(t, err)
	ada, _ := model.ParseID("071cc716-8147-4397-a5ba-b2105951cc0b")
	others, _ := model.ParseID("6f1967b7-15e8-4935-ac26-d50770ed07a7")
	policy := model.DefaultPolicy(model.Preview)
	policy.Enabled = true
	require.Equal(t, &World{
		Edition: model.Preview, Policy: policy,
		Groups: []Group{{"staff", GroupID("staff")}, {"others", others}},
		Users: []User{
			{Name: "ada", ID: ada, Groups: []model.ID{GroupID("staff"), others}, Roles: []string{"Reports Reader"}},
			{Name: "gus", Known: "gus@fabrikam.example", ID: UserID("gus@fabrikam.example"), Guest: true, External: true},
		},
	}, w)

	for _, text := range []string{"", " ", "{}", `{"policy":{},"users":[],"groups":null}`} {
		w, err := ReadWorld([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, &World{Policy: model.DefaultPolicy(model.Documented)}, w, "a new tenant")
	}
}

func TestReadWorldSaysWhatIsWrong(t *testing.T) {
	for text, why := range map[string]string{
		`{"edition":""}`:        `no edition "": there are documented, gated, preview`,
		`{"world":{}}`:          `the body: unknown field "world"`,
		`[]`:                    "the body: cannot unmarshal array",
		`{"users":[}`:           "the body: invalid character '}'",
		`{} {}`:                 "goes on after its object",
		`{"policy":{"x":1}}`:    "the policy breaks the rule policy-unknown",
		`{"groups":[{}]}`:       `"" is no GUID`,
		`{"users":[{"id":""}]}`: "userPrincipalName is missing",
		`{"users":[{"userPrincipalName":"a@b","userType":"Guest"}]}`: `the user a@b: no userType "Guest": there are member, guest`,
	} {
		_, err := ReadWorld([]byte(text))
		require.ErrorContains(t, err, why, text)
	}
}

func TestReadActors(t *testing.T) {
	actors, err := ReadActors([]byte(`{"root":{"kind":"operator"},
		"t1":{"kind":"delegated","user":"ada@contoso.example","scopes":["UserAuthenticationMethod.Read"],"directoryRoles":["Global Reader"]},
		"t2":{"kind":"application","permissions":[]}}`))
	require.NoError(t, err)
	require.Equal(t, map[string]*Actor{
		"root": nil,
		"t1":   {Kind: "delegated", User: "ada@contoso.example", Scopes: []string{"UserAuthenticationMethod.Read"}, Roles: []string{"Global Reader"}},
		"t2":   {Kind: "application", Permissions: []string{}},
	}, actors)

	none, err := ReadActors([]byte(`{}`))
	require.NoError(t, err)
	require.NotNil(t, none, "no actors is not the same as none named")

	for _, text := range []string{
		`[]`, `{"s3cret":1}`, `{"s3cret":null}`, `{"s3cret":{}}`, `{"s3cret":{"kind":"Operator"}}`, `{"s3cret":{"kind":"delegated"}}`,
		`{"s3cret x":{"kind":"operator"}}`, `{"":{"kind":"operator"}}`, `{"s3cret":{"kind":"application","roles":[]}}`,
	} {
		_, err := ReadActors([]byte(text))
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), "s3cret", "a token is a secret")
	}
}

func TestParseDuration(t *testing.T) {
	d, err := ParseDuration("1d90m")
	require.NoError(t, err)
	require.Equal(t, 1530*model.Minute, d)
	_, err = ParseDuration("90")
	require.EqualError(t, err, "the duration 90 lacks a unit: durations are written like 90m, 1h30m, 30d or 100ns")
}
