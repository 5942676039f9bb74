package conform

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A changed subject is a model with other readings, and with a change of each request and
// answer.
type changed struct {
	protocol.Model
	request func(r *protocol.Request)
	answer  func(r *protocol.Request, res *protocol.Response)
}

func (c changed) Do(r protocol.Request) protocol.Response {
	if c.request != nil && r.Op != protocol.Reset {
		c.request(&r)
	}
	res := c.Model.Do(r)
	res.Rule, res.Contributing = model.NoRule, model.Rules{}
	if c.answer != nil {
		c.answer(&r, &res)
	}
	return res
}

func with(m protocol.Model, r protocol.Readings) protocol.Model {
	m.Read(r)
	return m
}

func called(t *testing.T, id string) protocol.Model {
	m, ok := mutant.Find(id)
	require.True(t, ok, id)
	return m.New()
}

// Each of these was judged wrongly once.
func TestJudging(t *testing.T) {
	const create = `
  - create: {user: ada}
    as: p
`
	policy := `{"@odata.type": "` + wire.PolicyType + `", `
	sayNoPass := func(r *protocol.Request, res *protocol.Response) {
		if r.Op == protocol.Refresh && res.Reason == "DisabledByPolicy" {
			res.Reason = "NoPass"
		}
	}
	operator := func(r *protocol.Request) {
		if r.Op == protocol.Create && len(bytes.TrimSpace(r.Body.Reveal())) == 0 {
			r.Actor = nil
		}
	}
	for _, c := range []struct {
		name    string
		subject protocol.Subject
		steps   string
		verdict Verdict
		rule    model.Rule // of the last difference
	}{
		{"three readings, of which two show only with the third",
			changed{Model: with(&protocol.Reference{}, protocol.Readings{Machine: model.StateBeforeCode | model.ExpiredBeforeDisabled, Wire: wire.UntypedWhole})},
			create + `
  - updatePolicy: {body: {"isUsableOnce": true}}
  - at: +1d
    signIn: {user: ada, code: never-issued}
    want: {result: refused}
  - getPolicy: {}
`, Deviates, model.PolicyType},
		{"a reading after an answer that no source settles and no reading explains",
			changed{Model: with(&protocol.Reference{}, protocol.Readings{Machine: model.EndIncluded}), answer: sayNoPass},
			create + `
  - signIn: {user: ada, pass: p}
  - updatePolicy: {state: disabled}
  - refresh: {user: ada, pass: p}
    want: {result: refused}
  - updatePolicy: {state: enabled}
  - at: +1h
    get: {user: ada, pass: p}
`, Deviates, model.UsabilityEnd},
		{"a blank body is accepted from a caller who may not create",
			changed{Model: with(&protocol.Reference{}, protocol.Readings{Wire: wire.EmptyIsObject}), request: operator},
			`
  - create: {user: ada, raw: " "}
    actor: {application: []}
    want: {status: 400}
`, Fail, model.AccessWrite},
		{"a wrong code, after an update with an unknown name",
			changed{Model: with(called(t, "any-code"), protocol.Readings{Wire: wire.PolicyUnknownIgnored})},
			`
  - updatePolicy: {body: ` + policy + `"foo": 1, "defaultLength": 9}}
    want: {status: 400}
` + create + `
  - signIn: {user: ada, code: never-issued}
    want: {result: refused}
`, Fail, model.SigninCode},
		{"another fault in the answer that a reading accepts",
			changed{Model: with(called(t, "window-of-an-hour"), protocol.Readings{Machine: model.EndIncluded})},
			`
  - create: {user: ada, isUsableOnce: true}
    as: p
  - at: p.end
    signIn: {user: ada, pass: p}
    want: {result: refused}
`, Fail, model.SigninWindow},
		{"the default of a policy whose order is not checked",
			changed{Model: with(&protocol.Reference{}, protocol.Readings{Machine: model.OrderUnchecked})},
			`
  - updatePolicy: {body: ` + policy + `"defaultLifetimeInMinutes": 9}}
    want: {status: 400}
  - getPolicy: {}
`, Deviates, model.PolicyOrder},
	} {
		got := Compare(t.Context(), parsed(t, c.steps), transport.InProcess(c.subject))
		require.Equal(t, c.verdict, got.Verdict, "%s: %+v", c.name, got.Differences)
		require.True(t, len(got.Differences) > 0, c.name)
		rules := model.Rules{}
		for _, d := range got.Differences {
			rules = rules.With(d.Rule)
		}
		require.True(t, rules.Has(c.rule), "%s: %+v", c.name, got.Differences)
	}
}
