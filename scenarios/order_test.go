package scenarios_test

import (
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A state is one thing that can be wrong with a pass, and the reason for it. The order
// is that of the reasons; the three causes of DisabledByPolicy are separate.
type state struct {
	name, reason string
	holds        func(p *seenPass, policy seenPolicy, at model.Instant) bool
}

var states = []state{
	{"off", "DisabledByPolicy", func(_ *seenPass, policy seenPolicy, _ model.Instant) bool { return policy.State == "disabled" }},
	{"out of scope", "DisabledByPolicy", func(p *seenPass, policy seenPolicy, _ model.Instant) bool {
		return policy.State == "enabled" && !(policy.OnceOnly && !p.once) // and yet DisabledByPolicy
	}},
	{"of the wrong kind", "DisabledByPolicy", func(p *seenPass, policy seenPolicy, _ model.Instant) bool { return policy.OnceOnly && !p.once }},
	{"over", "Expired", func(p *seenPass, _ seenPolicy, at model.Instant) bool { return at >= p.end }},
	{"early", "NotYetValid", func(p *seenPass, _ seenPolicy, at model.Instant) bool { return at < p.start }},
	{"spent", "OneTimeUsed", func(p *seenPass, _ seenPolicy, _ model.Instant) bool { return p.once && p.did["signIn"] > 0 }},
}

// If two reasons apply, the first is shown by every request.
func TestEveryOtherOrderOfReasonsIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	for i, first := range states {
		for _, second := range states[i+1:] {
			switch {
			case first.reason == second.reason,
				first.name == "over" && second.name == "early",              // never at once
				first.name == "of the wrong kind" && second.name == "spent": // a spent pass is of the right one
				continue
			}
			for _, op := range []protocol.Op{protocol.List, protocol.Get, protocol.SignIn, protocol.Refresh} {
				if op == protocol.Refresh && second.name == "spent" {
					continue // a refresh ignores that a pass is spent
				}
				faults = append(faults, saying(string(op)+" of a pass that is "+first.name+" and "+second.name+" shows the second", op, func(o *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
					if u == nil || u.pass() == nil {
						return
					}
					if p, policy := u.pass(), o.policy(req.At); !first.holds(p, policy, req.At) || !second.holds(p, policy, req.At) {
						return
					}
					if res.Reason == first.reason {
						*res = refusing(second.reason)
					}
					edit(res, func(pass map[string]any) {
						if pass["methodUsabilityReason"] == first.reason {
							pass["methodUsabilityReason"] = second.reason
						}
					})
				}))
			}
		}
	}
	requireCaught(t, faults)
}

// A check is a check of a create, in the order of the checks.
type check struct {
	rule  model.Rule
	fails func(u *seenUser, policy seenPolicy, cmd model.Command, now model.Instant) bool
}

var checks = []check{
	{model.CreateGuest, nil}, // the first, so it hides no other check
	{model.CreateGated, func(_ *seenUser, policy seenPolicy, _ model.Command, _ model.Instant) bool {
		return policy.State == "disabled"
	}},
	{model.CreateLifetimeRange, func(_ *seenUser, policy seenPolicy, cmd model.Command, _ model.Instant) bool {
		return cmd.Lifetime != nil && (*cmd.Lifetime < policy.Minimum || *cmd.Lifetime > policy.Maximum)
	}},
	{model.CreateOnceRequired, func(_ *seenUser, policy seenPolicy, cmd model.Command, _ model.Instant) bool {
		return policy.OnceOnly && cmd.Once != nil && !*cmd.Once
	}},
	{model.CreateStartPast, func(_ *seenUser, _ seenPolicy, cmd model.Command, now model.Instant) bool {
		return cmd.Start != nil && *cmd.Start < now.Add(-model.StartTolerance)
	}},
	{model.CreateStartFar, func(_ *seenUser, policy seenPolicy, cmd model.Command, now model.Instant) bool {
		start, lifetime := now, policy.Default
		if cmd.Start != nil {
			start = *cmd.Start
		}
		if cmd.Lifetime != nil {
			lifetime = *cmd.Lifetime
		}
		return start > model.LastInstant.Add(-lifetime.Ticks()-model.RegistrationWindow)
	}},
}

// If two checks of a create fail, the first one decides.
func TestEveryOtherOrderOfChecksIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	for i, first := range checks {
		for _, second := range checks[i+1:] {
			faults = append(faults, saying(second.rule.String()+" is said before "+first.rule.String(), protocol.Create, func(o *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
				cmd, _, _ := wire.ParseCreate(req.Body.Reveal())
				if res.Rule == first.rule && second.fails(u, o.policy(req.At), cmd, req.At) {
					said := second.rule.Answer()
					*res = protocol.Response{Status: said.Status, Error: protocol.Error{Code: said.Code, Message: said.Message}}
				}
			}))
		}
	}
	requireCaught(t, faults)
}
