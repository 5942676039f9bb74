package protocol

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/wire"
)

var firstInstant, _, _ = wire.ParseInstant("2026-01-01T00:00:00Z")

func id(t *testing.T, text string) model.ID {
	id, ok := model.ParseID(text)
	require.True(t, ok)
	return id
}

// The reset of the protocol: the policy is complete, and so disabled unless it says
// otherwise.
func TestReadTenant(t *testing.T) {
	w, err := ReadTenant([]byte(`{"edition":"preview","policy":{"state":"enabled"},
		"groups":[{"displayName":"staff","isAssignableToRole":true},{"id":"6F1967B7-15e8-4935-ac26-d50770ed07a7","displayName":"others"}],
		"users":[{"id":"071cc716-8147-4397-a5ba-b2105951cc0b","userPrincipalName":"ada@contoso.example","groups":["staff","6f1967b7-15e8-4935-ac26-d50770ed07a7"],"roles":["Reports Reader"]},
			{"userPrincipalName":"gus@fabrikam.example","userType":"guest","external":true}]}`))
	require.NoError(t, err)
	others := id(t, "6f1967b7-15e8-4935-ac26-d50770ed07a7")
	policy := model.DefaultPolicy(model.Preview)
	policy.Enabled = true
	require.Equal(t, &Tenant{
		Edition: model.Preview, Policy: policy,
		Groups: []Group{{Name: "staff", ID: GroupID("staff"), RoleAssignable: true}, {Name: "others", ID: others}},
		Users: []User{
			{Name: "ada", ID: id(t, "071cc716-8147-4397-a5ba-b2105951cc0b"), Groups: []model.ID{GroupID("staff"), others}, Roles: []string{"Reports Reader"}},
			{Name: "gus", PrincipalName: "gus@fabrikam.example", ID: UserID("gus@fabrikam.example"), Guest: true, External: true},
		},
	}, w)

	for _, text := range []string{"", " ", "{}", `{"policy":{},"users":[],"groups":null}`} {
		w, err := ReadTenant([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, &Tenant{Policy: model.DefaultPolicy(model.Current)}, w, "a new tenant")
	}
	w, err = ReadTenant([]byte(`{"users":[{"id":"","userPrincipalName":"ada@contoso.example","userType":""}],"groups":[{"id":"","displayName":"staff"}]}`))
	require.NoError(t, err)
	require.Equal(t, []User{{Name: "ada", ID: UserID("ada")}}, w.Users, "what is empty there is left out")
	require.Equal(t, []Group{{Name: "staff", ID: GroupID("staff")}}, w.Groups)
	for text, why := range map[string]string{
		`{"passes":[]}`: `the body has no member "passes": known here: edition, policy, groups, users`,
		`{"now":"x"}`:   `the body has no member "now"`,
		`{} {}`:         "the body goes on after its object: send one and no more",
	} {
		_, err := ReadTenant([]byte(text))
		require.ErrorContains(t, err, why)
	}
}

// A tenant in JSON can use the words of a scenario or those of Graph, and is the same
// as the one in YAML. Both readers check names by the same definition and report them
// in the same words. A fault gives its place and the fix, and all are reported at
// once.
func TestAResetSaysWhatIsWrong(t *testing.T) {
	for text, why := range map[string]string{
		`[]`:        "the body takes an object, not a list",
		`1`:         "the body takes an object, not a number",
		`null`:      "the body takes an object, not null",
		`{`:         "the body is no JSON: it breaks off",
		"{\n  'a'}": "the body is no JSON: line 2, character 3: invalid character '\\'' looking for beginning of object key string",
		"\xff":      "the body is no UTF-8 text",
		`{} {}`:     "the body goes on after its object: send one and no more",

		`{"user":[]}`:                     `the body has no member "user": did you mean users?`,
		`{"Users":[]}`:                    `the body has no member "Users": did you mean users?`,
		`{"users":[],"users":[]}`:         `the body has the member "users" twice`,
		`{"world":{}}`:                    `the body has no member "world": known here: now, start, edition, policy, groups, users, passes, tokens, steps`,
		`{"steps":[]}`:                    "steps: a reset takes no steps: passes come from a tenant's file, tapsim serve --tenant FILE, or from calls",
		`{"now":"tomorrow"}`:              `now: "tomorrow" is no instant: write one like 2026-01-01T00:00:00Z`,
		`{"start":"2026-01-01T00:00:00"}`: `start: "2026-01-01T00:00:00" is no instant`,
		`{"now":1}`:                       "now takes text, not a number",
		`{"edition":"gated"}`:             `edition: no edition "gated": it is called current now, and is the default`,
		`{"edition":"curent"}`:            `edition: no edition "curent": the editions are current, documented, preview: did you mean current?`,
		`{"edition":""}`:                  `edition: no edition ""`,
		`{"edition":{}}`:                  "edition takes text, not an object",

		`{"users":{}}`:                                     "users takes a list, not an object",
		`{"users":[1]}`:                                    "users[0] takes an object, not a number",
		`{"users":[null]}`:                                 "users[0] takes an object, not null",
		`{"users":["ada",{}]}`:                             "users[1]: a user lacks a name or a userPrincipalName",
		`{"users":[{"nam":"ada"}]}`:                        `users[0] has no member "nam": did you mean name?`,
		`{"users":[{"Name":"ada"}]}`:                       `users[0] has no member "Name": did you mean name?`,
		`{"users":[{"name":"ada","name":"ada"}]}`:          `users[0] has the member "name" twice`,
		`{"users":["ada","ada"]}`:                          "users[1]: the user ada is there already, by name or by id",
		`{"users":["ada","ADA@contoso.example"]}`:          "users[1]: the user ADA is there already",
		`{"users":[{"userPrincipalName":"a@b","id":"1"}]}`: `users[0].id: the id of a user cannot be "1": ids are written like 071cc716-`,
		`{"users":[{"name":"a","id":"00000000-0000-0000-0000-000000000000"}]}`:                     "users[0].id: the id of a user cannot be",
		`{"users":[{"name":"a","userType":"Guest"}]}`:                                              `users[0].userType: userType cannot be "Guest": did you mean guest?`,
		`{"users":[{"name":"a","external":"true"}]}`:                                               "users[0].external takes true or false, not text",
		`{"users":[{"name":"a","roles":"Global Reader"}]}`:                                         "users[0].roles takes a list, not text",
		`{"users":[{"name":"a","roles":["X","X"]}]}`:                                               `users[0].roles[1]: roles names "X" twice`,
		`{"users":[{"name":"a","displayName":1}]}`:                                                 "users[0].displayName takes text, not a number",
		`{"groups":["staff"],"users":["ada",{"name":"bob","groups":["stff"]}]}`:                    `users[1].groups[0]: no group "stff": did you mean staff?`,
		`{"users":[{"name":"bob","groups":["stff"]}]}`:                                             `users[0].groups[0]: no group "stff": a group that is not named here is referred to by its id`,
		`{"groups":["s"],"users":[{"name":"bob","groups":["s","` + GroupID("s").String() + `"]}]}`: "users[0].groups[1]: groups names ",
		`{"groups":["s",{"name":"x","id":"` + GroupID("s").String() + `"}]}`:                       "groups[1]: the group x is there already, by name or by id",
		`{"groups":["s"],"users":[{"name":"u","id":"` + GroupID("s").String() + `"}]}`:             "users[0]: the user u has the id of the group s",
		`{"groups":[{}]}`: "groups[0]: a group lacks a name or a displayName",
		`{"groups":[{"name":"a","displayName":"a"}]}`:      "groups[0]: a group has a name or a displayName, and not both",
		`{"groups":[{"name":"a","isAssignableToRole":1}]}`: "groups[0].isAssignableToRole takes true or false, not a number",

		`{"policy":[]}`:                                                                      "policy takes an object, not a list",
		`{"policy":{"stat":"enabled"}}`:                                                      `policy has no member "stat": did you mean state?`,
		`{"policy":{"State":"enabled"}}`:                                                     `policy has no member "State": did you mean state?`,
		`{"policy":{"state":"on"}}`:                                                          `policy.state: state cannot be "on": known here: enabled, disabled`,
		`{"policy":{"defaultLength":"8"}}`:                                                   "policy.defaultLength takes a whole number, not text",
		`{"policy":{"defaultLength":8.5}}`:                                                   "policy.defaultLength takes a whole number of at most 2147483647, in plain decimal digits, not 8.5",
		`{"policy":{"defaultLength":7}}`:                                                     "policy.defaultLength: no tenant can have this policy, by the rule policy-range: ",
		`{"policy":{"defaultLifetimeInMinutes":9}}`:                                          "policy.defaultLifetimeInMinutes: no tenant can have this policy, by the rule policy-range: ",
		`{"policy":{"maximumLifetimeInMinutes":30}}`:                                         "policy: no tenant can have this policy, by the rule policy-order: ",
		`{"policy":{"isUsableOnce":"yes"}}`:                                                  "policy.isUsableOnce takes true or false, not text",
		`{"policy":{"@odata.type":"#x"}}`:                                                    "policy.@odata.type: this is the type of another resource: leave it out, or write #microsoft.graph.temporaryAccessPass",
		`{"policy":{"includeTargets":[{"user":"eve"}]},"users":["eva"]}`:                     `policy.includeTargets[0].user: no user "eve": did you mean eva?`,
		`{"policy":{"includeTargets":[{"user":"eve@x.example"}]},"users":["eva@x.example"]}`: `did you mean eva@x.example?`,
		`{"policy":{"includeTargets":[{"user":"a"}]},"users":["a@x","a@y"]}`:                 `policy.includeTargets[0].user: more than one user is called "a": write the userPrincipalName`,
		`{"policy":{"includeTargets":[{"group":"stff"}]},"groups":["staff"]}`:                `policy.includeTargets[0].group: no group "stff": did you mean staff?`,
		`{"policy":{"includeTargets":["everybody"]}}`:                                        `policy.includeTargets[0]: no target: a target is "all_users", {"user": "ada"}`,
		`{"policy":{"excludeTargets":[{"targetType":"user"}]}}`:                              "policy.excludeTargets[0]: no target: a target is",
		`{"policy":{"excludeTargets":[{"user":"ada","group":"staff"}]}}`:                     "policy.excludeTargets[0]: a target is one user, one group, or a type and an id",
		`{"policy":{"excludeTargets":[1]}}`:                                                  "policy.excludeTargets[0] takes a target, not a number",

		`{"users":["ada"],"passes":[{"user":"adda","pass":{}}]}`:             `passes[0].user: no user "adda": did you mean ada?`,
		`{"passes":[{"user":"ada"}]}`:                                        "passes[0] lacks pass",
		`{"passes":[{"user":"ada","pas":{}}]}`:                               `passes[0] has no member "pas": did you mean pass?`,
		`{"users":["ada"],"passes":[{"user":"ada","pass":{"id":null}}]}`:     "passes[0].pass lacks id, createdDateTime, startDateTime, lifetimeInMinutes, isUsableOnce",
		`{"users":["ada"],"passes":[{"user":"ada","pass":{"lifetime":60}}]}`: `passes[0].pass has no member "lifetime"`,

		`{"tokens":[]}`:                                                       "tokens takes an object, not a list",
		`{"tokens":{"s3cret":1}}`:                                             "tokens[••••••••] takes an object, not a number",
		`{"tokens":{"s3cret":{},"s3cret":{}}}`:                                "tokens has the member •••••••• twice",
		`{"tokens":{"s3cret":{}}}`:                                            "tokens[••••••••] lacks kind",
		`{"tokens":{"s3 cret":{"kind":"operator"}}}`:                          "tokens[••••••••]: a token is a word, without blanks",
		`{"users":["ada"],"tokens":{"t":{"kind":"delegated","user":"adda"}}}`: `tokens[••••••••].user: no user "adda" at the start: did you mean ada?`,
		`{"tokens":{"t":{"kind":"application","permission":[]}}}`:             `tokens[••••••••] has no member "permission": did you mean permissions?`,
	} {
		_, err := ReadReset([]byte(text), nil)
		require.ErrorContains(t, err, why, text)
		plainWords(t, err)
	}

	_, err := ReadReset([]byte(`{"edition":"next","users":["Ada",{"name":"bob","groups":["staff"],"external":1}],"policy":{"state":"on"}}`), nil)
	require.EqualError(t, err, strings.Join([]string{
		`edition: no edition "next": the editions are current, documented, preview`,
		`users[0]: the name of a user cannot be "Ada": lower case, digits and - only, a letter first`,
		"users[1].external takes true or false, not a number",
		`users[1].groups[0]: no group "staff": a group that is not named here is referred to by its id`,
		`policy.state: state cannot be "on": known here: enabled, disabled`,
	}, "\n"))
	_, err = ReadReset([]byte(`{"users":[`+strings.TrimSuffix(strings.Repeat(`1,`, 1000), ",")+`]}`), nil)
	require.Len(t, strings.Split(err.Error(), "\n"), maxFaults)
	require.ErrorContains(t, err, "too many diagnostics: the rest is not shown")
}

// plainWords requires that an error names no type of Go, and no library.
func plainWords(t *testing.T, err error) {
	for _, word := range []string{"Go ", "struct", "json:", "unmarshal", "[]string", "scenario."} {
		require.NotContains(t, err.Error(), word)
	}
}

// A state lists for each pass what Graph shows, its user and whether it is spent.
func TestPassesOfAState(t *testing.T) {
	const pass = `{"user":"ADA@contoso.example","spent":true,"pass":{"@odata.type":"x","id":"6F1967B7-15e8-4935-ac26-d50770ed07a7","temporaryAccessPass":null,` +
		`"createdDateTime":"2026-01-01T12:00:00.1234567Z","startDateTime":"2026-01-05T09:00:00+01:00","lifetimeInMinutes":90,"isUsableOnce":true,"isUsable":9,"methodUsabilityReason":null}}`
	reset, err := ReadReset([]byte(`{"users":[{"name":"ada","displayName":"Ada Lovelace"},"bob"],"passes":[`+pass+`]}`), nil)
	require.NoError(t, err)
	created, start := firstInstant.Add(720*model.Minute+1234567), firstInstant.Add((4*24+8)*60*model.Minute)
	require.Equal(t, []tapsim.Pass{{User: "ada@contoso.example", State: model.State{
		ID: id(t, "6f1967b7-15e8-4935-ac26-d50770ed07a7"), Created: created, Start: start, Lifetime: 90, Once: true, Used: true,
	}}}, reset.Tenant.Passes)
	require.Equal(t, map[model.ID]string{UserID("ada"): "Ada Lovelace"}, reset.Tenant.Shown)

	for old, change := range map[string][2]string{
		`"temporaryAccessPass":null`: {`"temporaryAccessPass":"s3cret"`, "passes[0].pass.temporaryAccessPass: a state holds no codes: leave it out"},
		`"lifetimeInMinutes":90`:     {`"lifetimeInMinutes":"90"`, "passes[0].pass.lifetimeInMinutes takes a whole number, not text"},
		`"isUsableOnce":true`:        {`"isUsableOnce":1`, "passes[0].pass.isUsableOnce takes true or false, not a number"},
		`"spent":true`:               {`"spent":"no"`, "passes[0].spent takes true or false, not text"},
		`"startDateTime":"2026`:      {`"startDateTime":"26`, `passes[0].pass.startDateTime: "26-01-05T09:00:00+01:00" is no instant`},
		`"id":"6F`:                   {`"id":"`, "passes[0].pass.id: the id of a pass cannot be"},
		`"id":`:                      {`"Id":`, `passes[0].pass has no member "Id": did you mean id?`},
	} {
		_, err := ReadReset([]byte(`{"users":["ada"],"passes":[`+strings.Replace(pass, old, change[0], 1)+`]}`), nil)
		require.ErrorContains(t, err, change[1])
		require.NotContains(t, err.Error(), "s3cret", "a code is shown nowhere")
	}
}

// A short name means the user with that short name, before a user whose principal name
// begins with it; and a text that looks like an id means an id.
func TestWhomAShortNameMeans(t *testing.T) {
	const guid = "6f1967b7-15e8-4935-ac26-d50770ed07a7"
	for users, want := range map[string]string{
		`"adele@x",{"name":"adele","userPrincipalName":"a@y"}`:           "a@y",
		`{"name":"adele","userPrincipalName":"a@y"},"adele@x"`:           "a@y",
		`"adele@x","adele@z",{"name":"adele","userPrincipalName":"a@y"}`: "a@y",
		`"ada","adele@x"`: "adele@x",
	} {
		reset, err := ReadReset([]byte(`{"users":[`+users+`],"policy":{"includeTargets":[{"user":"adele"}]}}`), nil)
		require.NoError(t, err, users)
		i := slices.IndexFunc(reset.Tenant.Users, func(u User) bool { return u.UPN() == want })
		require.Equal(t, []model.Target{{Type: model.UserTarget, ID: reset.Tenant.Users[i].ID}}, reset.Tenant.Policy.Include, users)
	}
	reset, err := ReadReset([]byte(`{"users":["`+guid+`@x",{"name":"ada","id":"`+guid+`"}],"policy":{"includeTargets":[{"user":"`+guid+`"}]}}`), nil)
	require.NoError(t, err)
	require.Equal(t, id(t, guid), reset.Tenant.Policy.Include[0].ID)
}

// A reset without a tenant goes back to the one of the beginning.
func TestAResetThatNamesNoTenant(t *testing.T) {
	for text, want := range map[string]ResetBody{
		"":                                 {},
		"{}":                               {},
		`{"users":null,"now":null}`:        {},
		`{"start":"2026-01-01T00:00:00Z"}`: {Now: new(firstInstant)},
		`{"tokens":{"root":{"kind":"operator"},"a":{"kind":"delegated","user":"adele"},"b":{"kind":"delegated","user":"adele@contoso.com"}}}`: {
			Tokens: map[string]*Actor{"root": nil, "a": {Kind: "delegated", User: "Adele@Contoso.com"}, "b": {Kind: "delegated", User: "adele@contoso.com"}},
		},
	} {
		got, err := ReadReset([]byte(text), []User{{Name: "adele", PrincipalName: "Adele@Contoso.com"}})
		require.NoError(t, err, text)
		require.Equal(t, &want, got, text)
	}
	for _, text := range []string{`{"edition":"current"}`, `{"policy":{}}`, `{"groups":[]}`, `{"users":[]}`, `{"passes":[]}`} {
		got, err := ReadReset([]byte(text), nil)
		require.NoError(t, err, text)
		require.NotNil(t, got.Tenant, text)
		require.True(t, got.Tenant.Policy.Enabled)
	}
}

// A file with a key that only a scenario has is read as a scenario, also in JSON. For
// a file that is no JSON the place of the fault is shown.
func TestReadActors(t *testing.T) {
	actors, err := ReadActors([]byte(`{"root":{"kind":"operator"},
		"t1":{"kind":"delegated","user":"ada@contoso.example","scopes":["UserAuthenticationMethod.Read","User.Read"],"directoryRoles":["Global Reader","Helpdesk Lead"]},
		"t2":{"kind":"application","permissions":[]},"t3":{"kind":"delegated","user":"071CC716-8147-4397-a5ba-b2105951cc0b"}}`))
	require.NoError(t, err)
	require.Equal(t, map[string]*Actor{
		"root": nil,
		"t1": {
			Kind: "delegated", User: "ada@contoso.example", Scopes: []string{"UserAuthenticationMethod.Read", "User.Read"},
			Roles: []string{"Global Reader", "Helpdesk Lead"},
		},
		"t2": {Kind: "application", Permissions: []string{}},
		"t3": {Kind: "delegated", User: "071cc716-8147-4397-a5ba-b2105951cc0b"},
	}, actors)

	none, err := ReadActors([]byte(`{}`))
	require.NoError(t, err)
	require.NotNil(t, none, "no actors is not the same as none named")

	for _, text := range []string{
		`[]`, `{"s3cret":1}`, `{"s3cret":null}`, `{"s3cret":{}}`, `{"s3cret":{"kind":"Operator"}}`, `{"s3cret":{"kind":"delegated"}}`,
		`{"s3cret x":{"kind":"operator"}}`, `{"":{"kind":"operator"}}`, `{"s3cret":{"kind":"application","roles":[]}}`,
		`{"s3cret":{"kind":"operator"},"s3cret":{"kind":"operator"}}`, `{"s3cret":{"kind":"operator","scopes":[]}}`,
		`{"s3cret":{"kind":"delegated","user":"a@b","permissions":[]}}`, `{"s3cret":{"kind":"application","user":"a@b"}}`,
		`{"s3cret":{"kind":"application","permissions":["UserAuthenticationMethod.Raed"]}}`, `{"s3cret":{"kind":"delegated","user":"ada"}}`,
	} {
		_, err := ReadActors([]byte(text))
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), "s3cret", "a token is a secret")
		plainWords(t, err)
	}
}

