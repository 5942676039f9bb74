package model_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// noon is when the scenarios of the tests begin. It has seven digits of fraction,
// so that nothing can round it unnoticed.
const noon model.Instant = 638_950_000_000_000_007

var (
	ada   = model.ID{0xad, 0xa0}
	admin = model.ID{0xad, 0x01}
	group = model.ID{0x96}
)

// open is the policy of a tenant that has only switched passes on.
func open(e model.Edition) model.Policy {
	p := model.DefaultPolicy(e)
	p.Enabled = true
	return p
}

// quiet is a world in which an operator asks at noon.
func quiet() model.Env {
	return model.Env{Now: noon, Policy: open(model.Current), User: model.User{ID: ada, Groups: []model.ID{{0x95}, group}}}
}

// The nth create of a scenario makes the pass idOf(n), with the code codeOf(n).
func idOf(n int) model.ID { return model.ID{0x1d, 15: byte(n)} }

func codeOf(n int) model.Code { return codes[n%len(codes)] }

var codes = func() (all [64]model.Code) {
	for n := range all {
		all[n] = model.NewCode(fmt.Sprintf("pass+%02d", n))
	}
	return all
}()

// A move is one thing that happens in a scenario: the world turns, or a question
// is asked of the policy or of the slot. It is put into words only when a
// counterexample is told, since the searches make millions of them.
type move struct {
	name   string        // unless at or ask says it
	at     model.Instant // of a turn of the clock
	turn   func(*model.Env)
	policy *model.PolicyCommand
	ask    model.Command
}

func (m move) String() string {
	switch {
	case m.name != "":
		return m.name
	case m.turn != nil:
		return "the clock shows " + m.at.String()
	case m.policy != nil:
		return wording(m.policy)
	}
	var b strings.Builder
	fmt.Fprint(&b, [...]string{"ask nothing", "create", "list", "get", "delete", "sign in", "refresh"}[m.ask.Op])
	if m.ask.Op == model.Get || m.ask.Op == model.Delete || m.ask.Op == model.Refresh {
		fmt.Fprintf(&b, " pass %d", m.ask.ID[15])
	}
	if m.ask.Op == model.SignIn {
		fmt.Fprintf(&b, " with the code of pass %d", slices.Index(codes[:], m.ask.Code))
	}
	if m.ask.Lifetime != nil {
		fmt.Fprintf(&b, " for %d minutes", *m.ask.Lifetime)
	}
	if m.ask.Once != nil {
		fmt.Fprintf(&b, " once=%t", *m.ask.Once)
	}
	if m.ask.Start != nil {
		fmt.Fprintf(&b, " from %v", *m.ask.Start)
	}
	return b.String()
}

// wording is an update of the policy in words, as far as they are numbers.
func wording(c *model.PolicyCommand) string {
	b := []byte("policy")
	number := func(name string, v any) { b = fmt.Appendf(b, " %s=%v", name, v) }
	if c.Enabled != nil {
		number("enabled", *c.Enabled)
	}
	if c.Minimum != nil {
		number("minimum", *c.Minimum)
	}
	if c.Default != nil {
		number("default", *c.Default)
	}
	if c.Maximum != nil {
		number("maximum", *c.Maximum)
	}
	if c.Length != nil {
		number("length", *c.Length)
	}
	return string(b)
}

// A scenario runs a machine and the diary side by side.
type scenario struct {
	world model.Env // as the machine sees it, policy included
	state model.State
	diary diary
	tries int // creates asked so far
	moves []move
}

func begin(e model.Edition) scenario {
	s := scenario{world: quiet()}
	s.world.Edition, s.world.Policy = e, open(e)
	s.diary = diary{s.world.Policy, make([]page, 0, 8)}
	s.moves = make([]move, 0, 8)
	return s
}

// after returns the scenario one move later, and how the machine and the diary
// disagree over the move; empty if they do not. It writes over what another
// continuation of s wrote: a search has to be done with one before the next.
func (s scenario) after(under variant.Machine, m move) (scenario, string) {
	s.moves = append(s.moves, m)
	if m.turn != nil {
		turned := s.world // on the heap, so that the scenario need not be there
		m.turn(&turned)
		s.world = turned
		return s, ""
	}
	written := s.world
	written.Policy = model.Policy{}

	if m.policy != nil {
		want := s.diary.answerPolicy(&written, m.policy)
		var out model.Outcome
		s.world.Policy, out = under.StepPolicy(s.world.Policy, s.world, *m.policy)
		s.diary.pages = append(s.diary.pages, page{written, m.ask, m.policy, want})
		if told := s.diary.policy(); !reflect.DeepEqual(told, s.world.Policy) {
			return s, fmt.Sprintf("the policy is %v, want %v", s.world.Policy, told)
		}
		return s, s.compare(out, want)
	}

	if m.ask.Op == model.Create {
		s.tries++
		m.ask.ID, m.ask.Code = idOf(s.tries), codeOf(s.tries)
	}
	want := s.diary.answer(&written, &m.ask)
	var out model.Outcome
	s.state, out = under.Step(s.state, s.world, m.ask)
	s.diary.pages = append(s.diary.pages, page{written, m.ask, nil, want})
	return s, s.compare(out, want)
}

func (s *scenario) compare(out model.Outcome, want verdict) string {
	if visible(out) == want.Outcome && out.Accepted() == want.Yes {
		return ""
	}
	return fmt.Sprintf("got  %s\nwant %s", telling(out), telling(want.Outcome))
}

// visible is what a caller can see of an outcome: all but its sets of rules, of
// which the diary knows nothing.
func visible(o model.Outcome) model.Outcome {
	return model.Outcome{Rule: o.Rule, View: o.View, Code: o.Code, SessionEnds: o.SessionEnds, RegisterBy: o.RegisterBy, Minimum: o.Minimum, Maximum: o.Maximum}
}

// telling is an outcome in words. Codes are only told apart, not shown.
func telling(o model.Outcome) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v", o.Rule)
	if o.View != (model.View{}) {
		fmt.Fprintf(&b, " view{%v %v+%dm once=%t %v}", o.View.ID, o.View.Start, o.View.Lifetime, o.View.Once, o.View.Reason)
	}
	if o.Code != (model.Code{}) {
		b.WriteString(" with a code")
	}
	if o.SessionEnds != 0 || o.RegisterBy != 0 {
		fmt.Fprintf(&b, " session ends %v, register by %v", o.SessionEnds, o.RegisterBy)
	}
	if o.Minimum != 0 || o.Maximum != 0 {
		fmt.Fprintf(&b, " range %d to %d", o.Minimum, o.Maximum)
	}
	return b.String()
}

// tell lists the moves of a scenario, one a line, as a colleague would replay them.
func (s *scenario) tell() string {
	var b strings.Builder
	fmt.Fprintf(&b, "edition %v\n", s.world.Edition)
	for _, m := range s.moves {
		fmt.Fprintf(&b, "- %v\n", m)
	}
	return b.String()
}

// A counterexample is a scenario at whose last move a machine goes wrong.
func (s *scenario) counterexample(wrong string) string { return s.tell() + wrong }

// lengthOf counts the moves of a counterexample.
func lengthOf(counterexample string) int { return strings.Count(counterexample, "\n- ") }
