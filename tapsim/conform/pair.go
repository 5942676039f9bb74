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

// A pair is the reference and a subject. To a scenario it looks like the reference. Each
// request of the scenario goes to both, with the ids and codes that each of them made,
// and the whole answers are compared.
type pair struct {
	ctx       context.Context
	reference protocol.Reference
	subject   transport.Subject

	asked  bool // the request of this step was made; any other goes to the reference alone
	parted bool // the two tenants are no longer the same: requests go on, and only a break of the subject counts
	got    protocol.Response
	found  []Difference
	err    error // the subject gave no answer, so the case ends

	aliases     aliases         // the subject's, by those of the reference
	sessions    map[string]bool // ids of the passes with which the subject let a user sign in
	bound       bound
	exchanges   []exchange        // so far in this case, the reset first
	readings    protocol.Readings // with which the reference answers as the subject did
	otherwise   model.Rules       // that the subject read otherwise so far
	alternative *alternative      // the reference with these readings; nil: it has none
	open        model.Rule        // the subject accepted an update that the rule refuses, and no answer shows the resulting policy
}

// An exchange is one request and both answers to it.
type exchange struct {
	request     protocol.Request // as the reference was asked
	want, got   protocol.Response
	readings    protocol.Readings // with which the reference answers as the subject did
	unexplained bool              // no source forbids the subject's answer, and no reading explains it
}

// Do asks both and returns the reference's answer.
func (p *pair) Do(r protocol.Request) protocol.Response {
	want := p.reference.Do(r)
	if p.err != nil || p.asked {
		return want
	}
	if r.Op == protocol.Reset {
		p.aliases, p.bound, p.exchanges = newAliases(), newBound(), nil
		p.readings, p.otherwise, p.alternative, p.open = protocol.Readings{}, model.Rules{}, nil, model.NoRule
		p.sessions, p.parted = map[string]bool{}, false
	} else {
		p.asked = true
	}
	if p.parted && r.Op == protocol.Refresh && !p.sessions[r.ID] {
		p.got = protocol.Response{} // the subject has no such session, and the protocol never asks to refresh one
		return want
	}

	p.got, p.err = p.subject.Do(p.ctx, p.aliases.request(r))
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
		p.sessions[p.aliases.passes[r.Code.Reveal()]] = true
	}
	var c comparison
	if !p.parted {
		p.exchanges = append(p.exchanges, exchange{request: r, want: want, got: p.got, readings: p.readings})
		if r.Op == protocol.Reset {
			return want
		}
		c = p.compare()
	}
	switch {
	case r.Op != protocol.Create || !want.Accepted():
	case p.alternative == nil && c.shown != nil:
		p.aliases.bind(c.wanted, c.shown)
	default:
		p.aliases.bind(want.Body.Object(), p.got.Body.Object())
	}
	return want
}

// compare compares the last answers. If they differ, it looks for readings that explain
// the difference. Then the rules that are read otherwise are noted, each once, and the
// case goes on with these readings.
func (p *pair) compare() comparison {
	last := &p.exchanges[len(p.exchanges)-1]
	c := comparison{op: last.request.Op, want: &last.want, got: &last.got, bound: p.bound}
	if p.alternative == nil {
		c.compare()
	} else {
		c = p.alternative.compare(last)
	}
	p.found = c.found
	at := slices.IndexFunc(c.found, decisive)
	if at < 0 {
		return c
	}
	x, part := explain(p.exchanges, p.readings)
	if x == nil && p.alternative != nil && !c.want.Accepted() && !last.want.Accepted() {
		// Under another reading a body may be refused before the caller is, or after.
		plain := comparison{op: last.request.Op, want: &last.want, got: &last.got, bound: p.bound}
		if plain.compare(); !plain.differs() {
			last.readings, last.unexplained, p.found = protocol.Readings{}, true, plain.found
			return plain
		}
	}
	if x == nil {
		if p.found = p.weigh(&c); weightOf(p.found) == Deviates || part == nil {
			p.exchanges[len(p.exchanges)-1].unexplained = weightOf(p.found) == Deviates
			return c
		}
		x = part
	}
	p.found = nil
	used := x.exchanges[len(x.exchanges)-1].readings.Rules()
	for rule := range used.Minus(p.otherwise).All() {
		d := Difference{Rule: rule, Name: c.found[at].Name, Want: c.found[at].Want, Got: c.found[at].Got, Weight: Deviates, Otherwise: true}
		p.found = append(p.found, d)
		if last.request.Op == protocol.UpdatePolicy && last.got.Accepted() && !last.want.Accepted() {
			p.open = rule
		}
	}
	p.found = append(p.found, x.left...)
	p.otherwise = p.otherwise.Union(used)
	p.exchanges, p.readings, p.alternative = x.exchanges, x.rest, x.alternative
	return c
}

