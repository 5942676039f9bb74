package conformtest_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/conformtest"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

func TestTheReferencePasses(t *testing.T) {
	conformtest.Test(t, transport.InProcess(&protocol.Reference{}))
}

func TestTheReferencePassesAtRandom(t *testing.T) {
	conformtest.Check(t, func() transport.Subject { return transport.InProcess(&protocol.Reference{}) })
}

// A leak is the reference, but a get shows a code.
type leak struct{ protocol.Reference }

func (l *leak) Do(r protocol.Request) protocol.Response {
	res := l.Reference.Do(r)
	if r.Op == protocol.Get {
		res.Body = protocol.NewJSON(strings.Replace(string(res.Body.Reveal()), `"temporaryAccessPass":null`, `"temporaryAccessPass":"s3cret"`, 1))
	}
	return res
}

// lower is the reference, but it spells reasons in small letters.
type lower struct{ protocol.Reference }

func (l *lower) Do(r protocol.Request) protocol.Response {
	res := l.Reference.Do(r)
	res.Reason = strings.ToLower(res.Reason)
	return res
}

// limited is the reference, but it announces only a part, or gives errors in place of
// answers.
type limited struct {
	protocol.Reference
	announced *protocol.Capabilities
	err       error       // of the handshake, if nothing is announced; else of each op but list and can
	can       protocol.Op // answered in spite of err
	closed    *int
}

func (s *limited) Capabilities(context.Context) (*protocol.Capabilities, error) {
	if s.announced != nil {
		return s.announced, nil
	}
	return nil, s.err
}

func (s *limited) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	if s.err != nil && r.Op != protocol.Reset && r.Op != protocol.List && r.Op != s.can {
		return protocol.Response{}, s.err
	}
	return s.Reference.Do(r), nil
}

func (s *limited) Close() error {
	if s.closed != nil {
		*s.closed++
	}
	return nil
}

var (
	capabilities = &protocol.Capabilities{Name: "limited", Editions: model.Editions(), Ops: []protocol.Op{protocol.List, protocol.Create, protocol.SignIn}}
	bang         = &transport.SubjectError{Kind: transport.Crashed, Text: `it ended with {"temporaryAccessPass":"s3cret"}`, Stderr: "panic: no more\n"}
)

// known are options with a known difference of forgetful in a scenario.
func known(id string) conform.Options {
	return conform.Options{Expected: []conform.KnownDifference{{
		File: "known.yaml", Pos: scenario.Position{Line: 1, Column: 3}, Scenario: id,
		Rule: model.SigninUsed, Verdict: conform.Fail, Reason: "fixed next week",
	}}}
}

// tests are run in another process, since they fail.
var tests = map[string]func(*testing.T){
	"forgetful": func(t *testing.T) { conformtest.Test(t, transport.InProcess(&forgetful{})) },
	"leak":      func(t *testing.T) { conformtest.Test(t, transport.InProcess(&leak{})) },
	"lower":     func(t *testing.T) { conformtest.Test(t, transport.InProcess(&lower{})) },
	"strict": func(t *testing.T) {
		conformtest.TestWith(t, conform.Options{Strict: true}, transport.InProcess(&lower{}))
	},
	"skips": func(t *testing.T) {
		conformtest.Test(t, &limited{announced: capabilities, err: &protocol.Skip{Why: "not yet"}, can: protocol.Create})
	},
	"nothing": func(t *testing.T) {
		conformtest.Test(t, &limited{announced: &protocol.Capabilities{Editions: model.Editions()}})
	},
	"crash": func(t *testing.T) { conformtest.Test(t, &limited{announced: capabilities, err: bang}) },
	"mute":  func(t *testing.T) { conformtest.Test(t, &limited{err: bang}) },
	"known": func(t *testing.T) {
		conformtest.TestWith(t, known("signin/once-only"), transport.InProcess(&forgetful{}))
	},
	"stale": func(t *testing.T) {
		conformtest.TestWith(t, known("create/guest-external"), transport.InProcess(&forgetful{}))
	},
	"missing": func(t *testing.T) {
		conformtest.TestWith(t, known("signin/once-onyl"), transport.InProcess(&forgetful{}))
	},

	"check": func(t *testing.T) {
		conformtest.Check(t, func() transport.Subject { return transport.InProcess(&forgetful{}) })
	},
	"check leak": func(t *testing.T) {
		conformtest.Check(t, func() transport.Subject { return transport.InProcess(&leak{}) })
	},
	"check lower": func(t *testing.T) {
		conformtest.CheckWith(t, check.Campaign{Runs: 20}, func() transport.Subject { return transport.InProcess(&lower{}) })
	},
	"check strict": func(t *testing.T) {
		conformtest.CheckWith(t, check.Campaign{Seed: 5, Steps: 30, Users: 2, Edition: "preview", Strict: true}, func() transport.Subject { return transport.InProcess(&lower{}) })
	},
	"check crash": func(t *testing.T) {
		conformtest.Check(t, func() transport.Subject { return &limited{announced: capabilities, err: bang} })
	},
	"check mute": func(t *testing.T) { conformtest.Check(t, func() transport.Subject { return &limited{err: bang} }) },
	"check skips": func(t *testing.T) {
		conformtest.Check(t, func() transport.Subject {
			return &limited{announced: capabilities, err: &protocol.Skip{Why: "not yet"}}
		})
	},
	"check nonsense": func(t *testing.T) {
		conformtest.CheckWith(t, check.Campaign{Users: 99}, func() transport.Subject { return transport.InProcess(&leak{}) })
	},
}

