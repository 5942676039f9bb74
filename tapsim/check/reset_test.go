package check

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A breaker is the reference, but broken decides at which requests it breaks, by the
// request and the number of resets so far.
type breaker struct {
	protocol.Reference
	broken func(r *protocol.Request, resets int) error
	resets int
}

func (b *breaker) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	if r.Op == protocol.Reset {
		b.resets++
	}
	if err := b.broken(&r, b.resets); err != nil {
		return protocol.Response{}, err
	}
	return b.Reference.Do(r), nil
}

func atReset(when func(tenant *protocol.Tenant, resets int) bool) func(*protocol.Request, int) error {
	return func(r *protocol.Request, resets int) error {
		if r.Op == protocol.Reset && when(r.Tenant, resets) {
			return &transport.SubjectError{Kind: transport.Errored, Text: "the subject says that it broke: oom"}
		}
		return nil
	}
}

// A subject that breaks before the first step is found like any other. Its scenario has
// one step, since every scenario needs one.
func TestCheckOfASubjectThatBreaksAtReset(t *testing.T) {
	for name, c := range map[string]struct {
		subject transport.Subject
		once    bool
		policy  bool // is not the usual one
	}{
		"always":           {subject: &breaker{broken: atReset(func(*protocol.Tenant, int) bool { return true })}},
		"and cannot list":  {subject: creates{&breaker{broken: atReset(func(*protocol.Tenant, int) bool { return true })}}},
		"late, and once":   {subject: &breaker{broken: atReset(func(_ *protocol.Tenant, n int) bool { return n == 9 })}, once: true},
		"late, and always": {subject: &breaker{broken: atReset(func(_ *protocol.Tenant, n int) bool { return n >= 9 })}},
		"of some tenants":  {subject: &breaker{broken: atReset(func(tenant *protocol.Tenant, _ int) bool { return tenant.Policy.OnceOnly })}, policy: true},
	} {
		t.Run(name, func(t *testing.T) {
			campaign := Campaign{Watch: -1, Seed: 1}
			f, err := campaign.Run(t.Context(), c.subject)
			require.NoError(t, err)
			x := f.Difference
			require.Equal(t, conform.Errored, x.Verdict())
			require.Equal(t, c.once, x.Once)
			require.False(t, x.Hurry)
			require.Equal(t, "The subject breaks (error) at reset: the subject says that it broke: oom", x.Scenario.Title)
			require.Len(t, x.Scenario.Steps, 1)
			if !c.once {
				require.Len(t, x.Scenario.Users, 1)
				require.Equal(t, c.policy, x.Scenario.Policy.OnceOnly)
			}

			text, err := write.Scenario(x.Scenario)
			require.NoError(t, err, "%s", text)
			again, err := scenario.Parse("found.yaml", text)
			require.NoError(t, err)
			result := scenario.Replay(again, &protocol.Reference{})
			require.True(t, result.Passed(), "%s\n%+v", text, result.Failures)
			if !c.once {
				require.Equal(t, conform.Errored, conform.Compare(t.Context(), again, c.subject).Verdict)
			}
		})
	}
}

// A line that a subject writes after the last answer of a history is noticed when the
// next history begins. It counts for the history before.
func TestCheckOfASubjectThatWritesMoreThanItsAnswers(t *testing.T) {
	var last protocol.Op
	subject := &breaker{broken: func(r *protocol.Request, _ int) error {
		before := last
		if last = r.Op; r.Op == protocol.Reset && before == protocol.GetPolicy {
			return &transport.SubjectError{Kind: transport.Errored, Text: "the subject goes on after its answer", Before: true}
		}
		return nil
	}}
	c := Campaign{Watch: -1, Seed: 1}
	f, err := c.Run(t.Context(), subject)
	require.NoError(t, err)
	x := f.Difference
	require.Equal(t, conform.Errored, x.Verdict())
	require.False(t, x.Once)
	require.Len(t, x.Scenario.Steps, 1)
	require.Equal(t, protocol.GetPolicy, x.Scenario.Steps[0].Op)
	require.Equal(t, x.Run-1, f.Statistics.Passed)

	cases, _ := conform.Run(t.Context(), []*scenario.Scenario{x.Scenario, x.Scenario}, func() transport.Subject { return subject }, 1)
	require.Equal(t, conform.Errored, cases[0].Verdict)
}

// The shrinker sends no scenario in an edition that the subject does not announce, even
// if that scenario is simpler.
func TestCheckShrinksWithinWhatIsAnnounced(t *testing.T) {
	c := Campaign{Watch: -1, Seed: 1}
	subject := creates{&breaker{broken: func(r *protocol.Request, _ int) error {
		if r.Tenant != nil && r.Tenant.Edition != model.Documented {
			return &transport.SubjectError{Kind: transport.Crashed, Text: "no such edition"}
		}
		if r.Op == protocol.Create {
			return &transport.SubjectError{Kind: transport.Crashed, Text: "no such call"}
		}
		return nil
	}}}
	f, err := c.Run(t.Context(), subject)
	require.NoError(t, err)
	require.Equal(t, model.Documented, f.Difference.Scenario.Edition)
	require.Equal(t, "no such call", f.Difference.Case.Why)
}

// A campaign that is interrupted while it makes a counterexample shorter still returns
// one, and says that it was interrupted.
func TestCheckInterruptedWhileItShrinks(t *testing.T) {
	for _, last := range []int{2, 3, 5} {
		ctx, cancel := context.WithCancel(t.Context())
		found := 0
		c := Campaign{Watch: -1, Seed: 1}
		f, err := c.Run(ctx, &breaker{broken: func(r *protocol.Request, _ int) error {
			if r.Op != protocol.SignIn {
				return nil
			}
			if found++; found == last {
				cancel()
			}
			return &transport.SubjectError{Kind: transport.Crashed, Text: "it ended"}
		}})
		require.NoError(t, err)
		require.True(t, f.Interrupted)
		require.NotNil(t, f.Difference)
		require.True(t, f.Difference.Hurry)
		require.False(t, f.Difference.Once, "it is not known")
		require.False(t, f.Good())
		_, err = write.Scenario(f.Difference.Scenario)
		require.NoError(t, err)
	}
}
