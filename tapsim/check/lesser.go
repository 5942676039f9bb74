package check

import (
	"bytes"
	"encoding/json"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// lesser yields every scenario that is one thing short of s: without a step, or
// with a value gone or at its default.
func lesser(s *scenario.Scenario, all told) iter.Seq[*scenario.Scenario] {
	return func(yield func(*scenario.Scenario) bool) {
		for i := len(s.Steps) - 1; i >= 0; i-- {
			if !yield(without(s, all, i, i+1)) || !yield(handOn(s, all, i)) {
				return
			}
		}
		for i := range s.Steps {
			for step := range plainer(s, &s.Steps[i]) {
				less := copyOf(s)
				less.Steps[i] = step
				if !yield(less) {
					return
				}
			}
		}
		for _, more := range []iter.Seq[*scenario.Scenario]{emptier(s), renamed(s), plainerInstants(s, all)} {
			for less := range more {
				if !yield(less) {
					return
				}
			}
		}
	}
}

func copyOf(s *scenario.Scenario) *scenario.Scenario {
	less := *s
	less.Steps, less.Users, less.Groups = slices.Clone(s.Steps), slices.Clone(s.Users), slices.Clone(s.Groups)
	return &less
}

// without leaves out the steps from and up to to, and those that name a pass
// made by one of them. An instant that hung on such a pass stays where it was.
func without(s *scenario.Scenario, all told, from, to int) *scenario.Scenario {
	less := *s
	less.Steps = slices.Clone(s.Steps[:from])
	var gone []string
	for i := from; i < to; i++ {
		if label := s.Steps[i].As; label != "" {
			gone = append(gone, label)
		}
	}
	for i := to; i < len(s.Steps); i++ {
		step := s.Steps[i]
		if step.Pass != "" && slices.Contains(gone, step.Pass) {
			continue
		}
		if step.At != nil && slices.Contains(gone, step.At.Label) {
			step.At = since(s, all[i].At)
		}
		if step.Start != nil && slices.Contains(gone, step.Start.Label) {
			text, _ := all[i].Request.Body.Object()["startDateTime"].(string)
			at, _, _ := wire.ParseInstant(text)
			step.Start = since(s, at)
		}
		less.Steps = append(less.Steps, step)
	}
	return &less
}

// since is an instant counted from the start of the scenario.
func since(s *scenario.Scenario, at model.Instant) *scenario.TimeExpression {
	return &scenario.TimeExpression{Base: scenario.SinceStart, Offset: at.Sub(s.Start)}
}

// handOn leaves out step i, and has the next one happen when it did.
func handOn(s *scenario.Scenario, all told, i int) *scenario.Scenario {
	less := without(s, all, i, i+1)
	if i < len(less.Steps) && less.Steps[i].At == nil && s.Steps[i].At != nil {
		less.Steps[i].At, less.Steps[i].Skew = s.Steps[i].At, s.Steps[i].Skew
	}
	return less
}

// plainer yields the step with one value gone or at its default.
func plainer(s *scenario.Scenario, step *scenario.Step) iter.Seq[scenario.Step] {
	return func(yield func(scenario.Step) bool) {
		change := func(do func(*scenario.Step)) bool {
			less := *step
			do(&less)
			return reflect.DeepEqual(less, *step) || yield(less)
		}
		_ = change(func(l *scenario.Step) { l.At, l.Advance, l.Skew = nil, 0, false }) &&
			change(func(l *scenario.Step) { l.Skew = false }) &&
			change(func(l *scenario.Step) { l.Actor = nil; l.User = named(s, l, step.Actor) }) &&
			(step.User == "me" || change(func(l *scenario.Step) { l.Actor = nil })) &&
			change(func(l *scenario.Step) { l.User = named(s, l, step.Actor) }) &&
			change(func(l *scenario.Step) {
				if l.User != "" && l.User != "me" && len(s.Users) > 0 {
					l.User = s.Users[0].UPN()
				}
			}) &&
			change(func(l *scenario.Step) { l.Start = nil }) &&
			change(func(l *scenario.Step) { l.Alter = "" }) &&
			change(func(l *scenario.Step) {
				if l.Op == protocol.SignIn {
					l.Pass, l.Alter, l.Code = "", "", wrongCode
				}
			}) &&
			change(func(l *scenario.Step) { l.Note = "" }) &&
			lesserActors(step.Actor, func(a *protocol.Actor) bool { return change(func(l *scenario.Step) { l.Actor = a }) }) &&
			lesserBodies(step, func(body string, raw bool) bool {
				return change(func(l *scenario.Step) { l.Body, l.Raw = []byte(body), raw })
			})
	}
}

// named is the plain name of whom the step is about; for a me that is nobody's,
// of the first user.
func named(s *scenario.Scenario, step *scenario.Step, actor *protocol.Actor) string {
	for i := range s.Users {
		u := &s.Users[i]
		if strings.EqualFold(step.User, u.UPN()) || strings.EqualFold(step.User, u.ID.String()) ||
			step.User == "me" && actor != nil && actor.User == u.ID.String() {
			return u.UPN()
		}
	}
	if step.User == "me" && len(s.Users) > 0 {
		return s.Users[0].UPN()
	}
	return step.User
}

func lesserActors(a *protocol.Actor, yield func(*protocol.Actor) bool) bool {
	if a == nil {
		return true
	}
	for _, list := range []func(*protocol.Actor) *[]string{
		func(a *protocol.Actor) *[]string { return &a.Scopes },
		func(a *protocol.Actor) *[]string { return &a.Roles },
		func(a *protocol.Actor) *[]string { return &a.Permissions },
	} {
		for i := range *list(a) {
			less := *a
			words := list(&less)
			if *words = slices.Delete(slices.Clone(*words), i, i+1); len(*words) == 0 {
				*words = nil
			}
			if !yield(&less) {
				return false
			}
		}
	}
	return true
}

// lesserBodies yields the bodies that are a member short, or an item of a list,
// or plain where the text mattered.
func lesserBodies(step *scenario.Step, yield func(body string, raw bool) bool) bool {
	if len(step.Body) == 0 && !step.Raw {
		return true
	}
	members, ok := write.Members(step.Body)
	if step.Raw && !(yield("{}", false) && (!ok || yield(string(step.Body), false))) {
		return false
	}
	for i, m := range members {
		// Without its type an update means something else; with it, it is written plainly.
		if i == 0 && step.Op == protocol.UpdatePolicy && string(m.Value) == string(wire.JSON(wire.PolicyType)) {
			continue
		}
		if !yield(write.Object(slices.Delete(slices.Clone(members), i, i+1)), step.Raw) {
			return false
		}
		var items []json.RawMessage
		json.Unmarshal(m.Value, &items) // what is no list has none
		for item := range items {
			less := slices.Clone(members)
			less[i].Value = wire.JSON(slices.Delete(slices.Clone(items), item, item+1))
			if !yield(write.Object(less), step.Raw) {
				return false
			}
		}
	}
	return true
}

// emptier yields the scenarios whose world has one thing less.
func emptier(s *scenario.Scenario) iter.Seq[*scenario.Scenario] {
	return func(yield func(*scenario.Scenario) bool) {
		change := func(do func(*scenario.Scenario)) bool {
			less := copyOf(s)
			do(less)
			return reflect.DeepEqual(less.Tenant, s.Tenant) || yield(less)
		}
		usual := model.DefaultPolicy(s.Edition)
		good := change(func(l *scenario.Scenario) {
			if plain := model.DefaultPolicy(model.Current); l.Policy.Maximum == usual.Maximum {
				l.Policy.Maximum = plain.Maximum
			}
			l.Edition = model.Current
		}) &&
			change(func(l *scenario.Scenario) { l.Policy = usual; l.Policy.Enabled = true }) &&
			change(func(l *scenario.Scenario) { l.Policy.Enabled = true }) &&
			change(func(l *scenario.Scenario) { l.Policy.OnceOnly = usual.OnceOnly }) &&
			change(func(l *scenario.Scenario) { l.Policy.Length = usual.Length }) &&
			change(func(l *scenario.Scenario) { l.Policy.Minimum = usual.Minimum }) &&
			change(func(l *scenario.Scenario) { l.Policy.Default = usual.Default }) &&
			change(func(l *scenario.Scenario) { l.Policy.Maximum = usual.Maximum }) &&
			change(func(l *scenario.Scenario) { l.Policy.Include = usual.Include }) &&
			change(func(l *scenario.Scenario) { l.Policy.Exclude = usual.Exclude })
		for i := 0; good && i < len(s.Users); i++ {
			u := s.Users[i]
			// One who is not mentioned may be there to be the first.
			gone := func(l *scenario.Scenario) { l.Users = slices.Delete(l.Users, i, i+1) }
			good = (len(s.Users) == 1 || mentions(s, u.ID, u.UPN()) || change(gone)) &&
				change(func(l *scenario.Scenario) { l.Users[i].Guest = false }) &&
				change(func(l *scenario.Scenario) { l.Users[i].External = false }) &&
				change(func(l *scenario.Scenario) { l.Users[i].Groups = nil }) &&
				change(func(l *scenario.Scenario) { l.Users[i].Roles = nil })
		}
		for i := 0; good && i < len(s.Groups); i++ {
			if g := s.Groups[i]; !mentions(s, g.ID, g.ID.String()) {
				good = change(func(l *scenario.Scenario) { l.Groups = slices.Delete(l.Groups, i, i+1) })
			}
		}
	}
}

// mentions reports whether the scenario names a user or a group anywhere.
func mentions(s *scenario.Scenario, id model.ID, key string) bool {
	for _, targets := range [][]model.Target{s.Policy.Include, s.Policy.Exclude} {
		if slices.ContainsFunc(targets, func(t model.Target) bool { return t.ID == id }) {
			return true
		}
	}
	if slices.ContainsFunc(s.Users, func(u protocol.User) bool { return slices.Contains(u.Groups, id) }) {
		return true
	}
	return slices.ContainsFunc(s.Steps, func(step scenario.Step) bool {
		return strings.EqualFold(step.User, key) || strings.EqualFold(step.User, id.String()) ||
			step.Actor != nil && step.Actor.User == id.String() ||
			bytes.Contains(bytes.ToLower(step.Body), []byte(id.String()))
	})
}

// tidy gives passes short labels, and none to those that nobody refers to.
func tidy(s *scenario.Scenario) *scenario.Scenario {
	used := map[string]string{}
	mention := func(label string) {
		if label != "" {
			used[label] = ""
		}
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		mention(step.Pass)
		for _, m := range []*scenario.TimeExpression{step.At, step.Start} {
			if m != nil {
				mention(m.Label)
			}
		}
	}
	next := 0
	rename := func(m *scenario.TimeExpression) *scenario.TimeExpression {
		if m == nil || m.Label == "" {
			return m
		}
		renamed := *m
		renamed.Label = used[m.Label]
		return &renamed
	}
	less := copyOf(s)
	for i := range less.Steps {
		step := &less.Steps[i]
		step.At, step.Start, step.Pass = rename(step.At), rename(step.Start), used[step.Pass]
		if _, refers := used[step.As]; refers && step.As != "" {
			used[step.As] = shortLabel(next)
			next++
		}
		step.As = used[step.As]
	}
	return less
}

func shortLabel(n int) string {
	const letters = "pqrstuvw"
	if n < len(letters) {
		return letters[n : n+1]
	}
	return labelOf(n)
}
