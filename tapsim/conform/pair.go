package conform

import (
	"context"
	"errors"
	"slices"
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

	theirs aliases // the subject's, by those of the reference
	bound  bound
	heard  []exchange // so far in this case, the reset first
	tried  map[Difference]bool
	world  *world // the reading in which the subject was found to be; nil: the reference's
}

// An exchange is one question and both answers to it.
type exchange struct {
	request   scenario.Request // as the reference was asked
	want, got scenario.Response
}

// Do asks both and returns the reference's answer.
func (p *pair) Do(r scenario.Request) scenario.Response {
	want := p.reference.Do(r)
	if p.err != nil || p.asked {
		return want
	}
	if r.Op == scenario.Reset {
		p.theirs, p.bound, p.heard, p.tried, p.world = newAliases(), newBound(), nil, map[Difference]bool{}, nil
	} else {
		p.asked = true
	}

	p.got, p.err = p.subject.Do(p.ctx, p.theirs.request(r))
	if p.err == nil {
		p.err = sound(&p.got, r.Op)
	}
	if p.err == nil && r.Op == scenario.Reset && !p.got.Accepted() {
		p.err = trouble(Failed, "the subject refuses: %s", describe(&p.got))
	}
	if t := (*Trouble)(nil); r.Op == scenario.Reset && errors.As(p.err, &t) && !t.Before {
		t.Text = "reset: " + t.Text
	}
	if p.err != nil {
		return want
	}
	p.heard = append(p.heard, exchange{r, want, p.got})
	if r.Op == scenario.Reset {
		return want
	}
	c := p.compare()
	switch {
	case r.Op != scenario.Create || !want.Accepted():
	case p.world == nil && c.shown != nil:
		p.theirs.bind(c.wanted, c.shown)
	default:
		p.theirs.bind(decodeObject(want.Body), decodeObject(p.got.Body))
	}
	return want
}

// compare compares the last answers, and looks for a reading that explains what
// differs.
func (p *pair) compare() comparison {
	last := &p.heard[len(p.heard)-1]
	told, bound := last.want, &p.bound
	if p.world != nil {
		told, bound = p.world.do(last.request, &last.want), &p.world.bound
	}
	c := comparison{op: last.request.Op, want: &told, got: &last.got, bound: *bound}
	c.compare()
	p.found = c.found
	if !p.news(c.found) {
		return c
	}
	var current reading
	if p.world != nil {
		current = p.world.reading
	}
	open := map[model.Rule]bool{}
	for i := range p.heard {
		for _, rule := range openRules {
			open[rule] = open[rule] || concerns(rule, &p.heard[i].request)
		}
	}
	for other, rule := range current.others() {
		if !open[rule] {
			continue
		}
		if w, left := p.retold(other); w != nil && len(left) < len(c.found) {
			first := c.found[0]
			p.world, p.found = w, left
			if key := (Difference{Rule: rule}); !p.tried[key] {
				p.tried[key] = true
				p.found = append(left, Difference{Rule: rule, Name: first.Name, Want: first.Want, Got: first.Got, Weight: Deviates})
			}
			break
		}
	}
	return c
}

// news reports whether there is something among the differences for which no
// reading has been tried yet in this case.
func (p *pair) news(found []Difference) bool {
	news := false
	for _, d := range found {
		key := Difference{Rule: d.Rule, Name: d.Name}
		news = news || d.Decisive || !p.tried[key]
		p.tried[key] = true
	}
	return news
}

// retold is the world of a reading after all that was asked, and in what the last
// answer of the subject differs from that of the world. There is none where a
// difference is left, in any answer, that would end the case.
func (p *pair) retold(r reading) (w *world, left []Difference) {
	w = newWorld(r, &p.heard[0].request)
	for i := range p.heard[1:] {
		e := &p.heard[i+1]
		res := w.do(e.request, &e.want)
		c := comparison{op: e.request.Op, want: &res, got: &e.got, bound: w.bound}
		c.compare()
		if left = c.found; slices.ContainsFunc(left, func(d Difference) bool { return d.Decisive }) {
			return nil, nil
		}
	}
	return w, left
}

// Aliases are the ids and codes of one party, by those of the reference.
type aliases struct {
	ids   map[string]string
	codes map[string]model.Code
}

func newAliases() aliases { return aliases{map[string]string{}, map[string]model.Code{}} }

// request is what the party has to be asked.
func (a aliases) request(r scenario.Request) scenario.Request {
	if id, ok := a.ids[r.ID]; ok {
		r.ID = id
	} else if id, ok := a.ids[scenario.OtherCase.Text(r.ID)]; ok {
		r.ID = scenario.OtherCase.Text(id)
	}
	if code, ok := a.codes[r.Code.Reveal()]; ok {
		r.Code = code
	}
	return r
}

// bind remembers which id and code of the party's stand for those of a pass that
// the reference made, and so for what a story makes of a code before it is sent.
// Where the party made none they are those of no pass: it may have given the
// reference's own to another.
func (a aliases) bind(ours, theirs map[string]any) {
	id, _ := model.ParseID(textOf(theirs["id"]))
	a.ids[textOf(ours["id"])] = id.String()
	code, other := textOf(ours[codeProperty]), textOf(theirs[codeProperty])
	if other == "" {
		other = badCode
	}
	a.codes[code] = model.NewCode(other)
	a.codes[textOf(ours["id"])] = model.NewCode(id.String())
	for _, alter := range scenario.Alters() {
		altered := alter.Text(other)
		if altered == other {
			// A code of digits alone has no other case. Right is what it must not be.
			altered = scenario.Longer.Text(other)
		}
		a.codes[alter.Text(code)] = model.NewCode(altered)
	}
}

func textOf(value any) string {
	text, _ := value.(string)
	return text
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
