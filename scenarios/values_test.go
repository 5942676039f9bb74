package scenarios_test

import (
	"fmt"
	"maps"
	"reflect"
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// defaults are the properties of a new tenant's policy.
var defaults = map[string]any{
	"state": "disabled", "minimumLifetimeInMinutes": 60, "maximumLifetimeInMinutes": 480, "defaultLifetimeInMinutes": 60,
	"defaultLength": 8, "isUsableOnce": false,
	"includeTargets": []any{map[string]any{"targetType": "group", "id": "all_users"}}, "excludeTargets": []any{},
}

// member are the properties of a user without further words.
var member = map[string]any{"groups": []any{}, "userType": "member", "external": false, "roles": []any{}}

// sent is a fault in reading the body of one op. A body that it does not change keeps
// its spelling.
func sent(name string, op protocol.Op, change func(body map[string]any)) fault {
	return fault{name: name, hears: func(_ *observer, req *protocol.Request) {
		body := object(req.Body)
		if req.Op != op || body == nil {
			return
		}
		before := maps.Clone(body)
		if change(body); !reflect.DeepEqual(before, body) {
			req.Body = encode(body)
		}
	}}
}

// Each property of an update or a create counts, and no other changes.
func TestEveryValueThatIsLostIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	lost := func(op protocol.Op, what string, usual map[string]any) {
		for _, name := range sorted(usual) {
			faults = append(faults, sent(what+" leaves out "+name, op, func(body map[string]any) { delete(body, name) }))
			for _, other := range sorted(usual) {
				if other != name && usual[other] != nil {
					faults = append(faults, sent(what+" of "+name+" resets "+other, op, func(body map[string]any) {
						if body[name] != nil && body[other] == nil {
							body[other] = usual[other]
						}
					}))
				}
			}
		}
	}
	lost(protocol.UpdatePolicy, "an update of the policy", defaults)
	lost(protocol.UpdateUser, "an update of a user", member)
	lost(protocol.Create, "a create", map[string]any{"lifetimeInMinutes": nil, "isUsableOnce": nil, "startDateTime": nil})
	for _, name := range sorted(defaults) {
		faults = append(faults,
			saying("a read of the policy shows the default of "+name, protocol.GetPolicy, func(_ *observer, _ *seenUser, _ *protocol.Request, res *protocol.Response) {
				edit(res, func(policy map[string]any) { policy[name] = defaults[name] })
			}),
			fault{name: "a reset of the policy leaves " + name, hears: func(o *observer, req *protocol.Request) {
				if req.Op == protocol.ResetPolicy {
					before := o.ask(protocol.Request{Op: protocol.GetPolicy, At: req.At})
					o.ask(*req)
					req.Op = protocol.UpdatePolicy
					req.Body = encode(map[string]any{"@odata.type": wire.PolicyType, name: object(before.Body)[name]})
				}
			}})
	}
	requireCaught(t, faults)
}

// starts are those at which the answer to a create changes.
var starts = map[string]func(p seenPolicy, cmd model.Command, now model.Instant) model.Instant{
	"the start now": func(_ seenPolicy, _ model.Command, now model.Instant) model.Instant { return now },
	"the start a minute ago": func(_ seenPolicy, _ model.Command, now model.Instant) model.Instant {
		return now.Add(-model.StartTolerance)
	},
	"the last start": func(p seenPolicy, cmd model.Command, _ model.Instant) model.Instant {
		lifetime := p.Default
		if cmd.Lifetime != nil {
			lifetime = *cmd.Lifetime
		}
		return model.LastInstant.Add(-lifetime.Ticks() - model.RegistrationWindow)
	},
}

// gates are the policies under which no pass is created.
var gates = map[string]func(p seenPolicy) bool{
	"is off":              func(p seenPolicy) bool { return p.State == "disabled" },
	"includes no user":    func(p seenPolicy) bool { return len(p.Include) == 0 },
	"includes some users": func(p seenPolicy) bool { return len(p.Include) > 0 && p.Include[0].ID != "all_users" },
	"excludes some users": func(p seenPolicy) bool { return len(p.Exclude) > 0 },
}

// Each bound of a create, and of an update of the policy, is exact: the value at the
// bound, and those one step beside it, get the right answer.
func TestEveryShiftedBoundIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	turn := func(res *protocol.Response) {
		if res.Accepted() {
			*res = protocol.Response{Status: 400}
		} else {
			*res = protocol.Response{Status: 204}
		}
	}
	create := func(name string, is func(p seenPolicy, cmd model.Command, now model.Instant) bool) {
		faults = append(faults, saying("a create is turned round at "+name, protocol.Create, func(o *observer, _ *seenUser, req *protocol.Request, res *protocol.Response) {
			if cmd, _, refused := wire.ParseCreate(req.Body.Reveal()); refused == model.NoRule && is(o.policy(req.At), cmd, req.At) {
				turn(res)
			}
		}))
	}
	for n := model.Minutes(-1); n <= 1; n++ {
		create(fmt.Sprintf("the minimum lifetime %+d", n), func(p seenPolicy, cmd model.Command, _ model.Instant) bool {
			return cmd.Lifetime != nil && *cmd.Lifetime == p.Minimum+n
		})
		create(fmt.Sprintf("the maximum lifetime %+d", n), func(p seenPolicy, cmd model.Command, _ model.Instant) bool {
			return cmd.Lifetime != nil && *cmd.Lifetime == p.Maximum+n
		})
		ticks := model.Duration(n) * model.Tick
		for _, name := range sorted(starts) {
			create(fmt.Sprintf("%s %+d", name, n), func(p seenPolicy, cmd model.Command, now model.Instant) bool {
				return cmd.Start != nil && *cmd.Start == starts[name](p, cmd, now).Add(ticks)
			})
		}
	}
	for _, over := range []string{noPass, "DisabledByPolicy"} {
		for _, why := range sorted(gates) {
			faults = append(faults, saying("a create is accepted over "+over+" where the policy "+why, protocol.Create, func(o *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
				if u != nil && res.Rule == model.CreateGated && o.reason(u, req.At) == over && gates[why](o.policy(req.At)) {
					turn(res)
				}
			}))
		}
	}
	for _, name := range []string{"minimumLifetimeInMinutes", "maximumLifetimeInMinutes", "defaultLifetimeInMinutes", "defaultLength"} {
		bounds := []float64{9, 10, 43200, 43201}
		if name == "defaultLength" {
			bounds = []float64{7, 8, 48, 49}
		}
		for _, bound := range bounds {
			faults = append(faults, saying(fmt.Sprintf("an update of the policy is turned round at %s %v", name, bound), protocol.UpdatePolicy, func(_ *observer, _ *seenUser, req *protocol.Request, res *protocol.Response) {
				if object(req.Body)[name] == bound {
					turn(res)
				}
			}))
		}
	}
	requireCaught(t, faults)
}
