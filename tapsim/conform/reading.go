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

// A reading says how a subject reads a body for which no source says what the service
// does. Most unspecified rules show in the answer that they decide. These three show in a
// later answer, where the difference looks like a fault against another rule: an update
// without its type that sets defaultLength shows in the next create. So if an answer
// differs, other readings are tried on all requests of the case. If one explains the
// difference, it is a deviation, and the case goes on with that reading. The zero reading
// is that of the reference model.
type reading struct {
	untyped  untypedUpdate
	inPass   misspeltName // in the body of a create
	inPolicy misspeltName // in that of an update of the policy
}

// An untypedUpdate is the effect of an update of the policy that does not name its type.
// Rule policy-type.
type untypedUpdate uint8

const (
	untypedShared  untypedUpdate = iota // what every method has is applied: state and excludeTargets
	untypedWhole                        // all of it is applied
	untypedRefused                      // it is refused
	untypedTypes                        // as untypedShared, where all of it has the right types; else it is refused
	untypedValues                       // as untypedShared, where all of it could be applied; else it is refused
	untypedState                        // only the state is applied
	untypedExclude                      // only excludeTargets are applied
	untypedNothing                      // nothing is applied
	untypedUpdates
)

// A misspeltName is the effect of a property whose name has other capitals and small
// letters.
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

// readingRules are the rules that leave a choice to a reading.
var readingRules = [...]model.Rule{model.PolicyType, model.CreateCase, model.PolicyUnknown}

// concerns reports whether a request is well formed and one of those for which a
// rule leaves the choice open.
func concerns(rule model.Rule, r *protocol.Request) bool {
	switch {
	case rule == model.CreateCase && r.Op == protocol.Create:
		_, contributing, refused := wire.ParseCreate(r.Body.Reveal())
		return refused == model.NoRule && contributing.Has(model.CreateCase)
	case rule == model.PolicyType && r.Op == protocol.UpdatePolicy:
		_, _, contributing, refused := wire.ParsePolicy(r.Body.Reveal())
		return refused == model.NoRule && contributing.Has(model.PolicyType)
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

// An alternative is the reference model with another reading, in one case.
type alternative struct {
	reading
	clock   *tapsim.VirtualClock
	engine  *tapsim.Engine
	aliases aliases // by those of the reference model
	bound   bound
}

// newAlternative begins a case. Its ids and codes are drawn from another seed than the
// reference model's. With the same seed, and after a create that only one of the two
// accepts, the same id would belong to different passes.
func newAlternative(r reading, begin *protocol.Request) *alternative {
	a := &alternative{reading: r, clock: tapsim.NewVirtualClock(begin.At), aliases: newAliases(), bound: newBound()}
	var err error
	a.engine, err = begin.Tenant.Engine(tapsim.Config{Clock: a.clock, Random: rand.NewChaCha8([32]byte{'r', 'e', 'a', 'd', 'i', 'n', 'g'})})
	if err != nil {
		panic("conform: " + err.Error()) // the reference model accepted this tenant
	}
	return a
}

// do answers a request to which the reference model answered want.
func (a *alternative) do(r protocol.Request, want *protocol.Response) protocol.Response {
	r = a.aliases.request(r)
	a.clock.Rewind(r.At)
	res := a.read(r, want)
	if r.Op == protocol.Create && want.Accepted() {
		a.aliases.bind(want.Body.Object(), res.Body.Object())
	}
	return res
}

func (a *alternative) ask(r protocol.Request) protocol.Response { return protocol.Answer(a.engine, r) }

// read answers as the reading says. It refuses a body for its form only if the reference
// model accepts the request: no source says whether a caller without permission is
// refused before or after that.
func (a *alternative) read(r protocol.Request, want *protocol.Response) protocol.Response {
	for _, names := range []struct {
		are      misspeltName
		by, says model.Rule
	}{
		{a.inPass, model.CreateCase, model.CreateUnknown},
		{a.inPolicy, model.PolicyUnknown, model.PolicyUnknown},
	} {
		switch {
		case names.are == misspeltRead || !concerns(names.by, &r):
		case names.are == misspeltIgnored:
			r = butFor(r, misspelt)
		case want.Accepted():
			return refusedBy(names.says)
		}
	}
	if a.untyped == untypedShared || !concerns(model.PolicyType, &r) {
		return a.ask(r)
	}

	typed := butFor(r, anyOf("@odata.type"), write.Member{Name: "@odata.type", Value: wire.JSON(wire.PolicyType)})
	switch a.untyped {
	case untypedWhole:
		return a.ask(typed)
	case untypedRefused:
		if want.Accepted() {
			return refusedBy(model.PolicyType)
		}
	case untypedTypes:
		if _, _, _, refused := wire.ParsePolicy(typed.Body.Reveal()); refused != model.NoRule && want.Accepted() {
			return refusedBy(refused)
		}
	case untypedValues:
		was := a.ask(protocol.Request{Op: protocol.GetPolicy})
		if res := a.ask(typed); !res.Accepted() {
			return res
		}
		a.ask(protocol.Request{Op: protocol.UpdatePolicy, Body: was.Body})
	case untypedState:
		r = butFor(r, anyOf("excludeTargets"))
	case untypedExclude:
		r = butFor(r, anyOf("state"))
	case untypedNothing:
		r = butFor(r, anyOf("state", "excludeTargets"))
	}
	return a.ask(r)
}

// butFor is the request without some members of its body, and with more.
func butFor(r protocol.Request, gone func(write.Member) bool, more ...write.Member) protocol.Request {
	r.Body, r.Raw = protocol.NewJSON(write.Object(append(slices.DeleteFunc(membersOf(&r), gone), more...))), false
	return r
}

// anyOf finds members by their names, in any case of letters.
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
