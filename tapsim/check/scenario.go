package check

import (
	"strconv"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// scenario writes a trace as a scenario. Each step wants the rule by which the model
// answered. So comparing a subject with the reference in this scenario also compares
// the engine with the model.
func (x *trace) scenario() *scenario.Scenario {
	s := &scenario.Scenario{
		ID: "check/drawn", Title: "A random history", Start: firstInstant,
		Tenant: protocol.Tenant{Edition: x.edition, Policy: x.policy},
		Steps:  make([]scenario.Step, len(x.acts)),
	}
	users, groupBits := x.directory()
	for i := range people {
		if users&(1<<i) != 0 {
			s.Users = append(s.Users, person(i, x.traits[i]))
		}
	}
	for i, g := range groups {
		if groupBits&(1<<i) != 0 {
			s.Groups = append(s.Groups, g)
		}
	}
	labels := x.labels()
	for i := range x.acts {
		s.Steps[i] = x.acts[i].step(labels)
	}
	return s
}

// labels gives a short label to each pass that an act names. The keys are the labels of
// the trace.
func (x *trace) labels() map[string]string {
	labels := map[string]string{}
	for i := range x.acts {
		a := &x.acts[i]
		if a.named != 0 {
			labels[labelOf(a.named)] = ""
		}
		for _, m := range []*scenario.TimeExpression{a.when, a.from} {
			if m != nil && m.Label != "" {
				labels[m.Label] = ""
			}
		}
	}
	const letters = "pqrstuvw"
	n := 0
	for i := range x.acts {
		if !x.acts[i].made() {
			continue
		}
		label := labelOf(x.acts[i].id)
		if _, named := labels[label]; named {
			if labels[label] = labelOf(n + 1); n < len(letters) {
				labels[label] = letters[n : n+1]
			}
			n++
		}
	}
	return labels
}

func (a *act) step(labels map[string]string) scenario.Step {
	step := scenario.Step{Op: verbOps[a.verb], At: labelled(a.when, labels), Skew: a.skew, Wants: []scenario.Assertion{{Name: "rule", Value: a.rule}}}
	a.parties(&step)
	switch {
	case a.text != nil:
		step.Body, step.Raw = []byte(a.text.body), a.text.raw
	case a.verb == doCreate:
		a.members(&step, labels)
	case a.named != 0:
		step.Pass, step.Alter = labels[labelOf(a.named)], a.alter
	case a.verb == doSignIn:
		step.Code = a.literal()
	case a.verb == doGet || a.verb == doDelete || a.verb == doRefresh:
		step.PassID = wrongIDs[none-a.pass]
	}
	if a.made() {
		step.As = labels[labelOf(a.id)]
	}
	return step
}

// labelled is a time expression of a trace with the label that the pass has in the
// scenario.
func labelled(m *scenario.TimeExpression, labels map[string]string) *scenario.TimeExpression {
	if m == nil || m.Label == "" {
		return m
	}
	other := *m
	other.Label = labels[m.Label]
	return &other
}

// parties fills in the user and the caller.
func (a *act) parties(step *scenario.Step) {
	if ofUser[a.verb] {
		step.User = unknownKey
		if a.user != unknownUser {
			step.User = keyOf(&people[a.user], a.key)
		}
	}
	if a.caller.me && step.User != "" {
		step.User = "me"
	}
	if a.caller.wire != nil {
		actor := *a.caller.wire
		switch {
		case a.caller.self:
			actor.User = userIDs[a.user]
		case a.caller.named():
			actor.User = userIDs[a.caller.user]
		}
		step.Actor = &actor
	}
}

// members writes the body of a create.
func (a *act) members(step *scenario.Step, labels map[string]string) {
	body := []byte{'{'}
	name := func(name string) {
		if len(body) > 1 {
			body = append(body, ',')
		}
		body = append(append(append(body, '"'), name...), '"', ':')
	}
	if a.timed {
		name("lifetimeInMinutes")
		body = strconv.AppendInt(body, int64(a.lifetime), 10)
	}
	if a.once > 0 {
		name("isUsableOnce")
		body = strconv.AppendBool(body, onces[a.once])
	}
	switch {
	case !a.begins:
	case a.spelt == plainStart && a.from.Base != scenario.Literal:
		step.Start = labelled(a.from, labels)
	default:
		name("startDateTime")
		body = append(body, '"')
		body = append(body, spell(a.start, a.spelt)...)
		body = append(body, '"')
	}
	step.Body = append(body, '}')
}

// spell writes a start in one of the ways in which starts are written.
func spell(at model.Instant, how uint8) string {
	const seconds = "2006-01-02T15:04:05"
	utc := at.Time()
	switch how {
	case offsetStart:
		// West of Greenwich, so that no local time is in the year 10000.
		return utc.Add(-2*time.Hour).Format(seconds+".9999999") + "-02:00"
	case fineStart:
		return utc.Format(seconds+".0000000") + "99Z"
	case zonelessStart:
		return utc.Format(seconds + ".9999999")
	case countedStart:
		return "/Date(" + strconv.FormatInt(utc.UnixMilli(), 10) + ")/"
	default:
		return at.String()
	}
}
