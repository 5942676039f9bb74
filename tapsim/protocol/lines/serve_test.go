package lines_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
)

// everything is what the reference model can do.
var everything = protocol.Capabilities{
	Name: "reference", Version: "1", Language: "go",
	Editions: model.Editions(), Features: []string{"actors"},
}

// exchange sends lines to a served reference model and returns its answers.
func exchange(t *testing.T, who protocol.Capabilities, texts ...string) []string {
	var out strings.Builder
	err := lines.Serve(strings.NewReader(strings.Join(texts, "\n")), &out, &protocol.Reference{}, who)
	require.NoError(t, err)
	var answers []string
	for scan := bufio.NewScanner(strings.NewReader(out.String())); scan.Scan(); {
		answers = append(answers, scan.Text())
	}
	return answers
}

const (
	resetAda = `{"seq":2,"op":"reset","at":"2026-01-01T00:00:00Z","edition":"current","policy":{"state":"enabled"},"users":[{"id":"071cc716-8147-4397-a5ba-b2105951cc0b","userPrincipalName":"ada@contoso.example","userType":"member","external":false,"groups":[],"roles":[]}],"groups":[]}`
	ada      = `"at":"2026-01-01T00:00:00Z","user":"ada@contoso.example"`
)

func TestServe(t *testing.T) {
	answers := exchange(t, protocol.Capabilities{Name: "tap-go"},
		`{"seq":1,"op":"hello","protocol":1,"suite":"2026.11"}`,
		resetAda,
		`{"seq":3,"op":"list",`+ada+`}`,
		``,
		`{"seq":4,"op":"signIn",`+ada+`,"code":"whatever"}`,
		`{"seq":5,"op":"create",`+ada+`,"raw":"{\"lifetimeInMinutes\":"}`,
		`{"seq":6,"op":"delete",`+ada+`,"id":"071cc716-8147-4397-a5ba-b2105951cc0b","actor":{"kind":"application","permissions":[]}}`,
		`{"seq":7,"op":"bye"}`,
		`{"seq":8,"op":"list",`+ada+`}`,
	)
	require.Equal(t, []string{
		`{"seq":1,"protocol":1,"implementation":{"language":"","name":"tap-go","version":""},"editions":["current"],"ops":["create","list","get","delete","signIn","refresh","getPolicy","updatePolicy","resetPolicy","updateUser"],"features":[]}`,
		`{"seq":2,"status":204}`,
		`{"seq":3,"status":200,"body":{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('ada%40contoso.example')/authentication/temporaryAccessPassMethods","value":[]}}`,
		`{"seq":4,"error":{"code":"AADSTS130507","message":"An access pass could not be found or verified for the user."},"result":"refused","reason":"NoPass"}`,
		`{"seq":5,"status":400,"error":{"code":"BadRequest","message":"Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."}}`,
		`{"seq":6,"status":403,"error":{"code":"accessDenied","message":"Request Authorization failed"}}`,
		`{"seq":7}`,
	}, answers)
}

// The caller is an operator without an actor, and with an actor of that kind.
func TestServeKnowsAnOperator(t *testing.T) {
	const refused = `{"seq":7,"status":400,"error":{"code":"BadRequest","message":"/me request is only valid with delegated authentication flow."}}`
	answers := exchange(t, everything, resetAda,
		`{"seq":3,"op":"create",`+ada+`,"body":{}}`,
		`{"seq":4,"op":"list",`+ada+`}`,
		`{"seq":4,"op":"list",`+ada+`,"actor":{"kind":"operator"}}`,
		`{"seq":5,"op":"getPolicy","at":"2026-01-01T00:00:00Z"}`,
		`{"seq":5,"op":"getPolicy","at":"2026-01-01T00:00:00Z","actor":{"kind":"operator"}}`,
		`{"seq":6,"op":"list",`+ada+`,"actor":{"kind":"application","permissions":[],"directoryRoles":[]}}`,
		`{"seq":6,"op":"list",`+ada+`,"actor":{"kind":"application","permissions":[],"directoryRoles":["Global Reader"]}}`,
		`{"seq":7,"op":"list","at":"2026-01-01T00:00:00Z","user":"me"}`,
		`{"seq":7,"op":"list","at":"2026-01-01T00:00:00Z","user":"me","actor":{"kind":"operator"}}`,
		`{"seq":7,"op":"list","at":"2026-01-01T00:00:00Z","user":"me","actor":{"kind":"application","permissions":["UserAuthenticationMethod.Read.All"],"directoryRoles":[]}}`,
	)[1:]
	require.Contains(t, answers[1], `"isUsable":true`)
	require.Equal(t, answers[1], answers[2])
	require.Contains(t, answers[3], `"state":"enabled"`)
	require.Equal(t, answers[3], answers[4])
	require.Contains(t, answers[5], `"status":403`)
	require.Contains(t, answers[6], `"isUsable":true`)
	require.Equal(t, []string{refused, refused, refused}, answers[7:])
}

