package protocol_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A subject that refuses null answers as the reference does with the reading
// null-refused. The code and the message of such a refusal are anybody's choice, so
// the answer has neither.
func ExampleReadings_Answer() {
	tenant, err := protocol.ReadTenant([]byte(`{"policy": {"state": "enabled"}, "users": [{"userPrincipalName": "ada@contoso.example"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := tenant.Engine(tapsim.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	create := protocol.Request{Op: protocol.Create, User: tenant.Users[0].UPN(), Body: protocol.NewJSON(`{"isUsableOnce": null}`)}
	for _, readings := range []protocol.Readings{{}, {Wire: wire.NullRefused}} {
		res := readings.Answer(engine, create)
		fmt.Println(res.Status, res.Rule, res.Error == protocol.Error{})
	}
	// Output:
	// 201 create-accepted true
	// 400 create-null true
}

// begun is a reference whose policy is that of a new tenant.
func begun() *protocol.Reference {
	var r protocol.Reference
	r.Do(protocol.Request{Op: protocol.Reset, Tenant: &protocol.Tenant{Policy: model.DefaultPolicy(model.Current)}})
	return &r
}

// Whether all of an untyped update could be applied depends on the policy as it is, and
// on who asks.
func TestUntypedValues(t *testing.T) {
	nobody := &protocol.Actor{Kind: "application"}
	for _, c := range []struct {
		body      string
		actor     *protocol.Actor
		readings  wire.Readings
		rule      model.Rule
		isEnabled bool
	}{
		{`{"state":"enabled","defaultLength":0}`, nil, 0, model.PolicyUpdate, true},
		{`{"state":"enabled","defaultLength":0}`, nil, wire.UntypedTypes, model.PolicyUpdate, true},
		{`{"state":"enabled","defaultLength":0}`, nil, wire.UntypedValues, model.PolicyType, false},
		{`{"state":"enabled","defaultLength":9}`, nil, wire.UntypedValues, model.PolicyUpdate, true},
		{`{"state":"enabled","defaultLength":"9"}`, nil, wire.UntypedValues, model.PolicyType, false},
		{`{"state":"enabled","defaultLength":"9"}`, nil, wire.UntypedValues | wire.PolicyTextIsValue, model.PolicyUpdate, true},
		{`{"state":"enabled","defaultLength":null}`, nil, wire.UntypedValues, model.PolicyUpdate, true},
		{`{"state":"enabled","defaultLength":null}`, nil, wire.UntypedValues | wire.PolicyNullIsZero, model.PolicyType, false},
		{`{"state":"enabled"}`, nil, wire.UntypedValues, model.PolicyUpdate, true},
		{`{"state":"enabled","defaultLifetimeInMinutes":480}`, nil, wire.UntypedValues, model.PolicyUpdate, true},
		{`{"state":"enabled","defaultLifetimeInMinutes":481}`, nil, wire.UntypedValues, model.PolicyType, false},
		{`{"state":"enabled","defaultLifetimeInMinutes":481}`, nil, wire.UntypedValues | wire.UntypedNothing, model.PolicyType, false},
		{`{"state":"enabled","defaultLifetimeInMinutes":480}`, nil, wire.UntypedValues | wire.UntypedNothing, model.PolicyUpdate, false},
		{`{"state":"enabled","defaultLifetimeInMinutes":481}`, nil, wire.UntypedValues | wire.UntypedWhole, model.PolicyOrder, false},
		{`{"state":"enabled","defaultLength":0}`, nobody, wire.UntypedValues, model.AccessRefused, false},
	} {
		r := begun()
		r.Read(protocol.Readings{Wire: c.readings})
		res := r.Do(protocol.Request{Op: protocol.UpdatePolicy, Actor: c.actor, Body: protocol.NewJSON(c.body)})
		require.Equal(t, c.rule.String(), res.Rule.String(), "%s: %s", c.readings, c.body)
		require.Equal(t, c.rule.Answer().Status, res.Status)
		r.Read(protocol.Readings{})
		policy := r.Do(protocol.Request{Op: protocol.GetPolicy})
		require.Equal(t, c.isEnabled, policy.Body.Object()["state"] == "enabled", "%s: %s", c.readings, c.body)
		require.EqualValues(t, "8", fmt.Sprint(policy.Body.Object()["defaultLength"]), "what is dropped is not applied")
	}
}

// Every refusal by a reading is a plain refusal, also where the catalogue has no
// answer for the rule.
func TestAReadingRefuses(t *testing.T) {
	for _, c := range []struct {
		readings wire.Readings
		op       protocol.Op
		body     string
	}{
		{wire.NullRefused, protocol.Create, `{"isUsableOnce":null}`},
		{wire.ReadonlyRefused, protocol.Create, `{"id":1}`},
		{wire.AnnotationRefused, protocol.Create, `{"@x":1}`},
		{wire.PointRefused, protocol.Create, `{"lifetimeInMinutes":60.0}`},
		{wire.CaseRefused, protocol.Create, `{"ISUSABLEONCE":true}`},
		{wire.OffsetRefused, protocol.Create, `{"startDateTime":"2022-06-05T00:00:00+00:00"}`},
		{wire.CountedRefused, protocol.Create, `{"startDateTime":"/Date(0)/"}`},
		{wire.FineRefused, protocol.Create, `{"startDateTime":"2022-06-05T00:00:00.00000000Z"}`},
		{wire.UntypedRefused, protocol.UpdatePolicy, `{}`},
		{wire.UntypedTypes, protocol.UpdatePolicy, `{"isUsableOnce":1}`},
		{wire.UntypedValues, protocol.UpdatePolicy, `{"defaultLength":1}`},
		{wire.PolicyNullRefused, protocol.UpdatePolicy, `{"state":null}`},
		{wire.PolicyNullIsZero, protocol.UpdatePolicy, `{"state":null}`},
		{wire.PolicyNamesRefused, protocol.UpdatePolicy, `{"id":1}`},
	} {
		r := begun()
		r.Read(protocol.Readings{Wire: c.readings})
		res := r.Do(protocol.Request{Op: c.op, User: "ada@contoso.example", Body: protocol.NewJSON(c.body)})
		require.Equal(t, c.readings.Rule().String(), res.Rule.String(), c.readings)
		require.Equal(t, 400, res.Status, c.readings)
		require.False(t, res.Accepted(), c.readings)
		said := res.Rule.Answer()
		require.Equal(t, protocol.Error{Code: said.Code, Message: said.Message}, res.Error, c.readings)

		// Readings are about bodies alone.
		for _, op := range []protocol.Op{protocol.List, protocol.GetPolicy, protocol.ResetPolicy} {
			req := protocol.Request{Op: op, User: "ada@contoso.example"}
			require.Equal(t, begun().Do(req), r.Do(req), op)
		}
	}
}
