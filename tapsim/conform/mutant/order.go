package mutant

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// The reasons that can hold of a pass at once.
type reasons struct{ expired, early, used bool }

// disabledAfter makes a mutant that names those reasons before that of the
// policy. A session can be renewed with a spent pass, so being spent counts
// nothing for a refresh.
func disabledAfter(holds func(reasons) bool) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		if p, ok := l.pass(r); judges(r.Op) && ok && p.Reason == "DisabledByPolicy" {
			used := r.Op != protocol.Refresh && l.used(r, p)
			if holds(reasons{expired: r.At >= p.end(), early: r.At < p.start(), used: used}) {
				return l.under(open, r)
			}
		}
		return l.ask(r)
	}
}

// usedBefore makes a mutant that names the use of a pass before a reason of
// time.
func usedBefore(reason string) wrong {
	return before(func(l *liar, r *protocol.Request) {
		if p, ok := l.pass(*r); judges(r.Op) && r.Op != protocol.Refresh && ok && p.Reason == reason && l.used(*r, p) {
			r.At = p.start()
		}
	})
}

// orderMutants swap each pair of reasons that can hold at once.
var orderMutants = []Mutant{
	{Name: "expired-before-disabled", What: "Expired is named before DisabledByPolicy", Rule: model.UsabilityOrder, Free: true,
		wrong: disabledAfter(func(r reasons) bool { return r.expired })},
	{Name: "early-before-disabled", What: "NotYetValid is named before DisabledByPolicy", Rule: model.UsabilityOrder, Free: true,
		wrong: disabledAfter(func(r reasons) bool { return r.early })},
	{Name: "used-before-disabled", What: "OneTimeUsed is named before DisabledByPolicy", Rule: model.UsabilityOrder, Free: true,
		wrong: disabledAfter(func(r reasons) bool { return r.used && !r.expired && !r.early })},
	{Name: "used-before-expired", What: "OneTimeUsed is named before Expired", Rule: model.UsabilityOrder, Free: true,
		wrong: usedBefore("Expired")},
	{Name: "used-before-early", What: "OneTimeUsed is named before NotYetValid", Rule: model.UsabilityOrder, Free: true,
		wrong: usedBefore("NotYetValid")},
	{Name: "code-checked-last", What: "a wrong code is told the state of the pass", Rule: model.SigninOrder, Free: true,
		wrong: before(func(l *liar, r *protocol.Request) {
			if p, ok := l.pass(*r); r.Op == protocol.SignIn && ok && !p.Usable {
				r.Code = l.codes[p.ID]
			}
		})},
}
