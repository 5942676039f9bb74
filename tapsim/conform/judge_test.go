package conform_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Differences by a documented rule, by an unspecified one, and of spelling.
var (
	documented = conform.Difference{Step: 1, Name: "answer", Want: "201", Got: "400", Rule: model.CreateAccepted, Weight: conform.Fail, Decisive: true}
	chosen     = conform.Difference{Step: 1, Name: "isUsable", Want: "false", Got: "true", Rule: model.UsabilityEnd, Weight: conform.Deviates, Decisive: true}
	spelling   = conform.Difference{Step: 1, Name: "reason", Want: "Expired", Got: "expired", Rule: model.UsabilityCase, Weight: conform.Deviates}
)

func differs(id string, all ...conform.Difference) conform.Case {
	c := conform.Case{Scenario: &scenario.Scenario{ID: id}, Verdict: conform.Passed, Differences: all}
	for _, d := range all {
		if c.Verdict != conform.Fail {
			c.Verdict = d.Weight
		}
	}
	return c
}

func breaks(id string, v conform.Verdict, why string) conform.Case {
	return conform.Case{Scenario: &scenario.Scenario{ID: id}, Verdict: v, Why: why}
}

func knownDifferences(t *testing.T, text string) []conform.KnownDifference {
	all, err := conform.ReadKnownDifferences("known.yaml", []byte(text))
	require.NoError(t, err)
	return all
}

func TestWhatFailsARun(t *testing.T) {
	good := differs("good")
	for name, row := range map[string]struct {
		cases   []conform.Case
		options conform.Options
		passed  bool
	}{
		"nothing at all":        {nil, conform.Options{}, false},
		"a pass":                {[]conform.Case{good}, conform.Options{}, true},
		"a fail":                {[]conform.Case{good, differs("a", documented)}, conform.Options{}, false},
		"a deviation":           {[]conform.Case{good, differs("a", chosen)}, conform.Options{}, true},
		"a deviation, strict":   {[]conform.Case{good, differs("a", chosen)}, conform.Options{Strict: true}, false},
		"deviations alone":      {[]conform.Case{differs("a", chosen)}, conform.Options{}, false},
		"skips alone":           {[]conform.Case{breaks("a", conform.Skipped, "no")}, conform.Options{}, false},
		"a skip":                {[]conform.Case{good, breaks("a", conform.Skipped, "no")}, conform.Options{Strict: true}, true},
		"a crash":               {[]conform.Case{good, breaks("a", conform.Crashed, "bang")}, conform.Options{}, false},
		"silence":               {[]conform.Case{good, breaks("a", conform.TimedOut, "...")}, conform.Options{}, false},
		"an error":              {[]conform.Case{good, breaks("a", conform.Errored, "no JSON")}, conform.Options{}, false},
		"an interrupted run":    {[]conform.Case{good, breaks("a", conform.Skipped, conform.Interrupted)}, conform.Options{}, false},
		"documented alone":      {[]conform.Case{good, differs("a", chosen)}, conform.Options{Strict: true, Only: model.FromDocs}, true},
		"documented among them": {[]conform.Case{good, differs("a", chosen, documented)}, conform.Options{Only: model.FromDocs}, false},
	} {
		require.Equal(t, row.passed, conform.Judge(row.cases, nil, row.options).Passed(), name)
	}
}

// A case that an interrupted run left out does not count as skipped.
func TestScenariosThatAreNotRun(t *testing.T) {
	j := conform.Judge([]conform.Case{
		differs("good"), breaks("a", conform.Skipped, "no"), breaks("b", conform.Skipped, conform.Interrupted),
	}, nil, conform.Options{})
	require.Equal(t, []int{1, 1, 1}, []int{j.Count(conform.Passed), j.Count(conform.Skipped), j.Unrun()})
	require.True(t, j.Interrupted)
}

// A scenario that was cut short by a difference that does not count did not pass.
func TestOnlyDocumented(t *testing.T) {
	j := conform.Judge([]conform.Case{differs("cut", chosen), differs("whole", spelling)}, nil, conform.Options{Only: model.FromDocs})
	require.Equal(t, conform.Skipped, j.Cases[0].Verdict)
	require.Equal(t, "a difference by a rule that is chosen cut the scenario short", j.Cases[0].Why)
	require.Equal(t, conform.Passed, j.Cases[1].Verdict)
	require.Len(t, j.Cases[1].Filtered, 1)
	require.Empty(t, j.Cases[1].Differences)
}

