package model_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// noon is when the scenarios of the tests begin. It has seven digits of fraction, so
// that rounding shows.
const noon model.Instant = 638_950_000_000_000_007

var (
	ada   = model.ID{0xad, 0xa0}
	admin = model.ID{0xad, 0x01}
	group = model.ID{0x96}
)

// open is the policy of a tenant that has only enabled passes.
func open(e model.Edition) model.Policy {
	p := model.DefaultPolicy(e)
	p.Enabled = true
	return p
}

// quiet is an env with an operator as the caller, at noon.
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

// A move is one thing that happens in a scenario: the env changes, or there is a
// command on the policy or the slot. It is formatted only for a counterexample,
// because the searches make millions of moves.
type move struct {
	name   string        // empty: from at or ask
	at     model.Instant // when the clock is set
	change func(*model.Env)
	policy *model.PolicyCommand
	ask    model.Command
}

func (m move) String() string {
	switch {
	case m.name != "":
		return m.name
	case m.change != nil:
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

// wording formats the numbers of an update of the policy.
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

// A scenario runs a machine and the oracle side by side.
type scenario struct {
	env    model.Env // of the machine, policy included
	state  model.State
	oracle oracle
	tries  int // creates so far
	moves  []move
}

func begin(e model.Edition) scenario {
	s := scenario{env: quiet()}
	s.env.Edition, s.env.Policy = e, open(e)
	s.oracle = oracle{s.env.Policy, make([]entry, 0, 8)}
	s.moves = make([]move, 0, 8)
	return s
}

// after returns the scenario one move later, and how the machine and the oracle differ
// in that move; empty: they agree. It overwrites the result of an earlier call on the
// same s, so a search must finish one continuation before it begins the next.
func (s scenario) after(under variant.Machine, m move) (scenario, string) {
	s.moves = append(s.moves, m)
	if m.change != nil {
		changed := s.env // on the heap, so that the scenario need not be
		m.change(&changed)
		s.env = changed
		return s, ""
	}
	written := s.env
	written.Policy = model.Policy{}

	if m.policy != nil {
		want := s.oracle.answerPolicy(&written, m.policy)
		var out model.Outcome
		s.env.Policy, out = under.StepPolicy(s.env.Policy, s.env, *m.policy)
		s.oracle.entries = append(s.oracle.entries, entry{written, m.ask, m.policy, want})
		if expected := s.oracle.policy(); !reflect.DeepEqual(expected, s.env.Policy) {
			return s, fmt.Sprintf("the policy is %v, want %v", s.env.Policy, expected)
		}
		return s, s.compare(out, want)
	}

	if m.ask.Op == model.Create {
		s.tries++
		m.ask.ID, m.ask.Code = idOf(s.tries), codeOf(s.tries)
	}
	want := s.oracle.answer(&written, &m.ask)
	var out model.Outcome
	s.state, out = under.Step(s.state, s.env, m.ask)
	s.oracle.entries = append(s.oracle.entries, entry{written, m.ask, nil, want})
	return s, s.compare(out, want)
}

func (s *scenario) compare(out model.Outcome, want verdict) string {
	if visible(out) == want.Outcome && out.Accepted() == want.Yes {
		return ""
	}
	return fmt.Sprintf("got  %s\nwant %s", format(out), format(want.Outcome))
}

// visible is what a caller can see of an outcome: all but its sets of rules, which the
// oracle does not have.
func visible(o model.Outcome) model.Outcome {
	return model.Outcome{Rule: o.Rule, View: o.View, Code: o.Code, SessionEnds: o.SessionEnds, RegisterBy: o.RegisterBy, Minimum: o.Minimum, Maximum: o.Maximum}
}

// format writes an outcome. It says whether there is a code, and does not show it.
func format(o model.Outcome) string {
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

// trace lists the moves of a scenario, one a line, so that a colleague can replay
// them.
func (s *scenario) trace() string {
	var b strings.Builder
	fmt.Fprintf(&b, "edition %v\n", s.env.Edition)
	for _, m := range s.moves {
		fmt.Fprintf(&b, "- %v\n", m)
	}
	return b.String()
}

// A counterexample is a scenario in whose last move the machine is wrong.
func (s *scenario) counterexample(wrong string) string { return s.trace() + wrong }

// lengthOf counts the moves of a counterexample.
func lengthOf(counterexample string) int { return strings.Count(counterexample, "\n- ") }
