package scenario_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

const fourSteps = `
id: test/one
title: A pass is refused at the very instant its lifetime ends
rules: [signin-accepted, signin-expired, usability-end]
start: 2022-06-02T16:21:09.765173Z
users: [ada]
steps:
  - create: {user: ada, lifetimeInMinutes: 60}
    as: p
    want: {status: 201, isUsable: true, methodUsabilityReason: EnabledByPolicy, startDateTime: p.created}
  - at: p.end - 100ns
    signIn: {user: ada, pass: p}
    want: {result: accepted, sessionEnds: p.end, absent: [registerBy]}
  - at: p.end
    signIn: {user: ada, pass: p}
    want: {result: refused, reason: Expired, rule: signin-expired, error: {code: AADSTS130504}}
  - list: {user: ada}
    want: {status: 200, count: 1, isUsable: false, methodUsabilityReason: Expired, temporaryAccessPass: null}
`

func parse(t testing.TB, text string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(text))
	require.NoError(t, err)
	return s
}

func TestReplayOfATrueScenarioPasses(t *testing.T) {
	result := scenario.Replay(parse(t, fourSteps), &protocol.Reference{})
	require.True(t, result.Passed(), "%+v", result)
	require.True(t, result.Reached.Has(model.UsabilityEnd))
	require.Len(t, result.Steps, 4)
}

// Each row changes one word of the scenario, which makes it false.
func TestReplayOfAFalseScenarioFails(t *testing.T) {
	for _, c := range []struct{ name, old, new, want, got string }{
		{"status", "status: 201", "status: 200", "200", "201"},
		{"boolean", "isUsable: true", "isUsable: false", "false", "true"},
		{"string", "methodUsabilityReason: Expired", "methodUsabilityReason: OneTimeUsed", `"OneTimeUsed"`, `"Expired"`},
		{"instant", "startDateTime: p.created", "startDateTime: p.created + 100ns", `"2022-06-02T16:21:09.7651731Z"`, `"2022-06-02T16:21:09.765173Z"`},
		{"literal instant", "startDateTime: p.created", "startDateTime: 2022-06-02T16:21:09.7651730Z", `"2022-06-02T16:21:09.7651730Z"`, `"2022-06-02T16:21:09.765173Z"`},
		{"one tick later", "at: p.end - 100ns", "at: p.end", `"accepted"`, `"refused"`},
		{"session", "sessionEnds: p.end", "sessionEnds: p.end + 1m", `"2022-06-02T17:22:09.765173Z"`, `"2022-06-02T17:21:09.765173Z"`},
		{"rule", "rule: signin-expired", "rule: signin-early", "signin-early", "signin-expired"},
		{"reason", "reason: Expired", "reason: NoPass", `"NoPass"`, `"Expired"`},
		{"error code", "AADSTS130504", "AADSTS130507", `"AADSTS130507"`, `"AADSTS130504"`},
		{"count", "count: 1", "count: 0", "0", "1"},
		{"absent", "absent: [registerBy]", "absent: [sessionEnds]", "absent", "2022-06-02T17:21:09.765173Z"},
		{"a rule that no step meets", "usability-end]", "usability-end, delete-found]", "delete-found met by a step", "no step meets it"},
		{"accepted without a want", "want: {result: refused, reason: Expired, rule: signin-expired, error: {code: AADSTS130504}}", "note: no want", "accepted", "refused (signin-expired)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := strings.Replace(fourSteps, c.old, c.new, 1)
			require.NotEqual(t, fourSteps, changed)
			result := scenario.Replay(parse(t, changed), &protocol.Reference{})
			require.False(t, result.Passed())

			var found []string
			for _, f := range all(result) {
				found = append(found, f.Want+" | "+f.Got)
			}
			require.Contains(t, found, c.want+" | "+c.got)
		})
	}
}

func quoted(t *testing.T, s string) []byte {
	b, err := json.Marshal(s)
	require.NoError(t, err)
	return b
}

func all(r scenario.Result) []scenario.Failure {
	failures := r.Failures
	for _, s := range r.Steps {
		failures = append(failures, s.Failures...)
	}
	return failures
}

