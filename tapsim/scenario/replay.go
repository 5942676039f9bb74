package scenario

import (
	"bytes"
	"fmt"
	"iter"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A Result is the result of the replay of one scenario.
type Result struct {
	Scenario *Scenario
	Steps    []StepResult // in order, as far as the replay went
	Failures []Failure    // those of the scenario as a whole; each step has its own
	Reached  model.Rules  // the rules that settled answers or contributed; empty, if the subject names none
}

// A StepResult is one request and its answer.
type StepResult struct {
	Step     *Step             // of the scenario; if the subject refused the reset, a Step for that
	At       model.Instant     // by the clock of the scenario
	Request  protocol.Request  // as it was sent, with labels resolved; zero: not sent
	Response protocol.Response // zero, where nothing was sent
	Asked    bool              // false: not sent, because something that it refers to does not exist
	Failures []Failure         // of this step; none: the answer is as wanted
}

// A Failure is one thing that the scenario wants and the answer does not have. It
// shows the code of a pass as dots; Reveal puts the code in.
type Failure struct {
	Pos  Position
	Name string // what differs: status, rule, a property
	Want string
	Got  string

	want, got model.Code // the codes behind the dots; zero: none
}

// Reveal returns the failure with the code of the pass in it.
func (f Failure) Reveal() Failure {
	if f.want != (model.Code{}) {
		f.Want = f.want.Reveal()
	}
	if f.got != (model.Code{}) {
		f.Got = f.got.Reveal()
	}
	return f
}

// redact puts dots in place of the value of temporaryAccessPass. As in
// protocol.Redact, null, true and false are no code.
func redact(text *string, code *model.Code) {
	switch *text {
	case "null", "true", "false":
	default:
		*code, *text = model.NewCode(*text), code.String()
	}
}

// Passed reports whether every answer was as wanted.
func (r *Result) Passed() bool {
	if len(r.Steps) == 0 || len(r.Failures) > 0 {
		return false
	}
	for i := range r.Steps {
		if len(r.Steps[i].Failures) > 0 {
			return false
		}
	}
	return true
}

// Replay sends every request of the scenario to the subject, and returns the results.
// It never sleeps: the scenario says what time it is.
func Replay(s *Scenario, subject protocol.Subject) Result {
	result := Result{Scenario: s, Steps: make([]StepResult, 0, len(s.Steps))}
	for step := range Play(s, subject) {
		result.Steps = append(result.Steps, step)
	}
	return Judge(result)
}

// Judge completes a result from its steps: which rules were reached, and whether every
// rule that the scenario is about is among them.
func Judge(r Result) Result {
	for i := range r.Steps {
		if res := &r.Steps[i].Response; res.Rule != model.NoRule {
			r.Reached = r.Reached.Union(res.Contributing).With(res.Rule)
		}
	}
	n := len(r.Steps)
	whole := n > 0 && n == len(r.Scenario.Steps) && r.Steps[n-1].Asked
	if !whole || r.Reached == (model.Rules{}) {
		return r // the replay ended early, or the subject names no rules
	}
	for i, rule := range r.Scenario.Rules {
		if !r.Reached.Has(rule) {
			r.Failures = append(r.Failures, Failure{
				Pos: r.Scenario.RulePos[i], Name: "rules", Want: rule.String() + " met by a step", Got: "no step meets it",
			})
		}
	}
	return r
}

// Play yields the steps of the scenario as they are sent. It ends early at a step that
// cannot be sent, because something that it refers to does not exist.
func Play(s *Scenario, subject protocol.Subject) iter.Seq[StepResult] {
	return func(yield func(StepResult) bool) {
		p := player{scenario: s, subject: subject, now: s.Start, length: int(s.Policy.Length)}
		reset := protocol.Request{Op: protocol.Reset, At: s.Start, Tenant: &s.Tenant}
		if res := subject.Do(reset); !res.Accepted() {
			failure := Failure{Pos: s.IDPos, Name: "reset", Want: "accepted", Got: describe(&res)}
			yield(StepResult{Step: &Step{Pos: s.IDPos, Op: protocol.Reset}, At: s.Start, Request: reset, Response: res, Failures: []Failure{failure}})
			return
		}
		for i := range s.Steps {
			result := p.step(&s.Steps[i])
			if !yield(result) || !result.Asked {
				return
			}
		}
	}
}

// A player is a replay while it runs.
type player struct {
	scenario *Scenario
	subject  protocol.Subject
	now      model.Instant
	passes   map[string]pass // by label
	seen     map[string]bool // ids of passes
	length   int             // of codes, by the current policy; 0: not known
}

// A pass is what the scenario needs to know of a labelled pass.
type pass struct {
	id                  string
	code                model.Code
	created, start, end model.Instant
}

// step sends one request, if it can.
func (p *player) step(step *Step) (result StepResult) {
	req, missing := p.request(step)
	result.Step, result.At = step, p.now
	if missing != nil {
		result.Failures = []Failure{*missing}
		return result
	}
	result.Request, result.Asked = req, true
	result.Response = p.subject.Do(req)
	result.Failures = p.check(step, &result.Response)
	return result
}

// request moves the clock to a step and makes its request, or says what is missing.
func (p *player) request(step *Step) (req protocol.Request, missing *Failure) {
	cannot := func(want, got string) (protocol.Request, *Failure) {
		return protocol.Request{}, &Failure{Pos: step.Pos, Name: "step", Want: want, Got: got}
	}
	at, wrong := inTime(p.now.Add(step.Advance))
	if step.At != nil {
		at, wrong = p.resolve(step.At)
	}
	switch {
	case wrong != "":
		return cannot("an instant", wrong)
	case at < p.now && !step.Skew:
		return cannot("time that goes forward, or skew: true", at.String()+" after "+p.now.String())
	}
	p.now = at

	req = protocol.Request{Op: step.Op, At: at, Actor: step.Actor, User: step.User, ID: step.PassID, Code: step.Code, Body: protocol.NewJSON(step.Body), Raw: step.Raw}
	if step.Pass != "" {
		labelled, ok := p.passes[step.Pass]
		if !ok {
			return cannot("the pass "+step.Pass, "that pass was never made")
		}
		if step.Op == protocol.SignIn {
			req.Code = presented(&labelled, step.Alter)
		} else {
			req.ID = step.Alter.Text(labelled.id)
		}
	}
	if step.Start != nil {
		start, wrong := p.resolve(step.Start)
		if wrong != "" {
			return cannot("an instant", wrong)
		}
		req.Body = protocol.NewJSON(withStart(step.Body, start))
	}
	return req, nil
}

// withStart adds startDateTime at the end of an object; no body is an empty one.
func withStart(body []byte, start model.Instant) []byte {
	out := append([]byte(nil), bytes.TrimSuffix(body, []byte("}"))...)
	if len(out) == 0 {
		out = append(out, '{')
	}
	if len(out) > 1 {
		out = append(out, ',')
	}
	out = append(out, `"startDateTime":"`...)
	return append(start.Append(out), `"}`...)
}

// resolve computes the instant of a time expression. wrong says why it has none: its
// pass was never made, or it is outside the range.
func (p *player) resolve(m *TimeExpression) (at model.Instant, wrong string) {
	base := m.At
	switch m.Base {
	case SinceStart:
		base = p.scenario.Start
	case OfStart, OfEnd, OfCreated:
		labelled, ok := p.passes[m.Label]
		if !ok {
			return 0, "one of the pass " + m.Label + ", which was never made"
		}
		switch m.Base {
		case OfStart:
			base = labelled.start
		case OfEnd:
			base = labelled.end
		default:
			base = labelled.created
		}
	}
	return inTime(base.Add(m.Offset))
}

// inTime checks that an instant has a spelling.
func inTime(at model.Instant) (model.Instant, string) {
	if at < 0 || at > model.LastInstant {
		return 0, "one outside the years 1 to 9999"
	}
	return at, ""
}

// check compares an answer with what the step wants, and keeps what later steps refer
// to.
func (p *player) check(step *Step, res *protocol.Response) []Failure {
	c := checker{player: p, res: res}
	if res.Accepted() {
		c.shape(step)
		switch step.Op {
		case protocol.Create:
			p.made(step, &c) // before the wants, which may use its label
		case protocol.UpdatePolicy, protocol.ResetPolicy:
			p.length = 0
		}
	}
	if !saysWhether(step.Wants) && !res.Accepted() {
		c.fail(step.Pos, "answer", "accepted", describe(res))
	}
	for i := range step.Wants {
		c.expect(&step.Wants[i])
	}
	return c.failures
}

// saysWhether reports whether the wants say that the answer accepts or refuses. If
// they do not, the answer must accept.
func saysWhether(wants []Assertion) bool {
	return slices.ContainsFunc(wants, func(e Assertion) bool { return e.Name != "absent" })
}

// made checks the form of a new pass, and binds its label.
func (p *player) made(step *Step, c *checker) {
	c.read()
	id, _ := c.object["id"].(string)
	code, _ := c.object["temporaryAccessPass"].(string)
	c.form(step.Pos, id, code)
	if step.As == "" {
		return
	}
	lifetime, _ := c.object["lifetimeInMinutes"].(int64)
	made := pass{id: id, code: model.NewCode(code)}
	made.created = c.instant(step.Pos, "createdDateTime")
	made.start = c.instant(step.Pos, "startDateTime")
	made.end = made.start.Add(model.Minutes(lifetime).Ticks())
	if p.passes == nil {
		p.passes = make(map[string]pass)
	}
	p.passes[step.As] = made
}

// codeLength reads the policy if a step may have changed it; 0 if there is no answer.
func (p *player) codeLength() int {
	if p.length == 0 {
		res := p.subject.Do(protocol.Request{Op: protocol.GetPolicy, At: p.now})
		length, _ := decode(res.Body)["defaultLength"].(int64)
		p.length = int(length)
	}
	return p.length
}

// describe describes an answer in a few words.
func describe(res *protocol.Response) string {
	switch {
	case res.Rule != model.NoRule && res.Result != "":
		return fmt.Sprintf("%s (%s)", res.Result, res.Rule)
	case res.Rule != model.NoRule:
		return fmt.Sprintf("%d (%s)", res.Status, res.Rule)
	case res.Reason != "":
		return res.Result + ": " + res.Reason
	case res.Result != "":
		return res.Result
	default:
		return fmt.Sprint(res.Status)
	}
}

// presented is the code that is presented for a pass, after alter.
func presented(p *pass, a protocol.Alter) model.Code {
	switch a {
	case "":
		return p.code
	case protocol.ID:
		return model.NewCode(p.id)
	}
	return model.NewCode(a.Text(p.code.Reveal()))
}
