package check

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// No counterexample can be made simpler by one change. Every third mutant is tried, and
// fewer under the race detector. That check finds every mutant is tested by conform
// --self-test.
func TestCheckIsLocallyMinimalForMutants(t *testing.T) {
	every := 3
	if raceEnabled || testing.Short() {
		every = 12
	}
	for i, m := range mutant.All() {
		if i%every == 0 {
			t.Run(m.ID, func(t *testing.T) {
				requireMinimal(t, m, find(t, Campaign{Watch: -1, Seed: uint64(i), Strict: m.Unspecified, Edition: m.Edition.String()}, m))
			})
		}
	}
}

func TestCheckIsLocallyMinimalForManyUsers(t *testing.T) {
	m, _ := mutant.Find("case-sensitive-user")
	requireMinimal(t, m, find(t, Campaign{Watch: -1, Seed: 8, Steps: 80, Users: 6}, m))
}

// find is the counterexample of a mutant.
func find(t *testing.T, c Campaign, m mutant.Mutant) *Counterexample {
	c.Watch = -1
	found, err := c.Run(t.Context(), transport.InProcess(m.New()))
	require.NoError(t, err)
	require.NotNil(t, found.Difference)
	return found.Difference
}

// requireMinimal makes the counterexample of a mutant simpler in every way, by code that
// the shrinker does not use, and requires that it no longer shows the difference: without
// a step, with a default in place of a value, with an earlier name of a user, and with a
// simpler instant.
func requireMinimal(t *testing.T, m mutant.Mutant, x *Counterexample) {
	require.False(t, x.Once || x.Hurry)
	text, err := write.Scenario(x.Scenario)
	require.NoError(t, err)
	shows := func(s *scenario.Scenario) bool {
		for i := range s.Steps {
			s.Steps[i].Wants = []scenario.Assertion{{Name: "status", Value: int64(0)}}
		}
		n := 0
		for step := range scenario.Play(s, &protocol.Reference{}) {
			if !step.Asked {
				return false
			}
			s.Steps[n].Wants = []scenario.Assertion{{Name: "rule", Value: step.Response.Rule}}
			n++
		}
		for _, d := range conform.Compare(t.Context(), s, transport.InProcess(m.New())).Differences {
			if d.Rule == x.First.Rule && d.Name == x.First.Name && d.Weight == x.First.Weight {
				return true
			}
		}
		return false
	}
	fresh := func() *scenario.Scenario {
		s, err := scenario.Parse("found.yaml", text)
		require.NoError(t, err)
		return s
	}
	require.True(t, shows(fresh()), "%s", text)
	for what, less := range taken(fresh) {
		if len(less.Steps) > 0 {
			require.False(t, shows(less), "%s\n%s", what, text)
		}
	}
}

