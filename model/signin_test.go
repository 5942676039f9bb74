package model_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// signInRows present the right code, a wrong one and none in every state of the pass,
// and renew sessions in the same states.
func signInRows() []row {
	right := model.Command{Op: model.SignIn, Code: codeOf(1)}
	wrong := model.Command{Op: model.SignIn, Code: codeOf(9)}
	renew := model.Command{Op: model.Refresh, ID: idOf(1)}
	other := model.Command{Op: model.Refresh, ID: idOf(9)}
	order, reasons := the(model.SigninOrder), the(model.UsabilityOrder)

	rows := []row{
		{name: "sign in where there is no pass", env: at(), cmd: right, rule: model.SigninNone},
		{name: "sign in as an unknown user", state: held, env: at(unknown), cmd: right, rule: model.SigninNone},
		{name: "sign in as an unknown user with a wrong code", state: held, env: at(unknown), cmd: wrong, rule: model.SigninNone},
		{name: "sign in without a code", state: held, env: at(), cmd: model.Command{Op: model.SignIn}, rule: model.SigninCode},
		{name: "sign in without a code where there is no pass", env: at(), cmd: model.Command{Op: model.SignIn}, rule: model.SigninNone},
		{name: "a wrong code for a usable pass", state: held, env: at(), cmd: wrong, rule: model.SigninCode, never: order},
		{name: "sign in, multi-use", state: held, env: at(), cmd: right, rule: model.SigninAccepted,
			contributing: the(model.SigninSession, model.SigninWindowMulti), never: the(model.SigninOnce, model.SigninWindow)},
		{name: "sign in, one-time", state: heldOnce, env: at(), cmd: right, rule: model.SigninAccepted,
			contributing: the(model.SigninSession, model.SigninOnce, model.SigninWindow), never: the(model.SigninWindowMulti)},
		{name: "scopes do not matter for a sign-in", state: held, env: at(noRights), cmd: right, rule: model.SigninAccepted},
		{name: "renew where there is no pass", env: at(), cmd: renew, rule: model.RefreshNone},
		{name: "renew no id where there is no pass", env: at(), cmd: model.Command{Op: model.Refresh}, rule: model.RefreshNone},
		{name: "renew with another pass", state: held, env: at(), cmd: other, rule: model.RefreshNone},
		{name: "renew with another pass while off", state: held, env: at(off), cmd: other, rule: model.RefreshNone},
		{name: "renew as an unknown user", state: held, env: at(unknown), cmd: renew, rule: model.RefreshNone},
		{name: "renew with a spent pass", state: spent, env: at(), cmd: renew, rule: model.RefreshAccepted, contributing: the(model.SigninSession)},
		{name: "renew with a spent pass over", state: spent, env: at(clock(overAtOne)), cmd: renew, rule: model.RefreshExpired, contributing: the(model.UsabilityEnd), never: reasons},
		{name: "renew with a spent pass disabled", state: spent, env: at(off), cmd: renew, rule: model.RefreshDisabled, never: reasons},
		{name: "renew with a spent pass early", state: spent, env: at(clock(noon - 1)), cmd: renew, rule: model.RefreshEarly, never: reasons},
		{name: "renew at the end while off", state: held, env: at(off, clock(overAtOne)), cmd: renew, rule: model.RefreshDisabled, contributing: reasons, never: the(model.UsabilityEnd)},
		{name: "renew after the end while off", state: held, env: at(off, clock(overAtOne+1)), cmd: renew, rule: model.RefreshDisabled, contributing: reasons, never: the(model.UsabilityEnd, model.RefreshEarly)},
		{name: "renew at the start while off", state: held, env: at(off), cmd: renew, rule: model.RefreshDisabled, never: reasons.With(model.RefreshEarly)},
		{name: "renew before the start while off", state: held, env: at(off, clock(noon-1)), cmd: renew, rule: model.RefreshDisabled, contributing: reasons, never: the(model.UsabilityEnd, model.RefreshEarly)},
	}
	for _, alter := range almost {
		code := alter(codeOf(1).Reveal(), idOf(1))
		rows = append(rows, row{name: fmt.Sprintf("sign in with %q", code), state: held, env: at(),
			cmd: model.Command{Op: model.SignIn, Code: model.NewCode(code)}, rule: model.SigninCode, never: order})
	}
	for _, r := range []struct {
		name          string
		state         model.State
		env           model.Env
		signin, renew model.Rule
	}{
		{"at the start", held, at(), model.SigninAccepted, model.RefreshAccepted},
		{"a tick before the start", held, at(clock(noon - 1)), model.SigninEarly, model.RefreshEarly},
		{"a tick before the end", held, at(clock(overAtOne - 1)), model.SigninAccepted, model.RefreshAccepted},
		{"at the end", held, at(clock(overAtOne)), model.SigninExpired, model.RefreshExpired},
		{"one-time, a tick before the end", heldOnce, at(clock(overAtOne - 1)), model.SigninAccepted, model.RefreshAccepted},
		{"one-time, a tick before the start", heldOnce, at(clock(noon - 1)), model.SigninEarly, model.RefreshEarly},
		{"off", held, at(off), model.SigninDisabled, model.RefreshDisabled},
		{"left out", held, at(leftOut), model.SigninDisabled, model.RefreshDisabled},
		{"one-time only", held, at(onceOnly), model.SigninDisabled, model.RefreshDisabled},
		{"spent", spent, at(), model.SigninUsed, model.RefreshAccepted},
		{"off and over", held, at(off, clock(overAtOne+1)), model.SigninDisabled, model.RefreshDisabled},
		{"a guest", held, at(func(w *model.Env) { w.User.Guest = true }), model.SigninAccepted, model.RefreshAccepted},
		{"in the edition documented", held, at(edition(model.Documented)), model.SigninAccepted, model.RefreshAccepted},
		{"in the edition preview", held, at(edition(model.Preview)), model.SigninAccepted, model.RefreshAccepted},
		{"of another lifetime", model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon, Lifetime: 61}, at(), model.SigninAccepted, model.RefreshAccepted},
		{"shorter than the minimum now", held, at(lifetimes(61, 480)), model.SigninAccepted, model.RefreshAccepted},
		{"longer than the maximum now", held, at(lifetimes(10, 59)), model.SigninAccepted, model.RefreshAccepted},
		{"with a later start", model.State{ID: idOf(1), Code: codeOf(1), Created: noon - 1, Start: noon, Lifetime: 60}, at(), model.SigninAccepted, model.RefreshAccepted},
	} {
		rows = append(rows,
			row{name: "sign in, " + r.name, state: r.state, env: r.env, cmd: right, rule: r.signin},
			row{name: "renew, " + r.name, state: r.state, env: r.env, cmd: renew, rule: r.renew})
		guess := row{name: "wrong code, " + r.name, state: r.state, env: r.env, cmd: wrong, rule: model.SigninCode,
			never: the(model.UsabilityDisabled, model.UsabilityExpired, model.UsabilityEarly, model.UsabilityUsed)}
		if r.signin != model.SigninAccepted {
			guess.contributing = order
		}
		rows = append(rows, guess)
	}
	return rows
}

