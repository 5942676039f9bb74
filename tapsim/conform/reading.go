package conform

import (
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// A reading says what a subject makes of bodies where no source says what the
// service does. Most unspecified rules show in the answer that they decide. These
// show in one that comes later, and would then look like a fault against another
// rule. So where an answer differs, the readings are tried on all that was asked
// before: one that explains it makes it a deviation, and the case goes on in it.
// The zero reading is that of the reference model.
type reading struct {
	untyped  untypedUpdate
	inPass   misspeltName // in the body of a create
	inPolicy misspeltName // in that of an update of the policy
}

// An untypedUpdate is what becomes of an update of the policy that does not name
// its type. Rule policy-type.
type untypedUpdate uint8

const (
	untypedShared  untypedUpdate = iota // what every method has is applied: state and excludeTargets
	untypedWhole                        // all of it is applied
	untypedRefused                      // it is refused
	untypedTypes                        // as untypedShared, where all of it has the right types; else it is refused
	untypedValues                       // as untypedShared, where all of it could be applied; else it is refused
	untypedState                        // the state alone is applied
	untypedExclude                      // excludeTargets alone are
	untypedNothing                      // nothing is
	untypedUpdates
)

// A misspeltName is what becomes of a property whose name is spelt in other letters.
// Rules create-case, policy-unknown.
type misspeltName uint8

const (
	misspeltRead    misspeltName = iota // it is set
	misspeltIgnored                     // it is ignored
	misspeltRefused                     // the body is refused
	misspeltNames
)

// others yields the readings that differ from r in one choice, with the rule that
// leaves the choice open.
func (r reading) others() iter.Seq2[reading, model.Rule] {
	return func(yield func(reading, model.Rule) bool) {
		for u := range untypedUpdates {
			if other := (reading{u, r.inPass, r.inPolicy}); other != r && !yield(other, model.PolicyType) {
				return
			}
		}
		for m := range misspeltNames {
			if other := (reading{r.untyped, m, r.inPolicy}); other != r && !yield(other, model.CreateCase) {
				return
			}
		}
		for m := range misspeltNames {
			if other := (reading{r.untyped, r.inPass, m}); other != r && !yield(other, model.PolicyUnknown) {
				return
			}
		}
	}
}

// openRules are those that leave a choice to a reading.
var openRules = [...]model.Rule{model.PolicyType, model.CreateCase, model.PolicyUnknown}

// concerns reports whether a request is well formed and one of those for which a
// rule leaves the choice open.
func concerns(rule model.Rule, r *protocol.Request) bool {
	switch {
	case rule == model.CreateCase && r.Op == protocol.Create:
		_, also, refused := wire.ParseCreate(r.Body.Reveal())
		return refused == model.NoRule && also.Has(model.CreateCase)
	case rule == model.PolicyType && r.Op == protocol.UpdatePolicy:
		_, _, also, refused := wire.ParsePolicy(r.Body.Reveal())
		return refused == model.NoRule && also.Has(model.PolicyType)
	case rule == model.PolicyUnknown && r.Op == protocol.UpdatePolicy:
		_, _, _, refused := wire.ParsePolicy(r.Body.Reveal())
		return refused == model.NoRule && slices.ContainsFunc(membersOf(r), misspelt)
	}
	return false
}

func membersOf(r *protocol.Request) []write.Member {
	members, _ := write.Members(r.Body.Reveal())
	return members
}

// settable are the properties that a body sets, of a pass or of the policy.
var settable = wire.Names(wire.Settable(slices.Concat(wire.PassProperties(), wire.PolicyProperties())))

func misspelt(m write.Member) bool {
	return !slices.Contains(settable, m.Name) && slices.ContainsFunc(settable, func(name string) bool { return strings.EqualFold(name, m.Name) })
}

// A world is the reference model as it is by a reading, in one case.
type world struct {
	reading
	clock  *tapsim.VirtualClock
	engine *tapsim.Engine
	own    aliases // by those of the reference model
	bound  bound
}

// newWorld begins a case. Its ids and codes are drawn from another seed than the
// reference model's: where one creates a pass that the other refuses, the next id
// of the one would be that of another pass of the other.
func newWorld(r reading, begin *protocol.Request) *world {
	w := &world{reading: r, clock: tapsim.NewVirtualClock(begin.At), own: newAliases(), bound: newBound()}
	var err error
	w.engine, err = begin.Tenant.Engine(tapsim.Config{Clock: w.clock, Random: rand.NewChaCha8([32]byte{'w', 'o', 'r', 'l', 'd'})})
	if err != nil {
		panic("conform: " + err.Error()) // the reference model took it
	}
	return w
}

// do answers what the reference model answered with want.
func (w *world) do(r protocol.Request, want *protocol.Response) protocol.Response {
	r = w.own.request(r)
	w.clock.Rewind(r.At)
	res := w.read(r, want)
	if r.Op == protocol.Create && want.Accepted() {
		w.own.bind(want.Body.Object(), res.Body.Object())
	}
	return res
}

func (w *world) ask(r protocol.Request) protocol.Response { return protocol.Answer(w.engine, r) }

// read asks in the way of the reading. What it refuses for the form of the body it
// refuses where the reference model accepts: whether a caller who may not ask is
// refused before or after that is the subject's own business.
func (w *world) read(r protocol.Request, want *protocol.Response) protocol.Response {
	for _, names := range []struct {
		are      misspeltName
		by, says model.Rule
	}{
		{w.inPass, model.CreateCase, model.CreateUnknown},
		{w.inPolicy, model.PolicyUnknown, model.PolicyUnknown},
	} {
		switch {
		case names.are == misspeltRead || !concerns(names.by, &r):
		case names.are == misspeltIgnored:
			r = butFor(r, misspelt)
		case want.Accepted():
			return refusedBy(names.says)
		}
	}
	if w.untyped == untypedShared || !concerns(model.PolicyType, &r) {
		return w.ask(r)
	}

	typed := butFor(r, anyOf("@odata.type"), write.Member{Name: "@odata.type", Value: wire.JSON(wire.PolicyType)})
	switch w.untyped {
	case untypedWhole:
		return w.ask(typed)
	case untypedRefused:
		if want.Accepted() {
			return refusedBy(model.PolicyType)
		}
	case untypedTypes:
		if _, _, _, refused := wire.ParsePolicy(typed.Body.Reveal()); refused != model.NoRule && want.Accepted() {
			return refusedBy(refused)
		}
	case untypedValues:
		was := w.ask(protocol.Request{Op: protocol.GetPolicy})
		if res := w.ask(typed); !res.Accepted() {
			return res
		}
		w.ask(protocol.Request{Op: protocol.UpdatePolicy, Body: was.Body})
	case untypedState:
		r = butFor(r, anyOf("excludeTargets"))
	case untypedExclude:
		r = butFor(r, anyOf("state"))
	case untypedNothing:
		r = butFor(r, anyOf("state", "excludeTargets"))
	}
	return w.ask(r)
}

// butFor is the request without some members of its body, and with others.
func butFor(r protocol.Request, gone func(write.Member) bool, more ...write.Member) protocol.Request {
	r.Body, r.Raw = protocol.NewJSON(write.Object(append(slices.DeleteFunc(membersOf(&r), gone), more...))), false
	return r
}

// anyOf finds members by their names, in any letters.
func anyOf(names ...string) func(write.Member) bool {
	return func(m write.Member) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, m.Name) })
	}
}

// refusedBy is the answer to a call of Graph that is refused by a rule.
func refusedBy(rule model.Rule) protocol.Response {
	said := rule.Answer()
	return protocol.Response{Status: said.Status, Error: protocol.Error{Code: said.Code, Message: said.Message}, Rule: rule}
}
