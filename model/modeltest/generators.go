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

// PolicyCommands draws what is asked of a policy: to read it, to reset it, or to
// update one property, or two: to a value at an edge of its range or of the policy's
// other values, or one step to either side. targets are those that a list can have
// besides everybody.
func PolicyCommands(p model.Policy, targets ...model.Target) *rapid.Generator[model.PolicyCommand] {
	minutes := rapid.SampledFrom(model.EdgeLifetimes(p))
	lengths := rapid.SampledFrom([]int32{
		model.LeastLength - 1, model.LeastLength, model.LeastLength + 1, model.GreatestLength - 1, model.GreatestLength, model.GreatestLength + 1,
	})
	lists := rapid.SliceOfN(rapid.SampledFrom(append([]model.Target{{Type: model.GroupTarget, All: true}}, targets...)), 0, 2)
	return rapid.Custom(func(t *rapid.T) model.PolicyCommand {
		cmd := model.PolicyCommand{Op: rapid.SampledFrom(askedOfPolicy).Draw(t, "op")}
		if cmd.Op != model.UpdatePolicy {
			return cmd
		}
		for range rapid.IntRange(1, 2).Draw(t, "properties") {
			switch rapid.IntRange(0, 8).Draw(t, "property") {
			case 0, 1:
				cmd.Enabled = new(rapid.Bool().Draw(t, "state"))
			case 2:
				cmd.OnceOnly = new(rapid.Bool().Draw(t, "isUsableOnce"))
			case 3:
				cmd.Minimum = new(minutes.Draw(t, "minimum"))
			case 4:
				cmd.Maximum = new(minutes.Draw(t, "maximum"))
			case 5:
				cmd.Default = new(minutes.Draw(t, "default"))
			case 6:
				cmd.Length = new(lengths.Draw(t, "length"))
			case 7:
				cmd.Include = new(lists.Draw(t, "include"))
			default:
				cmd.Exclude = new(lists.Draw(t, "exclude"))
			}
		}
		return cmd
	})
}

// What PolicyCommands asks.
var askedOfPolicy = append(slices.Repeat([]model.PolicyOp{model.UpdatePolicy}, 6), model.ReadPolicy, model.ResetPolicy)