// The reset says of each group whether it is role-assignable.
func TestServeKnowsRoleAssignableGroups(t *testing.T) {
	for _, c := range []struct{ group, status string }{
		{`,"isAssignableToRole":true`, `"status":403`},
		{`,"isAssignableToRole":false`, `"status":201`},
		{``, `"status":201`},
	} {
		const id = "5f0c4a9e-5d7b-4c0e-9d0e-0c1f2b3a4d5e"
		reset := strings.Replace(resetAda, `"groups":[],"roles"`, `"groups":["`+id+`"],"roles"`, 1)
		reset = strings.Replace(reset, `"groups":[]}`, `"groups":[{"id":"`+id+`","displayName":"tier0"`+c.group+`}]}`, 1)
		answers := exchange(t, everything, reset,
			`{"seq":3,"op":"create",`+ada+`,"body":{},"actor":{"kind":"application","permissions":[],"directoryRoles":["Authentication Administrator"]}}`)
		require.Contains(t, answers[1], c.status, c.group)
	}
}

func TestServeSaysWhatIsNoRequest(t *testing.T) {
	for _, c := range []struct{ line, failed string }{
		{`{"seq":1,"op":"hello","protocol":2}`, `protocol 2: this speaks 1`},
		{`{"seq":1,"op":"dance"}`, `unknown op "dance"`},
		{`{"seq":1,"op":"list","user":"ada"}`, `at "" is no instant`},
		{`{"seq":1,"op":"list","at":"yesterday"}`, `at "yesterday" is no instant`},
		{`{"seq":1,"op":"reset","at":"2026-01-01T00:00:00Z","edition":"next"}`, `no edition "next"`},
		{`{"seq":1,"op":"reset","at":"2026-01-01T00:00:00Z","edition":"gated"}`, `no edition "gated": it is called current now`},
		{`{"seq":1,"op":"list","at":"2026-01-01T00:00:00Z","user":"ada","actor":{"kind":"admin"}}`, `no kind "admin" of actor: there are operator, delegated, application`},
		{strings.Replace(resetAda, `"enabled"`, `"on"`, 1), `policy.state: state cannot be "on"`},
		{strings.Replace(resetAda, `{"state":"enabled"}`, `{"defaultLength":7}`, 1), "policy.defaultLength: no tenant can have this policy, by the rule policy-range"},
		{strings.Replace(resetAda, `"071cc716-`, `"071cc716`, 1), `users[0].id: the id of a user cannot be "071cc7168147-4397-a5ba-b2105951cc0b"`},
		{strings.Replace(resetAda, `"groups":[],"roles"`, `"groups":["staff"],"roles"`, 1), `users[0].groups[0]: no group "staff"`},
		{strings.Replace(resetAda, `"groups":[]}`, `"groups":[{"id":"1","displayName":"staff"}]}`, 1), `groups[0].id: the id of a group cannot be "1"`},
	} {
		answers := exchange(t, protocol.Capabilities{}, c.line)
		require.Len(t, answers, 1)
		var answer struct {
			Seq    int
			Failed string
		}
		require.NoError(t, json.Unmarshal([]byte(answers[0]), &answer))
		require.NotZero(t, answer.Seq)
		require.Contains(t, answer.Failed, c.failed)
	}
}

func TestServeReturnsErrors(t *testing.T) {
	for _, line := range []string{`hello`, `[]`, `{"op":"hello","protocol":1}`, `{"seq":"1"}`} {
		err := lines.Serve(strings.NewReader(line+"\n"), io.Discard, &protocol.Reference{}, everything)
		require.ErrorContains(t, err, "not a request of the protocol", line)
	}
	broken := errors.New("broken")
	require.ErrorIs(t, lines.Serve(failing{broken}, io.Discard, &protocol.Reference{}, everything), broken)
	require.ErrorIs(t, lines.Serve(strings.NewReader(resetAda), failing{broken}, &protocol.Reference{}, everything), broken)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }

// always gives the same answer to every request.
type always protocol.Response

func (a always) Do(protocol.Request) protocol.Response { return protocol.Response(a) }

func TestServeSpellsAnswersAsTheProtocolDoes(t *testing.T) {
	for _, c := range []struct {
		says protocol.Response
		line string
	}{
		{protocol.Response{Status: 500}, `{"seq":9,"status":500,"error":{"message":""}}`},
		{protocol.Response{Status: 200, Result: "accepted", SessionEnds: "2026-01-01T00:00:00Z"}, `{"seq":9,"result":"accepted","sessionEnds":"2026-01-01T00:00:00Z"}`},
		{protocol.Response{Result: "refused", Reason: "Expired"}, `{"seq":9,"result":"refused","reason":"Expired"}`},
		{protocol.Response{Status: 200, Body: protocol.NewJSON("{ \"a\" :\n\"<\"}")}, `{"seq":9,"status":200,"body":{"a":"<"}}`},
		{protocol.Response{Status: 200, Body: protocol.NewJSON(`{"temporaryAccessPass":"+drkzqAD"`)}, `{"seq":9,"failed":"the subject answers with a body that is no JSON: \"{\\\"temporaryAccessPass\\\":\\\"••••••••\\\"\""}`},
	} {
		var out strings.Builder
		in := strings.NewReader(`{"seq":9,"op":"list",` + ada + `}`)
		require.NoError(t, lines.Serve(in, &out, always(c.says), everything))
		require.Equal(t, c.line+"\n", out.String())
	}
}
