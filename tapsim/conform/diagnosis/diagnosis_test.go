package diagnosis_test

import (
	"context"
	"flag"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/diagnosis"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// faults is shared: what it finds out about a scenario serves every test.
var faults = diagnosis.New()

// corpus are the scenarios, read once: the faults remember them by their addresses.
var corpus = func() func(t testing.TB) []*scenario.Scenario {
	load := sync.OnceValues(func() ([]*scenario.Scenario, error) { return scenario.LoadFS(scenarios.FS, "scenarios/") })
	return func(t testing.TB) []*scenario.Scenario {
		all, err := load()
		require.NoError(t, err)
		return all
	}
}()

// thorough makes the samples large: .ci/run has it, where there is no race detector.
var thorough = flag.Bool("thorough", false, "try large samples")

// sample is the size of a sample.
func sample(small, large int) int {
	if *thorough {
		return large
	}
	return small
}

// shipped are the mutants that break a settled rule.
func shipped() []mutant.Mutant {
	return slices.DeleteFunc(mutant.All(), func(m mutant.Mutant) bool { return m.Unspecified })
}

// diagnose runs all scenarios on a subject, or those of some folders.
func diagnose(t testing.TB, newSubject func() protocol.Subject, folders ...string) *conform.Report {
	t.Helper()
	chosen := slices.DeleteFunc(slices.Clone(corpus(t)), func(s *scenario.Scenario) bool {
		return len(folders) > 0 && !slices.Contains(folders, path.Dir(s.ID))
	})
	cases, announced := conform.Run(t.Context(), chosen, func() transport.Subject { return transport.InProcess(newSubject()) }, 1)
	r := conform.Judge(cases, announced, conform.Options{})
	faults.Diagnose(r)
	return r
}

// named reports whether a diagnosis names a fault, and whether it does so alone.
func named(d *conform.Diagnosis, id string) (named, alone bool) {
	if d == nil {
		return false, false
	}
	for _, c := range d.Causes {
		if slices.ContainsFunc(c.Faults, func(f conform.Fault) bool { return f.ID == id }) {
			return true, len(c.Faults) == 1
		}
	}
	return false, false
}

// The self-test does this for every mutant: see the column NAMED of its table.
func TestShippedFaultsAreNamed(t *testing.T) {
	all := shipped()
	tried, alone := 0, 0
	var not []string
	for i := 0; i < len(all); i += len(all) / sample(8, 60) {
		d := diagnose(t, func() protocol.Subject { return all[i].New() }).Diagnosis
		tried++
		switch is, only := named(d, all[i].ID); {
		case !is:
			not = append(not, all[i].ID)
		case only:
			alone++
		}
		require.Zero(t, d.Left, "%s: %v", all[i].ID, d.Lines())
	}
	t.Logf("of %d faults %d are named alone, and %d not at all", tried, alone, len(not))
	require.LessOrEqual(t, 10*len(not), tried, "not named: %v", not)
}

func TestTwoFaultsAtOnceAreNamed(t *testing.T) {
	all, random := shipped(), rand.New(rand.NewPCG(1, 2))
	both := 0
	pairs := sample(5, 100)
	for range pairs {
		one, other := all[random.IntN(len(all))], all[random.IntN(len(all))]
		d := diagnose(t, func() protocol.Subject { return mutant.Both(one, other).New() }).Diagnosis
		first, _ := named(d, one.ID)
		second, _ := named(d, other.ID)
		if first && second {
			both++
		} else {
			t.Logf("%s and %s: %s", one.ID, other.ID, strings.Join(d.Lines(), "\n\t"))
		}
	}
	t.Logf("of %d pairs both faults are named in %d", pairs, both)
	require.Greater(t, 10*both, 8*pairs)
}

// reader is the reference model with other readings. It names no rules, as another
// implementation does.
type reader struct{ model protocol.Model }

func reading(m protocol.Model, r protocol.Readings) protocol.Subject {
	m.Read(r)
	return reader{m}
}

func (r reader) Do(req protocol.Request) protocol.Response {
	res := r.model.Do(req)
	res.Rule, res.Contributing = model.NoRule, model.Rules{}
	return res
}

// A subject that reads a rule otherwise that no source settles does not fail, and the
// report says which rule that is.
func TestEachReadingIsADeviation(t *testing.T) {
	for i, one := range protocol.AllReadings() {
		if i%5 != 0 && !*thorough {
			continue
		}
		r := diagnose(t, func() protocol.Subject { return reading(&protocol.Reference{}, one) })
		require.Zero(t, r.Count(conform.Fail), one)
		if r.Count(conform.Deviates) > 0 && r.Diagnosis != nil && len(r.Diagnosis.Otherwise) > 0 {
			require.Equal(t, slices.Collect(one.Rules().All()), r.Diagnosis.Otherwise, one)
		}
	}
}

// many draws a set of readings.
func many(random *rand.Rand, least int) (set protocol.Readings) {
	all := protocol.AllReadings()
	most := 6
	if random.IntN(3) == 0 {
		most = len(all)
	}
	for range least + random.IntN(most) {
		set = set.With(all[random.IntN(len(all))])
	}
	return set
}

// Any set of readings is only a deviation. With a fault beside it, the fault alone is
// what fails: each scenario that fails shows the fault to one who reads the rules like
// the subject.
func TestManyReadingsAreDeviations(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	all := shipped()
	for range sample(3, 20) {
		set := many(random, 1)
		r := diagnose(t, func() protocol.Subject { return reading(&protocol.Reference{}, set) })
		for i := range r.Cases {
			require.NotEqual(t, conform.Fail, r.Cases[i].Verdict, "%v: %s %+v", set, r.Cases[i].Scenario.ID, r.Cases[i].Differences)
		}

		m := all[random.IntN(len(all))]
		r = diagnose(t, func() protocol.Subject { return reading(m.New(), set) })
		failing := 0
		for i := range r.Cases {
			c := &r.Cases[i]
			if c.Verdict != conform.Fail {
				continue
			}
			failing++
			require.True(t, differ(c.Scenario, reading(m.New(), set), reading(&protocol.Reference{}, set)), "%v with %s: %s %+v", set, m.ID, c.Scenario.ID, c.Differences)
		}
		t.Logf("%s beside %d readings: %d failures; %v", m.ID, len(slices.Collect(set.Rules().All())), failing, r.Diagnosis.Lines())
	}
}

// differ reports whether two subjects answer a scenario differently.
func differ(s *scenario.Scenario, one, other protocol.Subject) bool {
	texts := func(subject protocol.Subject) (all []string) {
		for step := range scenario.Play(s, &both{&protocol.Reference{}, subject, &all}) {
			_ = step
		}
		return all
	}
	return !slices.Equal(texts(one), texts(other))
}

// both asks the reference, and a subject beside it with the same ids and codes.
type both struct {
	reference protocol.Subject
	subject   protocol.Subject
	said      *[]string
}

func (b *both) Do(req protocol.Request) protocol.Response {
	res := b.subject.Do(req)
	*b.said = append(*b.said, res.Brief()+string(res.Body.Reveal())+res.SessionEnds+res.RegisterBy)
	return b.reference.Do(req)
}

// In random histories, too, what no source settles never comes to a failure.
func TestManyReadingsInRandomHistories(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range sample(3, 20) {
		set := many(random, 1)
		c := check.Campaign{Watch: -1, Runs: 60, Steps: 25}
		found, err := c.Run(t.Context(), transport.InProcess(reading(&protocol.Reference{}, set)))
		require.NoError(t, err)
		if x := found.Difference; x != nil {
			t.Errorf("%v: %+v", set, x.Case.Differences)
		}
	}
}

// Scenarios that show both faults do not tell them apart. A random history does.
func TestFaultsAreToldApart(t *testing.T) {
	m, ok := mutant.Find("prefix-works")
	require.True(t, ok)
	r := diagnose(t, func() protocol.Subject { return m.New() })
	is, alone := named(r.Diagnosis, m.ID)
	require.True(t, is)
	require.False(t, alone)
	require.Contains(t, r.Diagnosis.Lines()[0], "; nothing asked so far tells these apart")

	drawn, err := (&check.Campaign{Runs: 300, Steps: 15}).Scenarios()
	require.NoError(t, err)
	subject := transport.InProcess(m.New())
	faults.Tell(t.Context(), r.Diagnosis, slices.Collect(drawn), func(s *scenario.Scenario) conform.Case { return conform.Put(t.Context(), s, subject) })
	_, alone = named(r.Diagnosis, m.ID)
	require.True(t, alone, r.Diagnosis.Lines())
	require.Positive(t, r.Diagnosis.Asked)
}

// One failure has many explanations. The other scenarios tell them apart.
func TestOneFailure(t *testing.T) {
	m, ok := mutant.Find("zero-is-the-default")
	require.True(t, ok)
	subject := transport.InProcess(m.New())
	ask := func(s *scenario.Scenario) conform.Case { return conform.Put(context.Background(), s, subject) }
	i := slices.IndexFunc(corpus(t), func(s *scenario.Scenario) bool { return s.ID == "create/lifetime-zero" })
	require.GreaterOrEqual(t, i, 0)
	c := ask(corpus(t)[i])
	require.Equal(t, conform.Fail, c.Verdict)
	d := faults.One(t.Context(), &c, corpus(t), ask)
	_, alone := named(d, m.ID)
	require.True(t, alone, d.Lines())
}

// A known difference is no failure, so nothing has to explain it.
func TestKnownDifferencesNeedNoDiagnosis(t *testing.T) {
	m, ok := mutant.Find("text-after-the-body")
	require.True(t, ok)
	cases, _ := conform.Run(t.Context(), corpus(t), func() transport.Subject { return transport.InProcess(m.New()) }, 1)
	r := conform.Judge(cases, nil, conform.Options{})
	faults.Diagnose(r)
	require.NotNil(t, r.Diagnosis)
	var known []conform.KnownDifference
	for i := range r.Cases {
		known = append(known, r.Cases[i].KnownDifferences()...)
	}
	r = conform.Judge(cases, nil, conform.Options{Expected: known})
	faults.Diagnose(r)
	require.Nil(t, r.Diagnosis)
}

// The README quotes the first line of a report.
func TestTheREADMEQuotesADiagnosis(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	_, quoted, found := strings.Cut(string(text), "$ tapsim conform -- tapmutant maximum-excluded\n")
	require.True(t, found)
	line, _, _ := strings.Cut(quoted, "\n")
	m, ok := mutant.Find("maximum-excluded")
	require.True(t, ok)
	require.Equal(t, line, diagnose(t, func() protocol.Subject { return m.New() }).Diagnosis.Lines()[0])
}