func TestAPassThatWasNeverMadeEndsTheScenario(t *testing.T) {
	result := scenario.Replay(parse(t, `
id: test/two
title: A create that the scenario does not know to be refused
rules: [create-lifetime-range]
users: [ada]
steps:
  - create: {user: ada, lifetimeInMinutes: 10}
    as: p
    want: {status: 400}
  - signIn: {user: ada, pass: p}
  - list: {user: ada}
`), &protocol.Reference{})
	require.False(t, result.Passed())
	require.Len(t, result.Steps, 2, "the third step is not asked")
	require.Equal(t, "that pass was never made", result.Steps[1].Failures[0].Got)
}

// A step at an instant without a spelling is not sent.
func TestAScenarioEndsWithTheYear9999(t *testing.T) {
	result := scenario.Replay(parse(t, `
id: test/four
title: A list long after the end
rules: [list-one]
users: [ada]
steps:
  - create: {user: ada}
    as: p
  - at: p.end + 3000000d
    list: {user: ada}
`), &protocol.Reference{})
	require.Equal(t, "one outside the years 1 to 9999", all(result)[0].Got)
}

// Every instant that the scenario names must have a spelling.
func TestInstantsOutsideOfTime(t *testing.T) {
	for _, step := range []string{
		"at: p.start - 900000d\n    skew: true\n    list: {user: ada}",
		"create: {user: ada, startDateTime: p.start - 900000d}",
		"list: {user: ada}\n    want: {startDateTime: p.end + 3000000d}",
	} {
		result := scenario.Replay(parse(t, `
id: test/five
title: An instant that cannot be written
rules: [list-one]
users: [ada]
steps:
  - create: {user: ada}
    as: p
  - `+step+"\n"), &protocol.Reference{})
		require.Equal(t, "one outside the years 1 to 9999", all(result)[0].Got, step)
	}
}

// A want that names only the rule still decides whether the answer must accept.
func TestARuleIsAnAnswer(t *testing.T) {
	s := parse(t, `
id: test/six
title: A list
rules: [list-one]
users: [ada]
steps:
  - list: {user: ada}
    want: {rule: list-one, absent: [id]}
`)
	for status, passes := range map[int]bool{200: true, 404: false} {
		result := scenario.Replay(s, subjectFunc(func(protocol.Request) protocol.Response {
			return protocol.Response{Status: status, Body: protocol.NewJSON(`{"value":[]}`)}
		}))
		require.Equal(t, passes, result.Passed(), status)
	}
}

// A subject with empty answers passes no scenario.
func TestASilentSubjectPassesNothing(t *testing.T) {
	result := scenario.Replay(parse(t, fourSteps), subjectFunc(func(protocol.Request) protocol.Response {
		return protocol.Response{}
	}))
	require.False(t, result.Passed())
	require.False(t, (&scenario.Result{Scenario: parse(t, fourSteps)}).Passed(), "a scenario without a step has shown nothing")
}

type subjectFunc func(protocol.Request) protocol.Response

func (f subjectFunc) Do(r protocol.Request) protocol.Response { return f(r) }

