package conform

import (
	"context"
	"errors"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A pair is the reference with a subject beside it. To a story it looks like
// the reference; each question of the story goes to both, with the ids and
// codes that each of them made, and the answers are compared whole.
type pair struct {
	ctx       context.Context
	reference scenario.Reference
	subject   Subject

	asked bool // the question of this step; what is asked besides goes to the reference alone
	got   scenario.Response
	found []Difference
	err   error // of a subject that gave no answer: the end

	ids   map[string]string     // the reference's id of a pass, to the subject's
	codes map[string]model.Code // the reference's code, to the subject's
	seen  map[string]bool
}

// Do asks both and returns the reference's answer.
func (p *pair) Do(r scenario.Request) scenario.Response {
	want := p.reference.Do(r)
	if p.err != nil || p.asked {
		return want
	}
	theirs := r
	if r.Op == scenario.Reset {
		p.ids, p.codes, p.seen = map[string]string{}, map[string]model.Code{}, map[string]bool{}
	} else {
		p.asked = true
		if id, ok := p.ids[r.ID]; ok {
			theirs.ID = id
		} else if id, ok := p.ids[scenario.OtherCase.Text(r.ID)]; ok {
			theirs.ID = scenario.OtherCase.Text(id)
		}
		if code, ok := p.codes[r.Code.Reveal()]; ok {
			theirs.Code = code
		}
	}

	p.got, p.err = p.subject.Do(p.ctx, theirs)
	if p.err == nil {
		p.err = sound(&p.got, r.Op)
	}
	if p.err == nil && r.Op == scenario.Reset && !p.got.Accepted() {
		p.err = trouble(Failed, "the subject refuses: %s", describe(&p.got))
	}
	if t := (*Trouble)(nil); r.Op == scenario.Reset && errors.As(p.err, &t) && !t.Before {
		t.Text = "reset: " + t.Text
	}
	if p.err != nil || r.Op == scenario.Reset {
		return want
	}
	c := comparison{op: r.Op, want: &want, got: &p.got, seen: p.seen, ids: p.ids}
	c.compare()
	p.found = c.found
	if r.Op == scenario.Create && want.Accepted() && p.got.Accepted() {
		ours, _ := decodeObject(want.Body)["temporaryAccessPass"].(string)
		code, _ := decodeObject(p.got.Body)["temporaryAccessPass"].(string)
		p.bind(ours, code)
	}
	return want
}

// bind remembers which code of the subject's stands for which of the
// reference's, and so for what a story makes of either before it is sent.
func (p *pair) bind(ours, theirs string) {
	p.codes[ours] = model.NewCode(theirs)
	for _, alter := range scenario.Alters() {
		p.codes[alter.Text(ours)] = model.NewCode(alter.Text(theirs))
	}
}

// untrue is why a case breaks, whoever the subject is, that no subject can pass.
const untrue = "the story is not true of the reference itself; replay it to see why"

// Hold puts one story to a subject. The case ends where the two worlds part:
// at a difference that changes what follows, or where the subject breaks.
func Hold(ctx context.Context, s *scenario.Scenario, subject Subject) (result Case) {
	begun := time.Now()
	defer func() { result.Elapsed = time.Since(begun) }()
	result.Scenario = s
	p := pair{ctx: ctx, subject: subject}
	if b, ok := subject.(interface{ Begin(*scenario.Scenario) }); ok {
		b.Begin(s)
	}
	once := map[Difference]bool{}
	for step := range scenario.Play(s, &p) {
		number := len(result.Steps) + 1
		if len(step.Failures) > 0 {
			result.Verdict, result.Why = Failed, untrue
			return result
		}
		if p.err != nil && !p.asked {
			return result.broken(p.err) // at the reset, before any step was asked
		}
		result.Steps = append(result.Steps, Asked{Step: step.Step, Request: step.Request, Want: step.Response, Got: p.got})
		if p.err != nil {
			return result.broken(p.err)
		}
		decisive := false
		for _, d := range p.found {
			// What changes nothing is told once for each rule.
			if key := (Difference{Rule: d.Rule, Name: d.Name}); !d.Decisive && once[key] {
				continue
			} else {
				once[key] = true
			}
			d.Step = number
			result.Differences = append(result.Differences, d)
			decisive = decisive || d.Decisive
		}
		if decisive {
			break
		}
		p.asked, p.found, p.got = false, nil, scenario.Response{}
	}
	result.Verdict = weightOf(result.Differences)
	return result.veiled(nil)
}

// Interrupted is why a case was skipped that was not over when the run was.
const Interrupted = "the run was interrupted"

// Unrun reports whether the case was not over when the run was: nobody skipped
// it.
func (c *Case) Unrun() bool { return c.Verdict == Skipped && c.Why == Interrupted }

func (c Case) broken(err error) Case {
	var t *Trouble
	var skip *Skip
	var codes []model.Code
	switch {
	case errors.As(err, &skip):
		c.Verdict, c.Why = Skipped, skip.Why
	case errors.As(err, &t):
		c.Verdict, c.Why, c.Stderr, codes = t.Verdict, t.Text, t.Stderr, t.codes
		if t.Before {
			c.before = t
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		c.Verdict, c.Why = Skipped, Interrupted
	default:
		c.Verdict, c.Why = Failed, err.Error()
	}
	return c.veiled(codes)
}

// weightOf is the verdict that differences come to.
func weightOf(all []Difference) Verdict {
	verdict := Passed
	for _, d := range all {
		if d.Weight == Fails {
			return Fails
		}
		verdict = Deviates
	}
	return verdict
}
