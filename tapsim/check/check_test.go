package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A wrong subject is the reference with a change in the requests or in the answers.
type wrong struct {
	protocol.Reference
	ask    func(*protocol.Request)
	answer func(*protocol.Request, *protocol.Response)
}

func (w *wrong) Do(r protocol.Request) protocol.Response {
	if w.ask != nil && r.Op != protocol.Reset {
		w.ask(&r)
	}
	res := w.Reference.Do(r)
	if w.answer != nil && r.Op != protocol.Reset {
		w.answer(&r, &res)
	}
	return res
}

func in(old, new string) func(*protocol.Request, *protocol.Response) {
	return func(_ *protocol.Request, res *protocol.Response) {
		res.Body = protocol.NewJSON(bytes.ReplaceAll(res.Body.Reveal(), []byte(old), []byte(new)))
	}
}

// wrongs are subjects with one fault each, how many steps are needed to show it, and
// whether only a strict campaign shows it.
var wrongs = []struct {
	name   string
	make   func() *wrong
	steps  int
	strict bool
}{
	{"a spent pass signs in again", func() *wrong {
		return &wrong{answer: func(_ *protocol.Request, res *protocol.Response) {
			if res.Reason == "OneTimeUsed" {
				*res = protocol.Response{Result: "accepted", SessionEnds: "2026-01-01T00:00:00Z"}
			}
		}}
	}, 4, false},
	{"time is a tick late", func() *wrong {
		return &wrong{ask: func(r *protocol.Request) {
			if r.Op == protocol.SignIn || r.Op == protocol.Refresh {
				r.At = r.At.Add(-model.Tick)
			}
		}}
	}, 2, false},
	{"the end is inside", func() *wrong {
		return &wrong{ask: func(r *protocol.Request) {
			if r.Op != protocol.Create && r.At%model.Instant(model.Minute) == 0 && r.At > firstInstant {
				r.At = r.At.Add(-model.Tick)
			}
		}}
	}, 2, true},
	{"a lifetime is a string", func() *wrong {
		return &wrong{answer: in(`"lifetimeInMinutes":60`, `"lifetimeInMinutes":"60"`)}
	}, 1, false},
	{"camelCase", func() *wrong { return &wrong{answer: in("EnabledByPolicy", "enabledByPolicy")} }, 1, true},
	{"excludes are ignored", func() *wrong {
		return &wrong{ask: func(r *protocol.Request) {
			if r.Op == protocol.UpdatePolicy && bytes.Contains(r.Body.Reveal(), []byte("excludeTargets\":[{")) {
				r.Body = protocol.NewJSON("{}")
			}
		}}
	}, 3, false},
	{"a refused create deletes", func() *wrong {
		w := &wrong{}
		w.answer = func(r *protocol.Request, res *protocol.Response) {
			if r.Op != protocol.Create || res.Accepted() {
				return
			}
			var all struct{ Value []struct{ ID string } }
			json.Unmarshal(w.Reference.Do(protocol.Request{Op: protocol.List, At: r.At, User: r.User}).Body.Reveal(), &all)
			for _, pass := range all.Value {
				w.Reference.Do(protocol.Request{Op: protocol.Delete, At: r.At, User: r.User, ID: pass.ID})
			}
		}
		return w
	}, 4, false},
	{"capitals are another user", func() *wrong {
		return &wrong{ask: func(r *protocol.Request) {
			if strings.HasSuffix(r.User, "EXAMPLE") {
				r.User = unknownKey
			}
		}}
	}, 3, false},
	{"an administrator reaches every user", func() *wrong {
		return &wrong{ask: func(r *protocol.Request) {
			if r.Op == protocol.UpdateUser && bytes.Contains(r.Body.Reveal(), []byte("Global Reader")) {
				r.Body = protocol.NewJSON(`{"roles":[]}`)
			}
		}}
	}, 3, false},
	{"duplicate names are read", func() *wrong {
		return &wrong{ask: func(r *protocol.Request) {
			if r.Raw && bytes.Count(r.Body.Reveal(), []byte("lifetimeInMinutes")) == 2 {
				r.Body, r.Raw = protocol.NewJSON(`{"lifetimeInMinutes":60}`), false
			}
		}}
	}, 1, true},
}

