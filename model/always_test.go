package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

// What must always hold, a test for each numbered line. The histories are drawn
// over the edges of time, as for the suites.

func atMostOnePassPerUser(t *rapid.T, step stepFunc) {
	var made []model.ID
	history(t, step, func(h happening) {
		if h.out.Rule == model.CreateAccepted {
			made = append(made, h.cmd.ID)
		}
		found := 0
		for _, id := range made {
			if asOperator(step, h, model.Command{Op: model.Get, ID: id}).Accepted() {
				found++
			}
		}
		require.LessOrEqual(t, found, 1)
		require.Equal(t, h.after.Exists(), found == 1)
		shown := asOperator(step, h, model.Command{Op: model.List}).View
		require.Equal(t, h.after.Exists(), shown != model.View{})
	})
}

func TestAlways01AtMostOnePassPerUser(t *testing.T) { invariant(atMostOnePassPerUser).check(t) }

var usableExactlyWhenEnabledByPolicy = always(func(t *rapid.T, step stepFunc, h happening) {
	v, ok := h.after.View(h.env)
	if ok {
		require.Equal(t, v.Reason == model.EnabledByPolicy, v.Usable())
		require.Equal(t, v.Usable(), asOperator(step, h, model.Command{Op: model.SignIn, Code: h.after.Code}).Accepted())
	}
})

func TestAlways02UsableExactlyWhenEnabledByPolicy(t *testing.T) {
	usableExactlyWhenEnabledByPolicy.check(t)
}

var refusalsAndReadsChangeNothing = always(func(t *rapid.T, step stepFunc, h happening) {
	reads := h.cmd.Op == model.List || h.cmd.Op == model.Get || h.cmd.Op == model.Refresh
	if reads || !h.out.Accepted() {
		require.Equal(t, h.before, h.after)
	}
})

func TestAlways03RefusalsAndReadsChangeNothing(t *testing.T) { refusalsAndReadsChangeNothing.check(t) }

func aOneTimePassIsAcceptedAtMostOnce(t *rapid.T, step stepFunc) {
	accepted := map[model.ID]int{}
	history(t, step, func(h happening) {
		if h.out.Rule == model.SigninAccepted && h.before.Once {
			accepted[h.before.ID]++
			require.Equal(t, 1, accepted[h.before.ID])
		}
	})
}

func TestAlways04AOneTimePassIsAcceptedAtMostOnce(t *testing.T) {
	invariant(aOneTimePassIsAcceptedAtMostOnce).check(t)
}

func theCodeLeavesOnce(t *rapid.T, step stepFunc) {
	left := map[model.Code]bool{}
	history(t, step, func(h happening) {
		if h.out.Rule != model.CreateAccepted {
			require.Zero(t, h.out.Code)
			return
		}
		require.Equal(t, h.cmd.Code, h.out.Code)
		require.False(t, left[h.out.Code])
		left[h.out.Code] = true
	})
}

func TestAlways05TheCodeLeavesOnce(t *testing.T) { invariant(theCodeLeavesOnce).check(t) }

func anOldCodeOrIDIsNeverAccepted(t *rapid.T, step stepFunc) {
	var made []model.Command
	history(t, step, func(h happening) {
		if h.out.Rule == model.CreateAccepted {
			made = append(made, h.cmd)
		}
		for _, old := range made {
			if old.ID == h.after.ID {
				continue
			}
			for _, cmd := range []model.Command{
				{Op: model.SignIn, Code: old.Code}, {Op: model.Refresh, ID: old.ID},
				{Op: model.Get, ID: old.ID}, {Op: model.Delete, ID: old.ID},
			} {
				require.False(t, asOperator(step, h, cmd).Accepted())
			}
		}
	})
}

func TestAlways06AnOldCodeOrIDIsNeverAccepted(t *testing.T) {
	invariant(anOldCodeOrIDIsNeverAccepted).check(t)
}

var aSignInIsAcceptedExactlyWhen = always(func(t *rapid.T, step stepFunc, h happening) {
	if h.cmd.Op != model.SignIn {
		return
	}
	s, p := h.before, h.env.Policy
	should := s.Exists() && !h.env.User.Unknown &&
		s.Code == h.cmd.Code &&
		s.Start <= h.env.Now && h.env.Now < s.Start.Add(s.Lifetime.Ticks()) &&
		p.Enabled && covered(&p, &h.env.User) && (s.Once || !p.OnceOnly) &&
		!s.Used
	require.Equal(t, should, h.out.Accepted())
	require.Equal(t, should && s.Once || s.Used, h.after.Used)
})

func TestAlways07ASignInIsAcceptedExactlyWhen(t *testing.T) { aSignInIsAcceptedExactlyWhen.check(t) }

var aSessionEndsWithItsPass = always(func(t *rapid.T, step stepFunc, h happening) {
	if h.out.Rule == model.SigninAccepted || h.out.Rule == model.RefreshAccepted {
		require.Equal(t, h.before.End(), h.out.SessionEnds)
		require.Greater(t, h.out.SessionEnds, h.env.Now)
	} else {
		require.Zero(t, h.out.SessionEnds)
	}
})

