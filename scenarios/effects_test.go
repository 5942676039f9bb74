package scenarios_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// causes are the accepted commands, some of them with what they change, and the
// refused commands, each named as an event.
var causes = []string{
	"create", "delete", "signIn", "refresh", "list", "get", "getPolicy", "updatePolicy", "resetPolicy", "updateUser",
	"updatePolicy of state", "updatePolicy of minimumLifetimeInMinutes", "updatePolicy of maximumLifetimeInMinutes",
	"updatePolicy of defaultLifetimeInMinutes", "updatePolicy of defaultLength", "updatePolicy of isUsableOnce",
	"updatePolicy of includeTargets", "updatePolicy of excludeTargets",
	"updateUser of groups", "updateUser of userType", "updateUser of external", "updateUser of roles",
	"refused create", "refused get", "refused delete", "refused list", "refused refresh",
	"refused getPolicy", "refused updatePolicy", "refused resetPolicy",
	"signIn refused: WrongCode", "signIn refused: NotYetValid", "signIn refused: DisabledByPolicy", "signIn refused: OneTimeUsed", "signIn refused: Expired",
}

// An effect is one that no command has. It happens once, to the user of the command,
// or to every user if there is none; or it changes what is shown of the user's pass
// from then on.
type effect struct {
	name string
	does func(o *observer, u *seenUser, at model.Instant)
	says func(p *seenPass, req *protocol.Request, res *protocol.Response)
}

// effects are all effects; a cause may have some of them: see has.
func effects() []effect {
	all := []effect{
		{name: "deletes the pass", does: (*observer).drop},
		{name: "deletes the passes of others", does: toOthers((*observer).drop)},
		{name: "spends the pass", does: (*observer).spend},
		{name: "spends the passes of others", does: toOthers((*observer).spend)},
		{name: "takes the user out of all groups", does: (*observer).leaveGroups},
		{name: "takes others out of all groups", does: toOthers((*observer).leaveGroups)},
		{name: "makes the right code wrong", says: func(p *seenPass, req *protocol.Request, res *protocol.Response) {
			if req.Op == protocol.SignIn && req.Code == p.code {
				*res = refusing("WrongCode")
			}
		}},
		{name: "ends the session", says: func(_ *seenPass, req *protocol.Request, res *protocol.Response) {
			if req.Op == protocol.Refresh && res.Accepted() {
				*res = refusing(noPass)
			}
		}},
	}
	for _, op := range []protocol.Op{protocol.SignIn, protocol.Refresh} {
		all = append(all, effect{name: "moves the end of a session that a " + string(op) + " names", says: func(p *seenPass, req *protocol.Request, res *protocol.Response) {
			if req.Op == op && res.Accepted() {
				res.SessionEnds = p.end.Add(model.Tick).String()
			}
		}})
	}
	for _, op := range []protocol.Op{protocol.List, protocol.Get} {
		for _, property := range sorted(untruths) {
			all = append(all, effect{name: "changes " + property + " in a " + string(op), says: func(p *seenPass, req *protocol.Request, res *protocol.Response) {
				if req.Op == op {
					edit(res, func(pass map[string]any) { pass[property] = untruths[property](p, pass[property]) })
				}
			}})
		}
	}
	for _, change := range []string{
		`"state":"disabled"`, `"minimumLifetimeInMinutes":59`, `"maximumLifetimeInMinutes":481`, `"defaultLifetimeInMinutes":77`,
		`"defaultLength":9`, `"isUsableOnce":true`, `"includeTargets":[]`, `"excludeTargets":[{"targetType":"group","id":"all_users"}]`,
	} {
		property := strings.Split(change, `"`)[1]
		all = append(all, effect{name: "changes " + property + " of the policy", does: func(o *observer, _ *seenUser, at model.Instant) { o.setPolicy(at, change) }})
	}
	return all
}