func TestCheckFindsAndShrinks(t *testing.T) {
	for _, w := range wrongs {
		t.Run(w.name, func(t *testing.T) {
			c := Campaign{Watch: -1, Seed: 1, Strict: w.strict}
			f, err := c.Run(t.Context(), transport.InProcess(w.make()))
			require.NoError(t, err)
			require.False(t, f.Good())
			x := f.Difference
			require.NotNil(t, x)
			require.False(t, x.Once)
			require.False(t, x.Hurry)
			text, err := write.Scenario(x.Scenario)
			require.NoError(t, err)
			t.Logf("run %d, %d of %d steps\n%s", x.Run, len(x.Scenario.Steps), x.Drawn, text)
			require.LessOrEqual(t, len(x.Scenario.Steps), w.steps, "%s", text)

			again, err := scenario.Parse("found.yaml", text)
			require.NoError(t, err)
			result := scenario.Replay(again, &protocol.Reference{})
			require.True(t, result.Passed(), "%s\n%+v", text, result.Failures)
			require.Equal(t, x.First, conform.Worst(conform.Compare(t.Context(), again, transport.InProcess(w.make())).Differences))
		})
	}
}

// TestCheckIsLocallyMinimal takes away any one step and any one key of a scenario. It
// shares no code with the shrinker.
func TestCheckIsLocallyMinimal(t *testing.T) {
	for _, w := range wrongs {
		t.Run(w.name, func(t *testing.T) {
			for seed := range uint64(5) {
				c := Campaign{Watch: -1, Seed: seed, Strict: w.strict}
				f, err := c.Run(t.Context(), transport.InProcess(w.make()))
				require.NoError(t, err)
				x := f.Difference
				require.NotNil(t, x)
				still := func(s *scenario.Scenario) bool {
					if !asked(s) {
						return false
					}
					for _, d := range conform.Compare(t.Context(), s, transport.InProcess(w.make())).Differences {
						if d.Rule == x.First.Rule && d.Name == x.First.Name {
							return true
						}
					}
					return false
				}
				require.True(t, still(copied(x.Scenario)))
				for i := range x.Scenario.Steps {
					s := copied(x.Scenario)
					s.Steps = append(s.Steps[:i], s.Steps[i+1:]...)
					require.False(t, still(s), "step %d can go", i+1)

					for _, plain := range []func(*scenario.Step){
						func(s *scenario.Step) { s.At, s.Skew = nil, false },
						func(s *scenario.Step) { s.Actor = nil },
						func(s *scenario.Step) { s.Start = nil },
						func(s *scenario.Step) { s.Body = []byte("{}") },
						func(s *scenario.Step) { s.Raw = false },
						func(s *scenario.Step) { s.User = people[0].UPN() },
					} {
						s := copied(x.Scenario)
						before := fmt.Sprintf("%+v", s.Steps[i])
						plain(&s.Steps[i])
						s.Steps[i].Wants = x.Scenario.Steps[i].Wants
						if x.Scenario.Steps[i].User == "" || len(x.Scenario.Steps[i].Body) == 0 && !x.Scenario.Steps[i].Raw {
							continue
						}
						if fmt.Sprintf("%+v", s.Steps[i]) != before {
							require.False(t, still(s), "%s can be %+v", before, s.Steps[i])
						}
					}
				}
			}
		})
	}
}

// asked reports whether a scenario can be asked to its end. It makes each step want the
// rule by which the reference answers.
func asked(s *scenario.Scenario) bool {
	n := 0
	for step := range scenario.Play(s, &protocol.Reference{}) {
		if !step.Asked {
			return false
		}
		s.Steps[n].Wants = []scenario.Assertion{{Name: "rule", Value: step.Response.Rule}}
		n++
	}
	return n > 0
}

func copied(s *scenario.Scenario) *scenario.Scenario {
	c := *s
	c.Steps = slices.Clone(s.Steps)
	return &c
}

func TestCheckFindsNothingInTheReference(t *testing.T) {
	for _, subject := range []transport.Subject{nil, transport.InProcess(&protocol.Reference{})} {
		c := Campaign{Watch: -1, Runs: 500, Seed: 3, Users: 3, Strict: true}
		f, err := c.Run(t.Context(), subject)
		require.NoError(t, err)
		require.True(t, f.Good(), "%+v", f.Difference)
		require.Equal(t, 500, f.Statistics.Runs)
	}
}

func TestCheckReachesEveryRule(t *testing.T) {
	c := Campaign{Watch: -1, Seed: 1}
	f, err := c.Run(t.Context(), nil)
	require.NoError(t, err)
	for _, met := range [][]Count{f.Statistics.Rules(), f.Statistics.Outcomes(), f.Statistics.Ops(), f.Statistics.Pairs()} {
		require.NotEmpty(t, met)
		require.NotZero(t, met[0].Count, met[0].Name)
		require.LessOrEqual(t, met[0].Count, met[len(met)-1].Count)
	}
}