// TestInAnotherProcess is no test of its own. The other tests run it, in another process.
func TestInAnotherProcess(t *testing.T) {
	if test := tests[os.Getenv("TAPSIM_TEST_IN_ANOTHER_PROCESS")]; test != nil {
		test(t)
	}
}

// goTest runs one of the tests with these flags, and returns its output.
func goTest(t *testing.T, name string, flags ...string) (output string, passed bool) {
	require.Contains(t, tests, name)
	flags = append([]string{"-test.v", "-test.run=^TestInAnotherProcess$"}, flags...)
	cmd := exec.CommandContext(t.Context(), os.Args[0], flags...)
	cmd.Env = append(os.Environ(), "TAPSIM_TEST_IN_ANOTHER_PROCESS="+name)
	out, err := cmd.CombinedOutput()
	require.NotContains(t, string(out), "s3cret")
	return string(out), err == nil
}

func TestTestReportsDifferences(t *testing.T) {
	output, passed := goTest(t, "forgetful")
	require.False(t, passed)
	require.Contains(t, output, "tested with the suite "+scenarios.Version()+"\n")
	require.Contains(t, output, "--- PASS: TestInAnotherProcess/create/guest-external ")
	require.Contains(t, output, "--- FAIL: TestInAnotherProcess/signin/once-only ")

	// One scenario alone, with all that the text report has.
	output, passed = goTest(t, "forgetful", "-test.run=^TestInAnotherProcess$/^signin$/^once-only$")
	require.False(t, passed)
	require.Equal(t, 1, strings.Count(output, "--- FAIL: TestInAnotherProcess/"))
	require.NotContains(t, output, "--- PASS: ")
	require.Regexp(t, `(?m)^    testing_test.go:\d+: fail  signin-used: A spent one-time pass signs nobody in\.
          observed
          EntraID-ErrorCodes: .* <https://.*>
          azvise.com: .* <https://.*>
          Configure a Temporary Access Pass <https://.*>
          signin/once-only  .*
          scenarios/signin/once-only.yaml:\d+:\d+: step \d of \d, at \S+
              signIn ada with the code of \w+
            answer
              expected refused, OneTimeUsed.*
              got      accepted
            before that
              \S+  create ada \{"isUsableOnce":true\} as \w+: 201, create-accepted
              \S+  signIn ada with the code of \w+: accepted, signin-accepted$`, output)
}

func TestTestMasksCodes(t *testing.T) {
	output, passed := goTest(t, "leak")
	require.False(t, passed)
	require.Regexp(t, `temporaryAccessPass\n +expected null\n +got +a code\n`, output)
}

func TestTestLogsDeviations(t *testing.T) {
	output, passed := goTest(t, "lower")
	require.True(t, passed)
	require.Regexp(t, `=== RUN +TestInAnotherProcess/signin/once-only\n +testing_test.go:\d+: deviation  usability-case: `, output)
	output, passed = goTest(t, "strict")
	require.False(t, passed)
	require.Contains(t, output, "--- FAIL: TestInAnotherProcess/signin/once-only ")
}

func TestTestSkipsWhatIsNotAnnounced(t *testing.T) {
	output, passed := goTest(t, "skips")
	require.True(t, passed)
	require.Contains(t, output, "the subject does not announce the op get\n")
	require.Contains(t, output, ": not yet\n")
	require.NotContains(t, output, "--- FAIL")

	output, passed = goTest(t, "nothing")
	require.False(t, passed)
	require.Contains(t, output, "nothing passed, which is no success\n")
	_, passed = goTest(t, "nothing", "-test.run=^TestInAnotherProcess$/^signin$")
	require.True(t, passed, "-run chose the scenarios")
}

func TestTestReportsHowASubjectBroke(t *testing.T) {
	output, passed := goTest(t, "crash", "-test.run=^TestInAnotherProcess$/^create$/^guest-external$")
	require.False(t, passed)
	require.Regexp(t, `(?m)^    testing_test.go:\d+: crash  it ended with \{"temporaryAccessPass":"•+"\}
          in create/guest-external at step 1 of \d, at \S+
            create \S+ .*
          it said on stderr
            \| panic: no more$`, output)

	output, passed = goTest(t, "mute")
	require.False(t, passed)
	require.Contains(t, output, "the subject cannot be asked: it ended with ")
	require.Contains(t, output, "| panic: no more\n")
	require.Equal(t, 1, strings.Count(output, "--- FAIL"), "and no scenario is tried")
}