func TestKnownDifferences(t *testing.T) {
	good := differs("good")
	both := differs("both", spelling, documented)
	crash := breaks("crash", conform.Crashed, "bang")
	known := []string{"good", "both", "crash", "elsewhere"}
	for name, row := range map[string]struct {
		expect string
		cases  []conform.Case
		wrong  []string // the texts of stale entries
		fails  int      // number of cases
	}{
		"by rule": {`
- {scenario: both, rule: create-accepted, verdict: fail, reason: later}
- {scenario: both, rule: usability-case, verdict: deviation, reason: later}`, []conform.Case{good, both}, nil, 0},
		"one of two": {`
- {scenario: both, rule: usability-case, verdict: deviation, reason: later}`, []conform.Case{good, both}, nil, 1},
		"whatever it comes to": {`
- {scenario: both, verdict: fail, reason: later}`, []conform.Case{good, both}, nil, 0},
		"another verdict": {`
- {scenario: both, verdict: deviation, reason: later}`, []conform.Case{good, both},
			[]string{"nothing matches deviation of both: the scenario comes to fail by usability-case, create-accepted; correct the entry or remove it"}, 1},
		"another rule": {`
- {scenario: both, rule: user-missing, verdict: fail, reason: later}`, []conform.Case{good, both},
			[]string{"nothing matches fail of both by user-missing: the scenario comes to fail"}, 1},
		"a crash": {`
- {scenario: crash, verdict: crash, reason: later}`, []conform.Case{good, crash}, nil, 0},
		"a crash that was a timeout": {`
- {scenario: crash, verdict: timeout, reason: later}`, []conform.Case{good, crash}, []string{"the scenario comes to crash"}, 1},
		"an unexpected pass": {`
- {scenario: good, verdict: fail, reason: later}`, []conform.Case{good}, []string{"good passes: remove the entry, so that a later failure is reported"}, 0},
		"an unknown id": {`
- {scenario: bath, verdict: fail, reason: later}`, []conform.Case{good}, []string{"there is no scenario bath (did you mean both?): correct the id or remove the entry"}, 0},
		"an unknown rule": {`
- {scenario: both, rule: signin-usde, verdict: fail, reason: later}`, []conform.Case{good},
			[]string{"there is no rule signin-usde (did you mean signin-used?): correct the id or remove the entry; tapsim rules lists all ids"}, 0},
		"an unknown rule, of a scenario that fails": {`
- {scenario: both, rule: usability-ends, verdict: fail, reason: later}`, []conform.Case{good, both},
			[]string{"there is no rule usability-ends (did you mean usability-end?): correct the id or"}, 1},
		"a scenario of another run": {`
- {scenario: elsewhere, verdict: fail, reason: later}`, []conform.Case{good}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			j := conform.Judge(row.cases, nil, conform.Options{Expected: knownDifferences(t, row.expect), Known: known})
			require.Len(t, j.Stale, len(row.wrong))
			for i, text := range row.wrong {
				require.Contains(t, j.Stale[i].Text, text)
				require.Equal(t, 2, j.Stale[i].Pos.Line)
			}
			fails := 0
			for _, c := range j.Cases {
				if c.Fails {
					fails++
				}
			}
			require.Equal(t, row.fails, fails)
			require.Equal(t, row.fails == 0 && len(row.wrong) == 0, j.Passed())
		})
	}
}

// A template covers all differences of the run that it was made of, keeps the reasons
// that were given before, and has no code.
func TestATemplateOfKnownDifferences(t *testing.T) {
	odd := documented
	odd.Got = "\"quotes\"\x1b[2J: #\n{\"temporaryAccessPass\":\"s3cret\"}" + strings.Repeat("x", 1000)
	cases := []conform.Case{differs("a", spelling), differs("b", odd), differs("good"), breaks("d", conform.Crashed, "bang")}
	options := conform.Options{Strict: true, Expected: knownDifferences(t, "- {scenario: a, rule: usability-case, verdict: deviation, reason: an old client}")}
	var all []conform.KnownDifference
	for _, c := range conform.Judge(cases, nil, options).Cases {
		all = append(all, c.KnownDifferences()...)
	}
	var b strings.Builder
	require.NoError(t, conform.WriteKnownDifferences(&b, all))
	require.NotContains(t, b.String(), "s3cret")
	require.Contains(t, b.String(), `reason: "an old client"`)
	require.Contains(t, b.String(), conform.Unexplained)

	// Unedited it covers every difference, and gives no reason.
	options.Expected = knownDifferences(t, b.String())
	require.Len(t, options.Expected, 3)
	j := conform.Judge(cases, nil, options)
	require.False(t, j.Passed())
	require.Len(t, j.Stale, 2)
	for _, g := range j.Stale {
		require.True(t, g.Unexplained)
		require.Equal(t, `it has no reason yet: write why this is accepted, in place of "unexplained: ..."`, g.Text)
	}
	for _, c := range j.Cases {
		require.False(t, c.Fails, c.Scenario.ID)
	}

	options.Expected = knownDifferences(t, strings.ReplaceAll(b.String(), conform.Unexplained, "we know: "))
	require.True(t, conform.Judge(cases, nil, options).Passed())

	b.Reset()
	require.NoError(t, conform.WriteKnownDifferences(&b, nil))
	require.Empty(t, knownDifferences(t, b.String()))
}