// The deadline to register may lie after the end of the session.
func TestSignInInTheLastTick(t *testing.T) {
	next, out := model.Step(heldOnce, at(clock(overAtOne-1)), model.Command{Op: model.SignIn, Code: codeOf(1)})
	require.Equal(t, model.SigninAccepted, out.Rule)
	require.True(t, next.Used)
	require.Equal(t, overAtOne, out.SessionEnds)
	require.Equal(t, overAtOne.Add(model.RegistrationWindow-model.Tick), out.RegisterBy)

	next, out = model.Step(held, at(), model.Command{Op: model.SignIn, Code: codeOf(1)})
	require.Equal(t, held, next)
	require.Zero(t, out.RegisterBy)
}

// The last possible deadline still has a spelling.
func TestTheLastDeadlineCanBeSpelt(t *testing.T) {
	last := model.LastInstant.Add(-60*model.Minute - model.RegistrationWindow)
	s, out := model.Step(model.State{}, at(clock(last)), create(once(true)))
	require.Equal(t, model.CreateAccepted, out.Rule)
	_, out = model.Step(s, at(clock(s.End()-1)), model.Command{Op: model.SignIn, Code: codeOf(2)})
	require.Equal(t, "9999-12-31T23:59:59.9999998Z", out.RegisterBy.String())
}