// A wrongOnce answers one sign-in wrongly, and never again.
type wrongOnce struct {
	protocol.Reference
	done bool
}

func (m *wrongOnce) Do(r protocol.Request) protocol.Response {
	res := m.Reference.Do(r)
	if r.Op == protocol.SignIn && !res.Accepted() && !m.done {
		m.done = true
		res = protocol.Response{Result: "accepted", SessionEnds: "2026-01-01T00:00:00Z"}
	}
	return res
}

func TestCheckReportsWhatHappenedOnce(t *testing.T) {
	c := Campaign{Watch: -1, Seed: 1}
	f, err := c.Run(t.Context(), transport.InProcess(&wrongOnce{}))
	require.NoError(t, err)
	require.True(t, f.Difference.Once)
	text, err := write.Scenario(f.Difference.Scenario)
	require.NoError(t, err)
	again, err := scenario.Parse("once.yaml", text)
	require.NoError(t, err)
	result := scenario.Replay(again, &protocol.Reference{})
	require.True(t, result.Passed(), "%s %+v", text, result.Failures)
}

// A failing subject gives an error in place of the answer to a create.
type failing struct{ err error }

func (s failing) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	if r.Op == protocol.Create {
		return protocol.Response{}, s.err
	}
	return (&protocol.Reference{}).Do(r), nil
}

func TestCheckOfASubjectError(t *testing.T) {
	for _, err := range []error{errors.New("no idea"), &transport.SubjectError{Kind: transport.TimedOut, Text: "no answer"}, &transport.SubjectError{Kind: transport.Crashed, Text: "it\nended \x1b[31m\u2028\xff"}} {
		c := Campaign{Watch: -1, Seed: 1}
		f, wrong := c.Run(t.Context(), creates{failing{err}})
		require.NoError(t, wrong)
		x := f.Difference
		require.Contains(t, []conform.Verdict{conform.Errored, conform.TimedOut, conform.Crashed}, x.Verdict())
		require.Len(t, x.Scenario.Steps, 1)
		text, wrong := write.Scenario(x.Scenario)
		require.NoError(t, wrong, "%s", text)
	}

	c := Campaign{Watch: -1, Seed: 1, Runs: 10}
	f, err := c.Run(t.Context(), creates{failing{&protocol.Skip{Why: "not yet"}}})
	require.NoError(t, err)
	require.Nil(t, f.Difference)
	require.False(t, f.Good(), "nothing passed")
	require.Equal(t, map[string]int{"not yet": 10}, f.Statistics.Skipped)
}

// creates announces that it can create, and nothing else.
type creates struct{ transport.Subject }

func (creates) Capabilities(context.Context) (*protocol.Capabilities, error) {
	return &protocol.Capabilities{Name: "creates", Editions: []string{"documented"}, Ops: []protocol.Op{protocol.Create}}, nil
}

func TestCheckAsksOnlyWhatIsAnnounced(t *testing.T) {
	c := Campaign{Watch: -1, Seed: 1, Runs: 50}
	f, err := c.Run(t.Context(), creates{transport.InProcess(&protocol.Reference{})})
	require.NoError(t, err)
	require.True(t, f.Good())
	require.Equal(t, []Count{{"create", 2000}}, f.Statistics.Ops())

	c.Edition = "preview"
	_, err = c.Run(t.Context(), creates{transport.InProcess(&protocol.Reference{})})
	require.ErrorContains(t, err, "does not announce the edition preview")
}

func TestCheckIsTheSameAgain(t *testing.T) {
	found := func(seed uint64) string {
		c := Campaign{Watch: -1, Seed: seed}
		f, err := c.Run(t.Context(), transport.InProcess(wrongs[0].make()))
		require.NoError(t, err)
		text, err := write.Scenario(f.Difference.Scenario)
		require.NoError(t, err)
		return fmt.Sprint(f.Difference.Run, f.Statistics.Steps, string(text))
	}
	require.Equal(t, found(5), found(5))
	require.NotEqual(t, found(5), found(6))
}

func TestCheckEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := Campaign{Watch: -1, Runs: 1 << 40, Progress: func(s *Statistics) {
		if s.Runs > 100 {
			cancel()
		}
	}}
	f, err := c.Run(ctx, nil)
	require.NoError(t, err)
	require.Less(t, f.Statistics.Runs, 1000)
}