func TestDiagnosticsOfKnownDifferences(t *testing.T) {
	_, err := conform.ReadKnownDifferences("known.yaml", []byte(`
- {scenario: a, rule: [usability-end], verdict: fail, reason: later}
- {scenario: a, verdict: pass, reason: later}
- {scenario: a, verdict: fail}
- {scenario: a, verdict: fail, reason: " "}
- {scenario: a, rule: usability-end, verdict: crash, reason: later}
- {scenario: b, verdict: fail, reason: later}
- {scenario: b, verdict: fail, reason: again}
`))
	for _, text := range []string{
		"known.yaml:2:23: rule takes text, not a list",
		"known.yaml:3:26: verdict cannot be \"pass\"",
		"known.yaml:4:3: a known difference lacks reason",
		"known.yaml:5:40: reason is empty",
		"known.yaml:6:3: a rule decides a fail or a deviation, and no crash",
		"known.yaml:8:3: the same difference is listed twice",
	} {
		require.ErrorContains(t, err, text)
	}
}

// A GUID in capitals is the same target. Any other value is another target.
func TestTheIDsOfTargets(t *testing.T) {
	const id, word = "071cc716-8147-4397-a5ba-b2105951cc0b", "all_users"
	const both = `[{"targetType":"user","id":"` + id + `","isRegistrationRequired":false},{"targetType":"group","id":"` + word + `","isRegistrationRequired":false}]`
	s, err := scenario.Parse("targets.yaml", []byte(`
id: targets
title: The policy comes back as it was set
rules: [policy-read]
users: [{name: ada, id: `+id+`}]
steps:
  - updatePolicy: {includeTargets: [{user: ada}, all_users], excludeTargets: [{user: ada}]}
  - getPolicy: {}
`))
	require.NoError(t, err)
	for name, c := range map[string]struct {
		change  func(body string) string
		verdict conform.Verdict
		rule    model.Rule
	}{
		"as they are":                {func(body string) string { return body }, conform.Passed, model.NoRule},
		"in capitals":                {func(body string) string { return strings.ReplaceAll(body, id, strings.ToUpper(id)) }, conform.Deviates, model.PolicyTargets},
		"one of them":                {func(body string) string { return strings.Replace(body, id, strings.ToUpper(id), 1) }, conform.Deviates, model.PolicyTargets},
		"another user":               {func(body string) string { return strings.ReplaceAll(body, id, id[:35]+"c") }, conform.Fail, model.PolicyRead},
		"no GUID":                    {func(body string) string { return strings.ReplaceAll(body, id, "ada") }, conform.Fail, model.PolicyRead},
		"all users in other letters": {func(body string) string { return strings.ReplaceAll(body, word, "All_Users") }, conform.Fail, model.PolicyRead},
		"another type":               {func(body string) string { return strings.ReplaceAll(body, `"user"`, `"group"`) }, conform.Fail, model.PolicyRead},
		"capitals and another type": {func(body string) string {
			return strings.NewReplacer(id, strings.ToUpper(id), `"user"`, `"group"`).Replace(body)
		}, conform.Fail, model.PolicyRead},
		"in another order": {func(body string) string {
			return strings.Replace(body, both, both[:1]+both[strings.Index(both, "},")+2:len(both)-1]+","+both[1:strings.Index(both, "},")+1]+"]", 1)
		}, conform.Fail, model.PolicyRead},
		"no list":            {func(body string) string { return strings.ReplaceAll(body, both, "null") }, conform.Fail, model.PolicyRead},
		"no objects":         {func(body string) string { return strings.ReplaceAll(body, both, `["`+id+`",7]`) }, conform.Fail, model.PolicyRead},
		"a number for an id": {func(body string) string { return strings.ReplaceAll(body, `"`+id+`"`, "7") }, conform.Fail, model.PolicyRead},
	} {
		t.Run(name, func(t *testing.T) {
			got := conform.Compare(context.Background(), s, transport.InProcess(&changedPolicy{change: c.change}))
			require.Equal(t, c.verdict, got.Verdict, "%+v", got.Differences)
			for _, d := range got.Differences {
				require.Equal(t, c.rule, d.Rule)
			}
		})
	}
}

// changedPolicy is the reference with a change in the policy that it shows.
type changedPolicy struct {
	protocol.Reference
	change func(body string) string
}

func (s *changedPolicy) Do(r protocol.Request) protocol.Response {
	res := s.Reference.Do(r)
	if r.Op == protocol.GetPolicy {
		res.Body = protocol.NewJSON(s.change(string(res.Body.Reveal())))
	}
	return res
}

func FuzzReadKnownDifferences(f *testing.F) {
	f.Add([]byte("- {scenario: a, rule: usability-end, verdict: fail, reason: later}\n"))
	f.Add([]byte("- {scenario: a, rule: 'none: such', verdict: fail, reason: later}\n"))
	f.Add([]byte("[]"))
	f.Add([]byte("- &a {scenario: *a}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := conform.ReadKnownDifferences("fuzz.yaml", text)
		if err != nil {
			return
		}
		var b strings.Builder
		require.NoError(t, conform.WriteKnownDifferences(&b, all))
		again, err := conform.ReadKnownDifferences("fuzz.yaml", []byte(b.String()))
		require.NoError(t, err, b.String())
		require.Len(t, again, len(all))
	})
}
