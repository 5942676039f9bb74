package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
	"pgregory.net/rapid"
)

// TestPublishedCreate encodes the answer of Microsoft's page on creating a pass,
// value by value.
func TestPublishedCreate(t *testing.T) {
	const want = `{
  "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod",
  "id": "6f1967b7-15e8-4935-ac26-d50770ed07a7",
  "temporaryAccessPass": "+drkzqAD",
  "createdDateTime": "2022-06-02T16:21:09.765173Z",
  "startDateTime": "2022-06-05T00:00:00Z",
  "lifetimeInMinutes": 60,
  "isUsableOnce": false,
  "isUsable": false,
  "methodUsabilityReason": "NotYetValid"
}`
	v := model.View{
		ID:      id(t, "6f1967b7-15e8-4935-ac26-d50770ed07a7"),
		Created: instant(t, "2022-06-02T16:21:09.765173Z"), Start: instant(t, "2022-06-05T00:00:00.000Z"),
		Lifetime: 60, Reason: model.NotYetValid,
	}
	got := wire.AppendPass(nil, v, model.NewCode("+drkzqAD"), wire.Annotations{Type: wire.PassType})
	require.Equal(t, compact(t, want), string(got))
}

// TestPublishedList does the same for the page on listing passes.
func TestPublishedList(t *testing.T) {
	const want = `{
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users('071cc716-8147-4397-a5ba-b2105951cc0b')/authentication/temporaryAccessPassMethods",
    "value": [
        {
            "id": "bdaede67-61e0-4349-9347-d2d6afd84009",
            "temporaryAccessPass": null,
            "createdDateTime": "2022-06-06T16:43:04.6438213Z",
            "startDateTime": "2022-06-06T16:48:03.027Z",
            "lifetimeInMinutes": 60,
            "isUsableOnce": false,
            "isUsable": false,
            "methodUsabilityReason": "NotYetValid"
        }
    ]
}`
	v := model.View{
		ID:      id(t, "bdaede67-61e0-4349-9347-d2d6afd84009"),
		Created: instant(t, "2022-06-06T16:43:04.6438213Z"), Start: instant(t, "2022-06-06T16:48:03.027Z"),
		Lifetime: 60, Reason: model.NotYetValid,
	}
	a := wire.Annotations{Context: wire.V1.PassContext("071cc716-8147-4397-a5ba-b2105951cc0b")}
	require.Equal(t, compact(t, want), string(wire.AppendList(nil, v, true, a)))
}

func TestAppendListOfNone(t *testing.T) {
	require.Equal(t, `{"value":[]}`, string(wire.AppendList(nil, model.View{}, false, wire.Annotations{})))
	require.Equal(t, `{"@odata.context":"c","value":[]}`, string(wire.AppendList(nil, model.View{}, false, wire.Annotations{Context: "c", Type: "t"})))
}

// TestReasons is rule usability-case: isUsable is true with one reason alone.
func TestReasons(t *testing.T) {
	for reason, want := range map[model.Reason]string{
		model.EnabledByPolicy:  `"isUsable":true,"methodUsabilityReason":"EnabledByPolicy"`,
		model.DisabledByPolicy: `"isUsable":false,"methodUsabilityReason":"DisabledByPolicy"`,
		model.Expired:          `"isUsable":false,"methodUsabilityReason":"Expired"`,
		model.NotYetValid:      `"isUsable":false,"methodUsabilityReason":"NotYetValid"`,
		model.OneTimeUsed:      `"isUsable":false,"methodUsabilityReason":"OneTimeUsed"`,
	} {
		require.Contains(t, string(wire.AppendPass(nil, model.View{Reason: reason}, model.Code{}, wire.Annotations{})), want)
	}
	require.Equal(t, model.RulesOf(model.TimeFormat, model.UsabilityCase), wire.PassRules)
}