// taken are the scenarios with one thing less than the scenario that fresh gives.
func taken(fresh func() *scenario.Scenario) map[string]*scenario.Scenario {
	all := map[string]*scenario.Scenario{}
	try := func(what string, change func(*scenario.Scenario)) {
		s, was := fresh(), fresh()
		change(s)
		if _, out := model.StepPolicy(s.Policy, model.Env{}, model.PolicyCommand{Op: model.UpdatePolicy}); !out.Accepted() {
			return // no tenant has this policy
		}
		if fmt.Sprintf("%+v", parts(s)) != fmt.Sprintf("%+v", parts(was)) {
			all[what] = s
		}
	}
	usual := model.DefaultPolicy(fresh().Edition)
	usual.Enabled = true
	try("the policy", func(s *scenario.Scenario) { s.Policy = usual })
	try("the state", func(s *scenario.Scenario) { s.Policy.Enabled = true })
	try("once", func(s *scenario.Scenario) { s.Policy.OnceOnly = false })
	try("the minimum", func(s *scenario.Scenario) { s.Policy.Minimum = usual.Minimum })
	try("the maximum", func(s *scenario.Scenario) { s.Policy.Maximum = usual.Maximum })
	try("the default", func(s *scenario.Scenario) { s.Policy.Default = usual.Default })
	try("the length", func(s *scenario.Scenario) { s.Policy.Length = usual.Length })
	try("the included targets", func(s *scenario.Scenario) { s.Policy.Include = usual.Include })
	try("the excluded targets", func(s *scenario.Scenario) { s.Policy.Exclude = usual.Exclude })
	text := string(write.Text(fresh()))
	for i, u := range fresh().Users {
		named := regexp.MustCompile(`(?i)\b`+u.Name+`\b|`+u.ID.String()).FindAllString(text, -1)
		if len(named) == 1 && len(fresh().Users) > 1 { // in the list of users alone
			try(u.Name, func(s *scenario.Scenario) { s.Users = slices.Delete(s.Users, i, i+1) })
		}
		try(u.Name+"'s groups", func(s *scenario.Scenario) { s.Users[i].Groups = nil })
		try(u.Name+"'s roles", func(s *scenario.Scenario) { s.Users[i].Roles = nil })
		try(u.Name+"'s type", func(s *scenario.Scenario) { s.Users[i].Guest = false })
		try(u.Name+" external", func(s *scenario.Scenario) { s.Users[i].External = false })
		for _, name := range []string{"ada", "bob", "cyd", "dan"} {
			if slices.ContainsFunc(fresh().Users, func(o protocol.User) bool { return o.Name == name }) {
				if name == u.Name {
					break
				}
				continue
			}
			try(u.Name+" as "+name, func(s *scenario.Scenario) { called(s, u.Name, name) })
		}
	}

	var labels []string
	for i, step := range fresh().Steps {
		at := func(what string, change func(*scenario.Step)) {
			try(fmt.Sprintf("%s of step %d", what, i+1), func(s *scenario.Scenario) { change(&s.Steps[i]) })
		}
		try(fmt.Sprintf("step %d", i+1), func(s *scenario.Scenario) { s.Steps = slices.Delete(s.Steps, i, i+1) })
		if update, _, _, refused := wire.ParsePolicy(step.Body); step.Op == protocol.UpdatePolicy && refused == model.NoRule {
			try(fmt.Sprintf("the update of step %d from the beginning", i+1), func(s *scenario.Scenario) {
				s.Policy, _ = model.StepPolicy(s.Policy, model.Env{Edition: s.Edition}, update)
				s.Steps = slices.Delete(s.Steps, i, i+1)
			})
		}
		if step.At != nil && i+1 < len(fresh().Steps) {
			try(fmt.Sprintf("step %d and not its instant", i+1), func(s *scenario.Scenario) {
				if s.Steps[i+1].At == nil {
					s.Steps[i+1].At, s.Steps[i+1].Skew = s.Steps[i].At, s.Steps[i].Skew
				}
				s.Steps = slices.Delete(s.Steps, i, i+1)
			})
		}
		at("the instant", func(s *scenario.Step) { s.At = nil })
		if step.Op == protocol.SignIn {
			at("what is altered", func(s *scenario.Step) { s.Alter = "" })
			at("the code", func(s *scenario.Step) { s.Pass, s.Alter, s.Code = "", "", model.NewCode("never-issued") })
		}
		at("the clock rollback", func(s *scenario.Step) { s.Skew = false })
		at("the user", func(s *scenario.Step) {
			if s.User != "" && s.User != "me" {
				s.User = "ada@contoso.example"
			}
		})
		if step.Actor != nil {
			if step.User != "me" {
				at("the actor", func(s *scenario.Step) { s.Actor = nil })
			}
			at("the actor and the key", func(s *scenario.Step) { s.Actor, s.User = nil, "ada@contoso.example" })
			for _, list := range []func(*scenario.Step) *[]string{
				func(s *scenario.Step) *[]string { return &s.Actor.Scopes },
				func(s *scenario.Step) *[]string { return &s.Actor.Roles },
				func(s *scenario.Step) *[]string { return &s.Actor.Permissions },
			} {
				for n, word := range *list(&step) {
					at(word, func(s *scenario.Step) { *list(s) = slices.Delete(*list(s), n, n+1) })
				}
			}
		}
		var body map[string]json.RawMessage
		if json.Unmarshal(step.Body, &body) == nil {
			for name, value := range body {
				if name == "@odata.type" && string(value) == strconv.Quote(wire.PolicyType) {
					continue // without it the update means something else, and is not simpler to read
				}
				at(name, func(s *scenario.Step) { s.Body = membersBut(s.Body, name) })
			}
		}
		if step.Raw {
			at("the raw text", func(s *scenario.Step) { s.Raw, s.Body = false, []byte("{}") })
		}
		for was, set := range map[*scenario.TimeExpression]func(*scenario.Step, *scenario.TimeExpression){
			step.At:    func(s *scenario.Step, m *scenario.TimeExpression) { s.At = m },
			step.Start: func(s *scenario.Step, m *scenario.TimeExpression) { s.Start = m },
		} {
			if was == nil {
				continue
			}
			at("a start", func(s *scenario.Step) { s.Start = nil })
			for text, m := range plainExpressions(labels) {
				if words(was) > words(m) {
					at(write.TimeExpression(was)+" as "+text, func(s *scenario.Step) { set(s, m) })
				}
			}
		}
		if step.As != "" {
			labels = append(labels, step.As)
		}
	}
	return all
}