func (o *observer) drop(u *seenUser, at model.Instant) {
	if p := u.pass(); p != nil {
		o.ask(protocol.Request{Op: protocol.Delete, At: at, User: u.UPN(), ID: p.id})
	}
}

// spend signs in with a one-time pass, in any state.
func (o *observer) spend(u *seenUser, at model.Instant) {
	if p := u.pass(); p != nil && p.once {
		policy := o.ask(protocol.Request{Op: protocol.GetPolicy, At: at})
		o.setPolicy(at, `"state":"enabled","includeTargets":[{"targetType":"group","id":"all_users"}],"excludeTargets":[]`)
		o.ask(protocol.Request{Op: protocol.SignIn, At: p.start, User: u.UPN(), Code: p.code})
		o.ask(protocol.Request{Op: protocol.UpdatePolicy, At: at, Body: policy.Body})
	}
}

func (o *observer) leaveGroups(u *seenUser, at model.Instant) {
	o.ask(protocol.Request{Op: protocol.UpdateUser, At: at, User: u.UPN(), Body: protocol.NewJSON(`{"groups":[]}`)})
}

func toOthers(does func(o *observer, u *seenUser, at model.Instant)) func(o *observer, u *seenUser, at model.Instant) {
	return func(o *observer, u *seenUser, at model.Instant) {
		for _, other := range o.users {
			if other != u {
				does(o, other, at)
			}
		}
	}
}

// untruths are wrong values of a property. There is none for the id, because a
// scenario has no word for it.
var untruths = map[string]func(p *seenPass, was any) any{
	"temporaryAccessPass":   func(p *seenPass, _ any) any { return p.code.Reveal() },
	"createdDateTime":       func(_ *seenPass, was any) any { return tickLater(was) },
	"startDateTime":         func(_ *seenPass, was any) any { return tickLater(was) },
	"lifetimeInMinutes":     func(_ *seenPass, was any) any { return was.(float64) + 1 },
	"isUsableOnce":          func(_ *seenPass, was any) any { return was != true },
	"isUsable":              func(_ *seenPass, was any) any { return was != true },
	"methodUsabilityReason": func(_ *seenPass, was any) any { return otherReason(was) },
}

func tickLater(was any) string {
	at, _, _ := wire.ParseInstant(was.(string))
	return at.Add(model.Tick).String()
}

func otherReason(was any) string {
	if was == "EnabledByPolicy" {
		return "DisabledByPolicy"
	}
	return "EnabledByPolicy"
}

// refusing is the answer of a refused sign-in, or of a refused refresh.
func refusing(reason string) protocol.Response {
	return protocol.Response{Result: "refused", Reason: reason}
}

// has reports whether a cause has this effect, or one that no answer can show: a
// deleted pass is not shown, and a spent one cannot be spent again.
func has(cause string, e effect) bool {
	switch cause {
	case "delete":
		return e.says != nil || e.name == "deletes the pass" || e.name == "spends the pass"
	case "resetPolicy":
		return e.name == "changes state of the policy"
	case "signIn", "refresh":
		return e.name == "spends the pass"
	case "signIn refused: OneTimeUsed":
		return e.name == "spends the pass" || e.name == "moves the end of a session that a signIn names"
	}
	return false
}

// Any request, accepted or refused, changes what it must change, and nothing else.
func TestEveryEffectThatNoCommandHasIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	for _, cause := range causes {
		for _, e := range effects() {
			if has(cause, e) {
				continue
			}
			faults = append(faults, fault{name: cause + " " + e.name, says: func(o *observer, req *protocol.Request, res *protocol.Response) {
				u := o.user(req)
				switch {
				case e.says != nil:
					if u != nil && u.pass() != nil && u.pass().did[cause] > 0 {
						e.says(u.pass(), req, res)
					}
				case slices.Contains(events(req, res), cause):
					for _, of := range o.users {
						if of == u || ofPolicy(req.Op) {
							e.does(o, of, req.At)
						}
					}
				}
			}})
		}
	}
	requireCaught(t, faults)
}