func TestCodesStayReadable(t *testing.T) {
	for code, want := range map[string]string{
		"+drkz&":        `"+drkz&"`,
		"nc+&G=xwDKCz":  `"nc+&G=xwDKCz"`,
		"Q$wS<r>'":      `"Q$wS<r>'"`,
		`a"b\c`:         `"a\"b\\c"`,
		"a\tb\x00":      `"a\tb\u0000"`,
		"é<&>":          `"é<&>"`,
		"bad\xff":       `"bad\ufffd"`,
		"line\u2028end": `"line\u2028end"`,
	} {
		got := string(wire.AppendPass(nil, model.View{}, model.NewCode(code), wire.Annotations{}))
		require.Contains(t, got, `"temporaryAccessPass":`+want+`,`)
	}
}

// TestStringsSurvive: a client reads back any text that a code can have.
func TestStringsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(1, 48, -1).Draw(t, "code")
		var pass struct{ TemporaryAccessPass string }
		require.NoError(t, json.Unmarshal(wire.AppendPass(nil, model.View{}, model.NewCode(text), wire.Annotations{}), &pass))
		require.Equal(t, text, pass.TemporaryAccessPass)
	})
}

// TestAppendAppends: a buffer keeps what it already holds.
func TestAppendAppends(t *testing.T) {
	const head = "head "
	for _, got := range [][]byte{
		wire.AppendPass([]byte(head), model.View{}, model.Code{}, wire.Annotations{}),
		wire.AppendList([]byte(head), model.View{}, true, wire.Annotations{}),
		wire.AppendPolicy([]byte(head), model.Policy{}, wire.Annotations{}),
		wire.AppendError([]byte(head), model.CreateUnknown.Outcome(), "ada"),
	} {
		require.Equal(t, head, string(got[:len(head)]))
		require.True(t, json.Valid(got[len(head):]), string(got))
	}
}

func TestAppendPolicy(t *testing.T) {
	p := model.DefaultPolicy(model.Documented)
	p.Enabled, p.OnceOnly = true, true
	p.Exclude = []model.Target{{Type: model.UserTarget, ID: id(t, groupID)}, {Type: model.GroupTarget, ID: id(t, groupID)}}

	const want = `{
		"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#authenticationMethodConfigurations/$entity",
		"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
		"id": "TemporaryAccessPass",
		"state": "enabled",
		"defaultLifetimeInMinutes": 60,
		"defaultLength": 8,
		"minimumLifetimeInMinutes": 60,
		"maximumLifetimeInMinutes": 480,
		"isUsableOnce": true,
		"includeTargets": [
			{"targetType": "group", "id": "all_users", "isRegistrationRequired": false}
		],
		"excludeTargets": [
			{"targetType": "user", "id": "` + groupID + `"},
			{"targetType": "group", "id": "` + groupID + `"}
		]
	}`
	got := wire.AppendPolicy(nil, p, wire.Annotations{Context: wire.V1.PolicyContext(), Type: wire.PolicyType})
	require.Equal(t, compact(t, want), string(got))
	require.Contains(t, string(wire.AppendPolicy(nil, model.Policy{}, wire.Annotations{})), `"includeTargets":[],"excludeTargets":[]`)
}

func TestAppendError(t *testing.T) {
	for want, out := range map[string]model.Outcome{
		`{"error":{"code":"badRequest","message":"Invalid LifetimeInMinutes specified. The valid range between 60 and 480."}}`:                                      {Rule: model.CreateLifetimeRange, Minimum: 60, Maximum: 480},
		`{"error":{"code":"accessDenied","message":"Request Authorization failed"}}`:                                                                                model.AccessRefused.Outcome(),
		`{"error":{"code":"AADSTS130507","message":"An access pass could not be found or verified for the user."}}`:                                                 model.SigninNone.Outcome(),
		`{"error":{"message":"Your Temporary Access Pass is not valid yet."}}`:                                                                                      model.SigninEarly.Outcome(),
		`{"error":{"code":"Request_ResourceNotFound","message":"Resource 'ada' does not exist or one of its queried reference-property objects are not present."}}`: model.UserMissing.Outcome(),
		`{"error":{"code":"badRequest","message":"Unable to parse request body as an authentication method."}}`:                                                     model.CreateStartForm.Outcome(),
		`{"error":{"code":"badRequest","message":"The request body is not a valid temporaryAccessPassAuthenticationMethodConfiguration."}}`:                         model.PolicyUnknown.Outcome(),
	} {
		require.Equal(t, want, string(wire.AppendError(nil, out, "ada")))
	}
	for _, entry := range model.Catalogue() {
		require.True(t, json.Valid(wire.AppendError(nil, entry.Rule.Outcome(), "ada")), entry.ID)
	}
}