// A struct is filled from an object, strictly, and the errors use the words of JSON.
func TestReadJSON(t *testing.T) {
	type into struct {
		Text  string   `json:"text"`
		Maybe *string  `json:"maybe,omitempty"`
		Yes   *bool    `json:"yes"`
		Words []string `json:"words"`
		Deep  struct {
			Text string `json:"text"`
		} `json:"deep"`
	}
	var got into
	require.NoError(t, ReadJSON([]byte(`{"text":"a","maybe":"","yes":false,"words":["x","y"],"deep":{"text":"b"}}`), &got))
	want := into{Text: "a", Maybe: new(""), Yes: new(false), Words: []string{"x", "y"}}
	want.Deep.Text = "b"
	require.Equal(t, want, got)
	require.NoError(t, ReadJSON([]byte(`{"text":null,"maybe":null,"words":null}`), &got))
	require.Equal(t, want, got, "null is nothing said")

	for text, why := range map[string]string{
		`{"text":1}`:                  "text takes text, not a number",
		`{"maybe":{}}`:                "maybe takes text, not an object",
		`{"yes":"true"}`:              "yes takes true or false, not text",
		`{"words":"x"}`:               "words takes a list, not text",
		`{"words":["x",null]}`:        "words[1] takes text, not null",
		`{"deep":[]}`:                 "deep takes an object, not a list",
		`{"deep":{"text":true}}`:      "deep.text takes text, not true",
		`{"Text":"a"}`:                `the body has no member "Text": did you mean text?`,
		`{"text":"a","text":"b"}`:     `the body has the member "text" twice`,
		`{"text":"a","\u0074ext":""}`: `the body has the member "text" twice`,
	} {
		err := ReadJSON([]byte(text), &into{})
		require.EqualError(t, err, why, text)
		plainWords(t, err)
	}
}

