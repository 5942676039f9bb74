package conform

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A pair is the reference with a subject beside it. To a scenario it looks like
// the reference; each question of the scenario goes to both, with the ids and
// codes that each of them made, and the answers are compared whole.
type pair struct {
	ctx       context.Context
	reference protocol.Reference
	subject   transport.Subject

	asked  bool // the question of this step; what is asked besides goes to the reference alone
	parted bool // the two tenants are no longer the same: the subject is asked on, and only whether it breaks counts
	got    protocol.Response
	found  []Difference
	err    error // of a subject that gave no answer: the end

	theirs   aliases         // the subject's, by those of the reference
	sessions map[string]bool // ids of the passes with which the subject let a user sign in
	bound    bound
	heard    []exchange // so far in this case, the reset first
	tried    map[Difference]bool
	world    *world // the reading in which the subject was found to be; nil: the reference's
}

// An exchange is one question and both answers to it.
type exchange struct {
	request   protocol.Request // as the reference was asked
	want, got protocol.Response
}

// Do asks both and returns the reference's answer.
func (p *pair) Do(r protocol.Request) protocol.Response {
	want := p.reference.Do(r)
	if p.err != nil || p.asked {
		return want
	}
	if r.Op == protocol.Reset {
		p.theirs, p.bound, p.heard, p.tried, p.world = newAliases(), newBound(), nil, map[Difference]bool{}, nil
		p.sessions, p.parted = map[string]bool{}, false
	} else {
		p.asked = true
	}
	if p.parted && r.Op == protocol.Refresh && !p.sessions[r.ID] {
		p.got = protocol.Response{} // it has no such session, and the protocol promises not to ask for one
		return want
	}

	p.got, p.err = p.subject.Do(p.ctx, p.theirs.request(r))
	if p.err == nil {
		p.err = transport.Broken(lines.Check(&p.got, r.Op))
	}
	if p.err == nil && r.Op == protocol.Reset && !p.got.Accepted() {
		p.err = &transport.SubjectError{Kind: transport.Errored, Text: "the subject refuses: " + p.got.Brief()}
	}
	if t := (*transport.SubjectError)(nil); r.Op == protocol.Reset && errors.As(p.err, &t) && !t.Before {
		t.Text = "reset: " + t.Text
	}
	if p.err != nil {
		return want
	}
	if r.Op == protocol.SignIn && p.got.Accepted() {
		p.sessions[p.theirs.passes[r.Code.Reveal()]] = true
	}
	var c comparison
	if !p.parted {
		p.heard = append(p.heard, exchange{r, want, p.got})
		if r.Op == protocol.Reset {
			return want
		}
		c = p.compare()
	}
	switch {
	case r.Op != protocol.Create || !want.Accepted():
	case p.world == nil && c.shown != nil:
		p.theirs.bind(c.wanted, c.shown)
	default:
		p.theirs.bind(want.Body.Object(), p.got.Body.Object())
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
	ids    map[string]string
	codes  map[string]model.Code
	passes map[string]string // ids by codes, both those of the reference
}

func newAliases() aliases {
	return aliases{map[string]string{}, map[string]model.Code{}, map[string]string{}}
}

// request is what the party has to be asked.
func (a aliases) request(r protocol.Request) protocol.Request {
	if id, ok := a.ids[r.ID]; ok {
		r.ID = id
	} else if id, ok := a.ids[protocol.OtherCase.Text(r.ID)]; ok {
		r.ID = protocol.OtherCase.Text(id)
	}
	if code, ok := a.codes[r.Code.Reveal()]; ok {
		r.Code = code
	}
	return r
}

// bind remembers which id and code of the party's stand for those of a pass that
// the reference made, and so for what a scenario makes of a code before it is sent.
// Where the party made none they are those of no pass: it may have given the
// reference's own to another.
func (a aliases) bind(ours, theirs map[string]any) {
	id, _ := model.ParseID(textOf(theirs["id"]))
	a.ids[textOf(ours["id"])] = id.String()
	code, other := textOf(ours[codeProperty]), textOf(theirs[codeProperty])
	if other == "" {
		other = noCode
	}
	a.codes[code], a.passes[code] = model.NewCode(other), textOf(ours["id"])
	a.codes[textOf(ours["id"])] = model.NewCode(id.String())
	for _, alter := range protocol.Alters() {
		altered := alter.Text(other)
		if altered == other {
			// A code of digits alone has no other case. Right is what it must not be.
			altered = protocol.Longer.Text(other)
		}
		a.codes[alter.Text(code)] = model.NewCode(altered)
	}
}

// noCode is the code of no pass.
const noCode = "never-issued"

func textOf(value any) string {
	text, _ := value.(string)
	return text
}

// untrue is why a case breaks, whoever the subject is, that no subject can pass.
const untrue = "the scenario is not true of the reference itself; replay it to see why"

// Hold puts one scenario to a subject. Answers are compared as far as a difference
// that changes what follows. After it the subject is asked on: one that breaks
// later has broken, and no difference hides that.
func Compare(ctx context.Context, s *scenario.Scenario, subject transport.Subject) (result Case) {
	begun := time.Now()
	defer func() { result.Elapsed = time.Since(begun) }()
	result.Scenario = s
	p := pair{ctx: ctx, subject: subject}
	if b, ok := subject.(interface{ Begin([]*protocol.Actor) }); ok {
		actors := make([]*protocol.Actor, len(s.Steps))
		for i := range s.Steps {
			actors[i] = s.Steps[i].Actor
		}
		b.Begin(actors)
	}
	once := map[Difference]bool{}
	compared := 0 // steps, where the rest was only asked
	for step := range scenario.Play(s, &p) {
		number := len(result.Steps) + 1
		if p.parted && (len(step.Failures) > 0 || p.err != nil && !breaks(p.err)) {
			break
		}
		if len(step.Failures) > 0 {
			result.Verdict, result.Why = Errored, untrue
			return result
		}
		if p.err != nil && !p.asked {
			return result.broken(p.err) // at the reset, before any step was asked
		}
		result.Steps = append(result.Steps, Asked{Step: step.Step, Request: step.Request, Want: step.Response, Got: p.got})
		if p.err != nil {
			return result.broken(p.err)
		}
		if p.parted {
			p.asked, p.got = false, protocol.Response{}
			continue
		}
		for _, d := range p.found {
			// What changes nothing is told once for each rule.
			if key := (Difference{Rule: d.Rule, Name: d.Name}); !d.Decisive && once[key] {
				continue
			} else {
				once[key] = true
			}
			d.Step = number
			result.Differences = append(result.Differences, d)
			if d.Decisive {
				p.parted, compared = true, number
			}
		}
		p.asked, p.found, p.got = false, nil, protocol.Response{}
	}
	if compared > 0 {
		result.Steps, result.rest = result.Steps[:compared:compared], result.Steps[compared:]
	}
	result.Verdict = weightOf(result.Differences)
	return result
}

// breaks reports whether an error says that the subject broke, and not that it
// declines to answer or that nobody waits for the answer any more.
func breaks(err error) bool {
	skip := (*protocol.Skip)(nil)
	return !errors.As(err, &skip) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// afterwards asks for one more reset, and returns how the subject broke since its
// last answer, if it did.
func Finish(ctx context.Context, s *scenario.Scenario, subject transport.Subject) error {
	p := pair{ctx: ctx, subject: subject}
	p.Do(protocol.Request{Op: protocol.Reset, At: s.Start, Tenant: &s.Tenant})
	if p.err == nil || !breaks(p.err) {
		return nil
	}
	if t := (*transport.SubjectError)(nil); errors.As(p.err, &t) && !t.Before {
		t.Text = "after its last answer: " + strings.TrimPrefix(t.Text, "reset: ")
	}
	return p.err
}

// Interrupted is why a case was skipped that was not over when the run was.
const Interrupted = "the run was interrupted"

// Unrun reports whether the case was not put, or not to its end: the run was
// interrupted, or the subject given up before. Nobody skipped it.
func (c *Case) Unrun() bool { return c.Abandoned || c.interrupted() }

func (c *Case) interrupted() bool { return c.Verdict == Skipped && c.Why == Interrupted }

// An abandoned error says that the subject has been given up.
type abandoned struct{ why string }

func (a *abandoned) Error() string { return a.why }

func (c Case) broken(err error) Case {
	var t *transport.SubjectError
	var skip *protocol.Skip
	switch abandoned := (*abandoned)(nil); {
	case errors.As(err, &abandoned):
		c.Verdict, c.Why, c.Abandoned = Skipped, abandoned.why, true
	case errors.As(err, &skip):
		c.Verdict, c.Why = Skipped, skip.Why
	case errors.As(err, &t):
		c.Verdict, c.Why, c.Stderr = Verdict(t.Kind), t.Text, t.Stderr
		c.mute = t.Mute
		if t.Before {
			c.Before = t
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		c.Verdict, c.Why = Skipped, Interrupted
	default:
		c.Verdict, c.Why = Errored, err.Error()
	}
	return c
}

// weightOf is the verdict that differences come to.
func weightOf(all []Difference) Verdict {
	verdict := Passed
	for _, d := range all {
		if d.Weight == Fail {
			return Fail
		}
		verdict = Deviates
	}
	return verdict
}