func TestContexts(t *testing.T) {
	const users = "https://graph.microsoft.com/v1.0/$metadata#users('"
	for key, want := range map[string]string{
		"071cc716-8147-4397-a5ba-b2105951cc0b": "071cc716-8147-4397-a5ba-b2105951cc0b",
		"AdeleV@M365x583104.OnMicrosoft.com":   "AdeleV%40M365x583104.OnMicrosoft.com",
		"guest_a.example#EXT#@b-c.example":     "guest_a.example%23EXT%23%40b-c.example",
		"o'hara + son~@contoso.example":        "o%27hara%20%2B%20son~%40contoso.example",
		"zoë@contoso.example":                  "zo%C3%AB%40contoso.example",
	} {
		require.Equal(t, users+want+"')/authentication/temporaryAccessPassMethods", wire.V1.PassContext(key))
		require.Equal(t, wire.V1.PassContext(key)+"/$entity", wire.V1.PassEntityContext(key))
	}
}

// TestAnswersAllocateNothing: the writers are on the path of every answer. The code is
// revealed when it is written, which costs one allocation a create.
func TestAnswersAllocateNothing(t *testing.T) {
	b := make([]byte, 0, 2048)
	code := model.NewCode("+drkzqAD")
	policy := model.DefaultPolicy(model.Documented)
	a := wire.Annotations{Context: wire.V1.PassContext("ada@contoso.example"), Type: wire.PassType}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		wire.AppendPass(b, model.View{}, model.Code{}, a)
		wire.AppendList(b, model.View{}, true, a)
		wire.AppendPolicy(b, policy, a)
		wire.AppendError(b, model.AccessRefused.Outcome(), "ada")
	}))
	require.EqualValues(t, 1, testing.AllocsPerRun(100, func() { wire.AppendPass(b, model.View{}, code, a) }))
}

func ExampleAppendPass() {
	start, _, _ := wire.ParseInstant("2022-06-05T00:00:00Z")
	v := model.View{Created: start, Start: start, Lifetime: 60, Reason: model.EnabledByPolicy}
	fmt.Printf("%s\n", wire.AppendPass(nil, v, model.NewCode("au-mAh&X"), wire.Annotations{}))
	// Output:
	// {"id":"00000000-0000-0000-0000-000000000000","temporaryAccessPass":"au-mAh&X","createdDateTime":"2022-06-05T00:00:00Z","startDateTime":"2022-06-05T00:00:00Z","lifetimeInMinutes":60,"isUsableOnce":false,"isUsable":true,"methodUsabilityReason":"EnabledByPolicy"}
}

func ExampleAppendList() {
	a := wire.Annotations{Context: wire.V1.PassContext("ada@contoso.example")}
	fmt.Printf("%s\n", wire.AppendList(nil, model.View{}, false, a))
	// Output:
	// {"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('ada%40contoso.example')/authentication/temporaryAccessPassMethods","value":[]}
}

func ExampleAppendPolicy() {
	fmt.Printf("%s\n", wire.AppendPolicy(nil, model.DefaultPolicy(model.Documented), wire.Annotations{}))
	// Output:
	// {"id":"TemporaryAccessPass","state":"disabled","defaultLifetimeInMinutes":60,"defaultLength":8,"minimumLifetimeInMinutes":60,"maximumLifetimeInMinutes":480,"isUsableOnce":false,"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false}],"excludeTargets":[]}
}

func ExampleAppendError() {
	fmt.Printf("%s\n", wire.AppendError(nil, model.CreateStartPast.Outcome(), "ada@contoso.example"))
	// Output:
	// {"error":{"code":"badRequest","message":"Invalid StartDateTime specified. It can not be a time in the past."}}
}

func compact(t testing.TB, text string) string {
	var flat bytes.Buffer
	require.NoError(t, json.Compact(&flat, []byte(text)))
	return flat.String()
}
