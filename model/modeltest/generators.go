// Package modeltest has generators for rapid over the edges of a pass and of a policy,
// for property-based tests of model and of other implementations.
package modeltest

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

// Instants draws the instant of a command: now, or an edge of a slot that is still to
// come, or a tick beside such an edge. It is never before now, so it can be the next
// now. It is now every other time, because after the end of every pass little happens.
func Instants(now model.Instant, slots ...model.State) *rapid.Generator[model.Instant] {
	near := model.EdgeInstants(now, slots...)
	return rapid.SampledFrom(append(slices.Repeat([]model.Instant{now}, len(near)), near...))
}

// The ops that Commands draws. Sign-ins are common, because only the second one shows
// what the first one did. Before there is a pass, creates are common.
var (
	askedOfPasses = []model.Op{
		model.Create, model.SignIn, model.List, model.SignIn, model.Refresh, model.SignIn, model.Get, model.Create, model.SignIn, model.Delete,
	}
	askedOfNone = append(slices.Repeat([]model.Op{model.Create}, len(askedOfPasses)), askedOfPasses...)
)

// Commands draws a command on a slot in a tenant. passes are the passes made so far,
// the oldest first. The slot itself will do, empty or not.
//
// A create has an id and a code that none of the passes has. Each of its properties is
// absent or at an edge, or one step beside it: a lifetime at the bounds of the policy
// or of all policies, a start at the bounds of what is accepted now. Any other command
// names the newest pass, an older one, or one that was never made.
func Commands(env model.Env, passes ...model.State) *rapid.Generator[model.Command] {
	passes = slices.DeleteFunc(slices.Clone(passes), func(s model.State) bool { return !s.Exists() })
	slices.Reverse(passes)
	ops := rapid.SampledFrom(askedOfPasses)
	if len(passes) == 0 {
		ops = rapid.SampledFrom(askedOfNone)
	}
	number := 0
	id, code := issue(number)
	for slices.ContainsFunc(passes, func(s model.State) bool { return s.ID == id || s.Code == code }) {
		number++
		id, code = issue(number)
	}
	named := append(passes, model.State{ID: neverID, Code: neverCode})
	named = append(slices.Repeat(named[:1], 3), named...)
	lifetimes := rapid.Ptr(rapid.SampledFrom(model.EdgeLifetimes(env.Policy)), true)

	return rapid.Custom(func(t *rapid.T) model.Command {
		cmd := model.Command{Op: ops.Draw(t, "op")}
		if cmd.Op != model.Create {
			pass := rapid.SampledFrom(named).Draw(t, "pass")
			cmd.ID, cmd.Code = pass.ID, pass.Code
			return cmd
		}
		cmd.ID, cmd.Code = id, code
		cmd.Once = rapid.Ptr(rapid.Bool(), true).Draw(t, "once")
		cmd.Lifetime = lifetimes.Draw(t, "lifetime")
		lifetime := env.Policy.Default
		if cmd.Lifetime != nil {
			lifetime = max(*cmd.Lifetime, model.LeastLifetime)
		}
		cmd.Start = rapid.Ptr(rapid.SampledFrom(model.EdgeStarts(env.Now, lifetime)), true).Draw(t, "start")
		return cmd
	})
}

// The id and the code of a pass that was never made.
var (
	neverID   = model.ID{0x5f, 0x0c, 0x4a, 0x9e}
	neverCode = model.NewCode("never-issued")
)

// issue makes the id and the code of the pass of that number.
func issue(number int) (model.ID, model.Code) {
	id := model.ID{0xc4, byte(number >> 8), byte(number), 1, byte(number >> 16)}
	return id, model.NewCode("code-" + id.String())
}