// An accepted answer with an error in it, and an answer of the wrong shape, pass no
// scenario.
func TestContradictoryAnswersPassNothing(t *testing.T) {
	s := parse(t, `
id: test/seven
title: Every command
rules: [create-accepted]
users: [ada]
steps:
  - create: {user: ada}
    as: p
  - get: {user: ada, pass: p}
  - list: {user: ada}
  - signIn: {user: ada, pass: p}
  - refresh: {user: ada, pass: p}
  - getPolicy: {}
  - updatePolicy: {defaultLength: 12}
  - updateUser: {user: ada, external: true}
  - delete: {user: ada, pass: p}
`)
	truth := scenario.Replay(s, &protocol.Reference{})
	require.True(t, truth.Passed(), "%v", truth)

	for _, fault := range []struct {
		name string
		ops  []protocol.Op
		make func(*protocol.Response)
	}{
		{"refused with a good status", []protocol.Op{protocol.SignIn, protocol.Refresh}, func(r *protocol.Response) { r.Result, r.Status = "refused", 200 }},
		{"accepted with a status", []protocol.Op{protocol.SignIn, protocol.Refresh}, func(r *protocol.Response) { r.Status = 200 }},
		{"a status and no result", []protocol.Op{protocol.SignIn, protocol.Refresh}, func(r *protocol.Response) { *r = protocol.Response{Status: 200} }},
		{"a result and no status", []protocol.Op{protocol.Delete, protocol.UpdateUser}, func(r *protocol.Response) { *r = protocol.Response{Result: "accepted"} }},
		{"a redirect", []protocol.Op{protocol.Delete, protocol.Get}, func(r *protocol.Response) { r.Status = 300 }},
		{"an error", []protocol.Op{protocol.Create, protocol.List, protocol.Delete, protocol.UpdatePolicy}, func(r *protocol.Response) { r.Error.Code = "badRequest" }},
		{"wrapped", []protocol.Op{protocol.Create, protocol.Get, protocol.GetPolicy}, func(r *protocol.Response) { r.Body = protocol.NewJSON(`{"value":[` + string(r.Body.Reveal()) + `]}`) }},
		{"bare", []protocol.Op{protocol.List}, func(r *protocol.Response) { r.Body = protocol.NewJSON(`{"id":"x"}`) }},
		{"no JSON", []protocol.Op{protocol.Create, protocol.Get, protocol.List, protocol.GetPolicy, protocol.Delete}, func(r *protocol.Response) { r.Body = protocol.NewJSON("{{{") }},
		{"no body", []protocol.Op{protocol.Create, protocol.Get, protocol.List, protocol.GetPolicy}, func(r *protocol.Response) { r.Body = protocol.JSON{} }},
		{"not reset", []protocol.Op{protocol.Reset}, func(r *protocol.Response) { r.Status = 500 }},
		{"a code too long", []protocol.Op{protocol.Create}, func(r *protocol.Response) {
			r.Body = protocol.NewJSON(strings.Replace(string(r.Body.Reveal()), `"temporaryAccessPass":"`, `"temporaryAccessPass":"x`, 1))
		}},
	} {
		for _, op := range fault.ops {
			var reference protocol.Reference
			result := scenario.Replay(s, subjectFunc(func(r protocol.Request) protocol.Response {
				res := reference.Do(r)
				if r.Op == op {
					fault.make(&res)
				}
				return res
			}))
			require.False(t, result.Passed(), "%s: %s", fault.name, op)
		}
	}
}

// A subject that does not show the policy cannot hide that a code is missing.
func TestACodeOfNoLengthAtAll(t *testing.T) {
	s := parse(t, `
id: test/eight
title: A create after a change of the policy
rules: [create-accepted]
users: [ada]
steps:
  - updatePolicy: {defaultLength: 12}
  - create: {user: ada}
`)
	var reference protocol.Reference
	result := scenario.Replay(s, subjectFunc(func(r protocol.Request) protocol.Response {
		res := reference.Do(r)
		switch r.Op {
		case protocol.GetPolicy:
			return protocol.Response{Status: 500}
		case protocol.Create:
			res.Body = protocol.NewJSON(strings.Replace(string(res.Body.Reveal()), `"temporaryAccessPass"`, `"was"`, 1))
		}
		return res
	}))
	require.False(t, result.Passed())
}

// A label can lead back in time, which is known only during the replay.
func TestTimeGoingBackThroughALabel(t *testing.T) {
	result := scenario.Replay(parse(t, `
id: test/nine
title: Back to the start
rules: [list-one]
users: [ada]
steps:
  - create: {user: ada}
    as: p
  - at: p.end
    list: {user: ada}
  - at: p.start
    list: {user: ada}
`), &protocol.Reference{})
	require.Equal(t, "time that goes forward, or skew: true", all(result)[0].Want)
	require.False(t, result.Passed())

	empty := scenario.Replay(&scenario.Scenario{Rules: []model.Rule{model.ListOne}, Tenant: protocol.Tenant{Policy: model.DefaultPolicy(0)}}, &protocol.Reference{})
	require.False(t, empty.Passed(), "a scenario without steps")
}