// A wrong update of a user is reported like a wrong reset.
func TestUserUpdatesSayWhatIsWrong(t *testing.T) {
	w, err := ReadTenant([]byte(`{"users":["ada"]}`))
	require.NoError(t, err)
	subject := &Reference{}
	require.Equal(t, 204, subject.Do(Request{Op: Reset, Tenant: w}).Status)
	update := func(body string) Response {
		return subject.Do(Request{Op: UpdateUser, User: "ada@contoso.example", Body: NewJSON(body)})
	}
	for body, why := range map[string]string{
		``:                            "the body is empty: send a JSON object",
		`[]`:                          "the body takes an object, not a list",
		`{"userType":1}`:              "userType takes text, not a number",
		`{"userType":"Guest"}`:        `userType: userType cannot be "Guest": did you mean guest?`,
		`{"external":"true"}`:         "external takes true or false, not text",
		`{"groups":["staff"]}`:        `groups[0]: no group "staff"`,
		`{"groups":[1]}`:              "groups[0] takes text, not a number",
		`{"roles":["Globl Reader"]}`:  `roles[0]: no role "Globl Reader": did you mean Global Reader?`,
		`{"roles":["a\u001b"]}`:       "roles[0]: an item of roles has characters that cannot be seen",
		`{"role":[]}`:                 `the body has no member "role": did you mean roles?`,
		`{"roles":[],"Roles":[]}`:     `the body has no member "Roles": did you mean roles?`,
		`{"roles":[],"roles":[]}`:     `the body has the member "roles" twice`,
		`{"userType":1,"external":1}`: "userType takes text, not a number; external takes true or false, not a number",
	} {
		res := update(body)
		require.Equal(t, 400, res.Status, body)
		require.Contains(t, res.Error.Message, why, body)
		plainWords(t, &textError{res.Error.Message})
	}
	require.Equal(t, 204, update(`{"groups":["071cc716-8147-4397-a5ba-b2105951cc0b"],"roles":["Helpdesk Lead","Global Reader"],"external":null}`).Status)
	u, _ := subject.engine.User("ada@contoso.example")
	require.Equal(t, []string{"Helpdesk Lead"}, u.OtherRoles)
	require.Equal(t, model.OtherRole|model.GlobalReader, u.Roles)
	require.Equal(t, 204, update(`{}`).Status)
}

type textError struct{ text string }

func (e *textError) Error() string { return e.text }