func TestTestWithKnownDifferences(t *testing.T) {
	output, passed := goTest(t, "known", "-test.run=^TestInAnotherProcess$/^signin$/^once-only$")
	require.True(t, passed)
	require.Contains(t, output, "--- SKIP: TestInAnotherProcess/signin/once-only ")
	require.Contains(t, output, "expected: fixed next week\n")
	_, passed = goTest(t, "stale", "-test.run=^TestInAnotherProcess$/^replace$/^id-")
	require.True(t, passed, "the entry is about a scenario that did not run")
	output, passed = goTest(t, "stale", "-test.run=^TestInAnotherProcess$/^create$/^guest-external$")
	require.False(t, passed)
	require.Contains(t, output, "known.yaml:1:3: create/guest-external passes: remove the entry, so that a later failure is reported\n")
	output, passed = goTest(t, "missing")
	require.False(t, passed)
	require.Contains(t, output, "known.yaml:1:3: there is no scenario signin/once-onyl (did you mean signin/once-only?): correct the id or remove the entry\n")
}

func TestTestRunsOtherScenarios(t *testing.T) {
	s, err := scenario.Parse("mine.yaml", []byte("id: mine\ntitle: A list of nothing\nrules: [list-one]\nusers: [ada]\nsteps:\n  - list: {user: ada}\n"))
	require.NoError(t, err)
	asked := 0
	conformtest.Test(t, transport.InProcess(counting{&asked, &protocol.Reference{}}), s)
	require.Equal(t, 2, asked, "the reset, and the step")
}

type counting struct {
	asked *int
	protocol.Subject
}

func (c counting) Do(r protocol.Request) protocol.Response {
	*c.asked++
	return c.Subject.Do(r)
}

// The scenario that Check prints can be copied with its indentation, and shows the
// difference. The line in its comment draws the same history again.
func TestCheckPrintsTheScenario(t *testing.T) {
	output, passed := goTest(t, "check")
	require.False(t, passed)
	require.Regexp(t, `testing_test.go:\d+: behaves nearly as if you let a one-time pass sign in more than once \(signin-used, once-is-for-ever\): accepts the same in 1 of 1 failure\n +to be sure, .*\n +signin-used: signIn, where the answer is refused, OneTimeUsed by the reference and accepted by the subject\n`, output)
	require.Regexp(t, `\n +fail  signin-used: .*\n +observed\n(?: +.* <https://.*>\n)+ +answer\n +expected refused, OneTimeUsed\n +got +accepted\n +shown by run \d+, [34] of the 40 steps drawn\n`, output)

	_, text, found := strings.Cut(output, "The scenario, to be saved:\n")
	require.True(t, found)
	text, _, _ = strings.Cut(text, "\n--- ")
	s, err := scenario.Parse("found.yaml", []byte(text))
	require.NoError(t, err, text)
	c := conform.Compare(t.Context(), s, transport.InProcess(&forgetful{}))
	require.Equal(t, conform.Fail, c.Verdict)
	require.Equal(t, model.SigninUsed, c.Differences[0].Rule)

	seed := regexp.MustCompile(`# Found in run (\d+) of seed (\d+), suite ` + scenarios.Version() + `, by\n +#   conformtest\.CheckWith\(t, check\.Campaign\{Seed: (\d+), Runs: (\d+)\}, newSubject\)\n`).FindStringSubmatch(output)
	require.NotNil(t, seed, output)
	require.Equal(t, seed[1:3], []string{seed[4], seed[3]})
	again, passed := goTest(t, "check")
	require.False(t, passed)
	require.NotContains(t, again, "of seed "+seed[2]+",", "a seed of its own each time")
}

func TestCheckReportsSubjectErrorsAndDeviations(t *testing.T) {
	output, passed := goTest(t, "check leak")
	require.False(t, passed)
	require.Contains(t, output, "pass-code-once")

	output, passed = goTest(t, "check lower")
	require.True(t, passed)
	require.Regexp(t, `random histories of seed 0, suite `+scenarios.Version()+`\n +testing_test.go:\d+: 20 of 20 runs passed, \d+ steps, no difference\n`, output)
	require.Regexp(t, `deviations by usability-case: \d+\n`, output)

	output, passed = goTest(t, "check strict")
	require.False(t, passed)
	require.Regexp(t, `check\.Campaign\{Seed: 5, Runs: \d+, Steps: 30, Users: 2, Edition: "preview", Strict: true\}, newSubject`, output)

	for name, says := range map[string]string{
		"check crash":    "The subject breaks (crash) at ",
		"check mute":     "the subject cannot be asked: it ended with ",
		"check skips":    "nothing passed, which is no success; skipped map[not yet:200]",
		"check nonsense": "99 users: a history has 1 to 8",
	} {
		output, passed := goTest(t, name, "-test.short")
		require.False(t, passed, name)
		require.Contains(t, output, says, name)
	}
}

// Check makes a new subject for each history, and closes it.
func TestCheckMakesNewSubjects(t *testing.T) {
	made, closed := 0, 0
	conformtest.CheckWith(t, check.Campaign{Runs: 30}, func() transport.Subject {
		require.Equal(t, made, closed, "one at a time")
		made++
		return &limited{announced: capabilities, closed: &closed}
	})
	require.Equal(t, 31, made, "and one for the handshake")
	require.Equal(t, made, closed)
}
