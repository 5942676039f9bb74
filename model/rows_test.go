package model_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// wrong says where a machine differs from the row; empty: nowhere.
func (r *row) wrong(m variant.Machine) string {
	next, out := m.Step(r.state, r.env, r.cmd)
	switch {
	case out.Rule != r.rule:
		return fmt.Sprintf("%s: got %v, want %v", r.name, out.Rule, r.rule)
	case out.View.Reason != r.reason:
		return fmt.Sprintf("%s: reads %v, want %v", r.name, out.View.Reason, r.reason)
	case r.contributing.Minus(out.Contributing) != model.Rules{}:
		return fmt.Sprintf("%s: %v does not shape the answer", r.name, names(r.contributing.Minus(out.Contributing)))
	case r.never.Minus(out.Contributing) != r.never:
		return fmt.Sprintf("%s: one of %v shapes the answer", r.name, names(r.never))
	case (!out.Accepted() || reads(r.cmd.Op)) && next != r.state:
		return fmt.Sprintf("%s: a refusal or a read changed the slot", r.name)
	case out.Rule == model.CreateAccepted && next != r.made():
		return fmt.Sprintf("%s: made %v, want %v", r.name, next, r.made())
	case out.Rule == model.DeleteFound && next.Exists():
		return fmt.Sprintf("%s: the pass is still there", r.name)
	case r.reason != 0 && out.View != shown(next, r.reason):
		return fmt.Sprintf("%s: reads %v, want %v", r.name, out.View, shown(next, r.reason))
	case (out.Code != model.Code{}) != (out.Rule == model.CreateAccepted):
		return fmt.Sprintf("%s: the code leaves with a create and nothing else", r.name)
	}

	// The expected times of a sign-in and a refresh follow from the slot as it was.
	var ends, by model.Instant
	if out.Rule == model.SigninAccepted || out.Rule == model.RefreshAccepted {
		ends = r.state.Start.Add(r.state.Lifetime.Ticks())
	}
	spends := out.Rule == model.SigninAccepted && r.state.Once
	if spends {
		by = r.env.Now.Add(model.RegistrationWindow)
	}
	switch {
	case out.SessionEnds != ends:
		return fmt.Sprintf("%s: the session ends %v, want %v", r.name, out.SessionEnds, ends)
	case out.RegisterBy != by:
		return fmt.Sprintf("%s: register by %v, want %v", r.name, out.RegisterBy, by)
	case out.Rule == model.SigninAccepted && next != r.spent():
		return fmt.Sprintf("%s: the slot is %v, want %v", r.name, next, r.spent())
	}
	return ""
}

// made is the slot after the accepted create.
func (r *row) made() model.State {
	p, c := &r.env.Policy, &r.cmd
	return model.State{ID: c.ID, Code: c.Code, Created: r.env.Now, Start: newest(r.env.Now, c.Start),
		Lifetime: newest(p.Default, c.Lifetime), Once: newest(p.OnceOnly, c.Once)}
}

// spent is the slot after the accepted sign-in.
func (r *row) spent() model.State {
	s := r.state
	s.Used = s.Once
	return s
}

func reads(op model.Op) bool { return op == model.List || op == model.Get || op == model.Refresh }

// shown is the view of a slot with that reason.
func shown(s model.State, r model.Reason) model.View {
	return model.View{ID: s.ID, Created: s.Created, Start: s.Start, Lifetime: s.Lifetime, Once: s.Once, Reason: r}
}

func names(s model.Rules) (ids []string) {
	for r := range s.All() {
		ids = append(ids, r.String())
	}
	return ids
}

// edgeTables runs all rows, those of the policy too.
func edgeTables(under variant.Machine) string {
	for _, r := range rows() {
		if wrong := r.wrong(under); wrong != "" {
			return wrong
		}
	}
	for _, r := range policyRows() {
		if wrong := r.wrong(under); wrong != "" {
			return wrong
		}
	}
	return ""
}

func TestRows(t *testing.T) {
	for _, r := range rows() {
		t.Run(r.name, func(t *testing.T) { require.Empty(t, r.wrong(variant.Reference())) })
	}
}

// An accepted create stores the values that it was given.
func TestCreateStoresWhatWasAsked(t *testing.T) {
	start := noon.Add(model.Minute)
	s, out := model.Step(held, at(), create(lasting(61), once(true), from(start)))
	require.Equal(t, model.State{ID: idOf(2), Code: codeOf(2), Created: noon, Start: start, Lifetime: 61, Once: true}, s)
	require.Equal(t, model.View{ID: idOf(2), Created: noon, Start: start, Lifetime: 61, Once: true, Reason: model.NotYetValid}, out.View)

	s, _ = model.Step(spent, at(func(w *model.Env) { w.Policy.Default = 77 }), create())
	require.Equal(t, model.State{ID: idOf(2), Code: codeOf(2), Created: noon, Start: noon, Lifetime: 77}, s)

	s, _ = model.Step(spent, at(onceOnly), create())
	require.True(t, s.Once)

	tolerated := noon.Add(-model.StartTolerance)
	s, _ = model.Step(model.State{}, at(), create(from(tolerated)))
	require.Equal(t, tolerated, s.Start)
	require.Equal(t, noon, s.Created)
}

// The rules of an outcome are the one that settled it and those that contributed.
func TestRulesOfAnOutcome(t *testing.T) {
	out := model.Outcome{Rule: model.ListOne, Contributing: the(model.PassSingle)}
	require.Equal(t, the(model.ListOne, model.PassSingle), out.Rules())
	require.Equal(t, the(), model.Outcome{}.Rules())
}

func TestMessages(t *testing.T) {
	_, out := model.Step(model.State{}, at(lifetimes(17, 4711)), create(lasting(0)))
	require.Equal(t, "Invalid LifetimeInMinutes specified. The valid range between 17 and 4711.", out.Message("ada"))
	_, out = model.Step(model.State{}, at(), create())
	require.Empty(t, out.Message("ada"))
	_, out = model.Step(model.State{}, at(onceOnly), create(once(false)))
	require.Equal(t, "Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method.", out.Message("ada"))
	_, out = model.Step(model.State{}, at(), create(from(0)))
	require.Equal(t, "Invalid StartDateTime specified. It can not be a time in the past.", out.Message("ada"))
	_, out = model.Step(model.State{}, at(guest), create())
	require.Equal(t, "Temporary Access Pass cannot be added to an external guest user.", out.Message("ada"))
	_, out = model.Step(model.State{}, at(off, edition(model.Current)), create())
	require.Equal(t, "Converged UserCredentialPolicy does not allow creating or updating this authentication method. AuthMethodType [TemporaryAccessPass].", out.Message("ada"))
	require.Equal(t, "Request Authorization failed", model.AccessRefused.Outcome().Message("ada"))
	require.Empty(t, model.Outcome{}.Message("ada"))
}