// parts is all of a scenario that counts: its tenant, its steps and their instants.
func parts(s *scenario.Scenario) []any {
	all := []any{s.Tenant}
	for _, step := range s.Steps {
		instants := []string{"", ""}
		for i, m := range []*scenario.TimeExpression{step.At, step.Start} {
			if m != nil {
				instants[i] = write.TimeExpression(m)
			}
		}
		actor := ""
		if step.Actor != nil {
			actor = fmt.Sprintf("%+v", *step.Actor)
		}
		step.Pos, step.Wants, step.At, step.Start, step.Actor = scenario.Position{}, nil, nil, nil, nil
		all = append(all, step, instants, actor)
	}
	return all
}

func membersBut(body []byte, name string) []byte {
	members, _ := write.Members(body)
	var kept []string
	for _, m := range members {
		if m.Name != name {
			kept = append(kept, fmt.Sprintf("%q:%s", m.Name, m.Value))
		}
	}
	return []byte("{" + strings.Join(kept, ",") + "}")
}

// called gives a user another name everywhere in a scenario.
func called(s *scenario.Scenario, old, name string) {
	was, is := protocol.User{Name: old, ID: protocol.UserID(old)}, protocol.User{Name: name, ID: protocol.UserID(name)}
	text := strings.NewReplacer(
		was.ID.String(), is.ID.String(), strings.ToUpper(was.ID.String()), strings.ToUpper(is.ID.String()),
		was.UPN(), is.UPN(), strings.ToUpper(was.UPN()), strings.ToUpper(is.UPN()),
	)
	for i := range s.Users {
		if s.Users[i].Name == old {
			s.Users[i].Name, s.Users[i].ID = is.Name, is.ID
		}
	}
	for _, list := range [][]model.Target{s.Policy.Include, s.Policy.Exclude} {
		for i := range list {
			if list[i].ID == was.ID {
				list[i].ID = is.ID
			}
		}
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		step.User = text.Replace(step.User)
		if step.Body != nil {
			step.Body = []byte(text.Replace(string(step.Body)))
		}
		if step.Actor != nil {
			step.Actor.User = text.Replace(step.Actor.User)
		}
	}
}

// plainExpressions are the simplest time expressions, by their text.
func plainExpressions(labels []string) map[string]*scenario.TimeExpression {
	all := map[string]*scenario.TimeExpression{}
	add := func(m scenario.TimeExpression) { all[write.TimeExpression(&m)] = &m }
	for _, d := range []model.Duration{0, -1, 1, model.Minute, 10 * model.Minute, 60 * model.Minute, 1440 * model.Minute} {
		add(scenario.TimeExpression{Base: scenario.SinceStart, Offset: d})
	}
	for _, label := range labels {
		for _, d := range []model.Duration{0, -1, 1} {
			add(scenario.TimeExpression{Base: scenario.OfStart, Label: label, Offset: d})
			add(scenario.TimeExpression{Base: scenario.OfEnd, Label: label, Offset: d})
		}
	}
	return all
}

var number = regexp.MustCompile(`[0-9]+(d|h|m|s|ns)`)

// words is the cost of a time expression for a reader: two for each number, and one for
// a tick, since the reader asks what it is for.
func words(m *scenario.TimeExpression) int {
	text := write.TimeExpression(m)
	n := 2 * len(number.FindAllString(text, -1))
	switch {
	case m.Base == scenario.Literal:
		n = 100
	case m.Offset == 0:
		n = 0
	case strings.Contains(text, "ns"):
		n++
	}
	return n
}