// An updateUser that is partly wrong is refused as a whole.
func TestReferenceRefusesMalformedUpdatesOfUsers(t *testing.T) {
	for _, body := range []string{`{"userType":"gast"}`, `{"groups":["nonsense"]}`, `{"rolls":[]}`, `[]`, ``} {
		var reference protocol.Reference
		s := parse(t, fourSteps)
		reference.Do(protocol.Request{Op: protocol.Reset, At: s.Start, Tenant: &s.Tenant})
		res := reference.Do(protocol.Request{Op: protocol.UpdateUser, At: s.Start, User: "ada@contoso.example", Body: protocol.NewJSON(body)})
		require.Equal(t, 400, res.Status, body)
	}
}

// The form of ids and codes is checked in every scenario.
func TestTheFormOfIDsAndCodes(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"code too short":     {`"temporaryAccessPass":"`, `"temporaryAccessPass":"x","was":"`, "8 characters"},
		"id in upper case":   {`"id":"`, `"id":"A`, "a GUID in lower case"},
		"instant with no Z":  {`"startDateTime":"2022-06-02T16:21:09.765173Z"`, `"startDateTime":"2022-06-02T16:21:09"`, "an instant"},
		"no JSON in the end": {`}`, `]`, "a GUID in lower case"},
	} {
		t.Run(name, func(t *testing.T) {
			var reference protocol.Reference
			result := scenario.Replay(parse(t, fourSteps), subjectFunc(func(r protocol.Request) protocol.Response {
				res := reference.Do(r)
				if r.Op == protocol.Create {
					res.Body = protocol.NewJSON(strings.ReplaceAll(string(res.Body.Reveal()), c.from, c.to))
				}
				return res
			}))
			require.False(t, result.Passed())
			require.Contains(t, fmt.Sprint(all(result)), c.want)
		})
	}
}

func TestTheSameIDTwiceIsNoNewID(t *testing.T) {
	var reference protocol.Reference
	var first protocol.JSON
	result := scenario.Replay(parse(t, `
id: test/three
title: Two passes
rules: [create-replaces]
users: [ada]
steps:
  - create: {user: ada}
  - create: {user: ada}
`), subjectFunc(func(r protocol.Request) protocol.Response {
		res := reference.Do(r)
		if r.Op == protocol.Create && first == (protocol.JSON{}) {
			first = res.Body
		} else if r.Op == protocol.Create {
			res.Body = first
		}
		return res
	}))
	require.Equal(t, "a new GUID", all(result)[0].Want)
}

// The same scenario has the same answers in any order of scenarios.
func TestReplayIsDeterministic(t *testing.T) {
	s := parse(t, fourSteps)
	var reference protocol.Reference
	first := scenario.Replay(s, &reference)
	require.Equal(t, first, scenario.Replay(s, &reference))
	require.Equal(t, first, scenario.Replay(s, &protocol.Reference{}))
}

func TestNothingOfAReplayShowsACode(t *testing.T) {
	wanting := strings.Replace(fourSteps, "{status: 201,", "{status: 201, temporaryAccessPass: secret-1, absent: [temporaryAccessPass],", 1)
	result := scenario.Replay(parse(t, wanting), &protocol.Reference{})
	require.Len(t, result.Steps[0].Failures, 2)
	require.Contains(t, fmt.Sprint(result.Steps[0].Failures[0].Reveal()), "secret-1")
	encoded, err := json.Marshal(result.Steps)
	require.NoError(t, err)
	require.NotContains(t, string(encoded), "secret-1")
	code := result.Steps[1].Request.Code.Reveal()
	require.Len(t, code, 8)
	require.NotContains(t, string(encoded), strings.Trim(string(quoted(t, code)), `"`))
	require.NotContains(t, fmt.Sprintf("%+v", result.Steps), "secret-1")
	type keeper struct{ steps []scenario.StepResult }
	for _, verb := range strings.Fields("%v %+v %#v %s %q %x %X %d %c %U") {
		for _, thing := range []any{result.Steps, keeper{result.Steps}} {
			said := strings.ToLower(fmt.Sprintf(verb, thing))
			for _, secret := range []string{code, "secret-1"} {
				require.NotContains(t, said, strings.ToLower(secret), verb)
				require.NotContains(t, said, fmt.Sprintf("%x", secret), verb)
				require.NotContains(t, said, strings.Trim(fmt.Sprint([]byte(secret)), "[]"), verb)
			}
		}
	}
	require.Contains(t, string(result.Steps[0].Response.Body.Reveal()), code, "Reveal returns it")
}