func TestAlways08ASessionEndsWithItsPass(t *testing.T) { aSessionEndsWithItsPass.check(t) }

var timeMovesAPassForwardOnly = always(func(t *rapid.T, step stepFunc, h happening) {
	rank := map[model.Reason]int{model.NotYetValid: 1, model.EnabledByPolicy: 2, model.OneTimeUsed: 2, model.Expired: 3}
	env := h.env
	env.Actor, env.Me, env.User.Unknown = model.Actor{}, false, false
	list := func() model.View {
		_, out := step(h.after, env, model.Command{Op: model.List})
		return out.View
	}
	if !h.after.Exists() {
		return
	}
	last := list()
	for _, env.Now = range model.EdgeInstants(env.Now, h.after) {
		v := list()
		require.Equal(t, last.Reason == model.DisabledByPolicy, v.Reason == model.DisabledByPolicy)
		require.GreaterOrEqual(t, rank[v.Reason], rank[last.Reason])
		if rank[v.Reason] == rank[last.Reason] {
			require.Equal(t, last.Reason, v.Reason, "neither is a spent pass renewed by time, nor is one spent")
		}
		last = v
	}
})

func TestAlways09TimeMovesAPassForwardOnly(t *testing.T) { timeMovesAPassForwardOnly.check(t) }

var disableThenEnableIsNothing = always(func(t *rapid.T, step stepFunc, h happening) {
	env := h.env
	env.Actor, env.Me, env.User.Unknown = model.Actor{}, false, false
	slot, before := step(h.after, env, model.Command{Op: model.List})
	after := before
	for _, enabled := range []bool{!env.Policy.Enabled, env.Policy.Enabled} {
		env.Policy, _ = model.StepPolicy(env.Policy, env, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &enabled})
		slot, after = step(slot, env, model.Command{Op: model.List})
	}
	require.Equal(t, before.View, after.View)
	require.Equal(t, h.env.Policy, env.Policy)
})

func TestAlways10DisableThenEnableIsNothing(t *testing.T) { disableThenEnableIsNothing.check(t) }

// Whatever the policy becomes, a read leaves the slot equal and shows the same
// facts; the reason alone may differ.
var aPolicyChangeNeverChangesAStoredFact = always(func(t *rapid.T, step stepFunc, h happening) {
	env := h.env
	env.Actor, env.Me, env.User.Unknown = model.Actor{}, false, false
	before, _ := h.after.View(env)
	for _, m := range amendments {
		changed := env
		changed.Policy, _ = model.StepPolicy(env.Policy, env, *m.policy)
		next, out := step(h.after, changed, model.Command{Op: model.List})
		require.Equal(t, h.after, next)
		out.View.Reason = before.Reason
		require.Equal(t, before, out.View)
	}
})

func TestAlways11APolicyChangeNeverChangesAStoredFact(t *testing.T) {
	aPolicyChangeNeverChangesAStoredFact.check(t)
}

// Two users' histories, interleaved, answer each as it would alone.
func usersAreIndependent(t *rapid.T, step stepFunc) {
	var told [2][]happening
	for i := range told {
		history(t, step, func(h happening) { told[i] = append(told[i], h) })
	}
	var slots [2]model.State
	var next [2]int
	for next[0] < len(told[0]) || next[1] < len(told[1]) {
		i := rapid.IntRange(0, 1).Draw(t, "user")
		if next[i] == len(told[i]) {
			i = 1 - i
		}
		h := told[i][next[i]]
		next[i]++
		other := slots[1-i]
		var out model.Outcome
		slots[i], out = step(slots[i], h.env, h.cmd)
		require.Equal(t, h.after, slots[i])
		require.Equal(t, h.out, out)
		require.Equal(t, other, slots[1-i])
	}
}

func TestAlways12UsersAreIndependent(t *testing.T) { invariant(usersAreIndependent).check(t) }

func theSameStoryTwiceIsTheSame(t *rapid.T, step stepFunc) {
	var told []happening
	history(t, step, func(h happening) { told = append(told, h) })
	var s model.State
	for _, h := range told {
		var out model.Outcome
		s, out = step(s, h.env, h.cmd)
		require.Equal(t, h.after, s)
		require.Equal(t, telling(h.out), telling(out))
		require.Equal(t, h.out, out)
	}
}

func TestAlways13TheSameStoryTwiceIsTheSame(t *testing.T) {
	invariant(theSameStoryTwiceIsTheSame).check(t)
}

var lifetimesLieInTheRangeOfTheirTime = always(func(t *rapid.T, step stepFunc, h happening) {
	if h.out.Rule == model.CreateAccepted {
		m := h.out.View.Lifetime
		require.True(t, 10 <= m && m <= 43200)
		require.True(t, h.env.Policy.Minimum <= m && m <= h.env.Policy.Maximum)
	}
})

func TestAlways14LifetimesLieInTheRangeOfTheirTime(t *testing.T) {
	lifetimesLieInTheRangeOfTheirTime.check(t)
}