// weigh decides what the differences come to that no reading explains. A subject may
// accept what an unspecified rule refuses, but not if another rule refuses it, too. After
// it accepted such an update, no source says what the policy is.
func (p *pair) weigh(c *comparison) []Difference {
	for i := range c.found {
		d := &c.found[i]
		switch {
		case !d.Decisive:
			continue
		case d.Rule.Entry().Unspecified && !c.want.Accepted():
			if rule := settled(p.exchanges, d.Rule); rule != model.NoRule && c.got.Accepted() {
				d.Rule = rule
				continue
			}
			d.Otherwise = true
		case p.open != model.NoRule && c.aboutPolicy(d):
			d.Rule, d.Otherwise = p.open, true
		default:
			continue
		}
		d.Weight, d.Decisive, d.unexplained = Deviates, !c.harmless(), true
	}
	return c.found
}

// An aliases has the ids and codes of a subject or an alternative, by those of the
// reference.
type aliases struct {
	ids    map[string]string
	codes  map[string]model.Code
	passes map[string]string // ids by codes, both those of the reference
}

func newAliases() aliases {
	return aliases{map[string]string{}, map[string]model.Code{}, map[string]string{}}
}

// request is the request with its own ids and codes.
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

// bind notes the id and the code for a pass that the reference made, and for each way in
// which a scenario may alter the code. If only the reference made the pass, they become
// those of no pass: the reference's own id or code may be that of another pass there.
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
			// A code of digits alone has no other case. The altered code must be wrong.
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

// untrue is the error of a scenario that the reference itself fails. No subject can pass
// it.
const untrue = "the scenario is not true of the reference itself; replay it to see why"

// Compare compares a subject with the reference in one scenario, up to a difference that
// changes what follows. The other steps are still asked: a subject that breaks in one of
// them is broken, and the difference does not hide that.
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
			// A difference that changes nothing is noted once for each rule and name.
			if key := (Difference{Rule: d.Rule, Name: d.Name}); !d.Decisive && !d.unexplained && once[key] {
				continue
			} else {
				once[key] = true
			}
			d.Step = number
			if d.unexplained {
				result.Steps[number-1].unexplained = result.Steps[number-1].unexplained.With(d.Rule)
			}
			result.Differences = append(result.Differences, d)
			if d.Decisive {
				p.parted, compared = true, number
			}
		}
		p.asked, p.found, p.got = false, nil, protocol.Response{}
	}
	for i, e := range p.exchanges[1:] {
		result.Steps[i].Readings = e.readings
	}
	if compared > 0 {
		result.Steps, result.rest = result.Steps[:compared:compared], result.Steps[compared:]
	}
	result.Verdict = weightOf(result.Differences)
	return result
}

// breaks reports whether an error says that the subject broke. A skip does not, and
// neither does a run that was cancelled.
func breaks(err error) bool {
	skip := (*protocol.Skip)(nil)
	return !errors.As(err, &skip) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// Finish makes one more reset, and returns the error of a subject that broke after its
// last answer.
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

// Interrupted is why a case was skipped that was not over when the run was interrupted.
const Interrupted = "the run was interrupted"

// Unrun reports whether the case was not run to its end, since the run was interrupted or
// the subject had been given up. It does not count as skipped.
func (c *Case) Unrun() bool { return c.Abandoned || c.interrupted() }

func (c *Case) interrupted() bool { return c.Verdict == Skipped && c.Why == Interrupted }

// An abandoned is the error of a subject that has been given up.
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

// weightOf is the verdict of a case with these differences.
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
