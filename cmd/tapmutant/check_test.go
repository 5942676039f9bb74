package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/misbehave"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A patient subject waits long for the handshake, since a busy computer needs time to
// start a program. It waits for an answer only if one will come.
type patient struct {
	*transport.Child
	answer time.Duration
}

func newPatient(c misbehave.Subject) patient {
	p := patient{&transport.Child{Command: []string{os.Args[0], c.Name}}, time.Minute}
	if conform.Verdict(c.ComesTo) == conform.TimedOut {
		p.answer = 100 * time.Millisecond
	}
	return p
}

func (p patient) Capabilities(ctx context.Context) (*protocol.Capabilities, error) {
	p.Timeout = time.Minute
	if p.mute() {
		p.Timeout = p.answer
	}
	return p.Child.Capabilities(ctx)
}

// mute reports whether the subject does not even answer the handshake.
func (p patient) mute() bool { return p.Command[1] == "mute" }

func (p patient) Do(ctx context.Context, r protocol.Request) (protocol.Response, error) {
	if r.Op == protocol.Reset { // it starts the child if none runs
		if _, err := p.Capabilities(ctx); err != nil {
			return protocol.Response{}, err
		}
	}
	p.Timeout = p.answer
	return p.Child.Do(ctx, r)
}

// Random histories give each misbehaving subject its verdict, in a scenario of one or two
// steps that gives that verdict again.
func TestSubjectsThatMisbehaveInRandomHistories(t *testing.T) {
	t.Setenv("TAPMUTANT", "1")
	for _, c := range misbehave.All() {
		t.Run(c.Name, func(t *testing.T) {
			verdict := conform.Verdict(c.ComesTo)
			subject := newPatient(c)
			defer subject.Close()
			campaign := check.Campaign{Runs: 20, Seed: 1}
			found, err := campaign.Run(context.Background(), subject)
			require.NoError(t, err)
			switch {
			case verdict == conform.Passed:
				require.True(t, found.Good())
				return
			case verdict == conform.Skipped:
				require.False(t, found.Good())
				require.Equal(t, map[string]int{"not built yet": 20}, found.Statistics.Skipped)
				return
			case subject.mute():
				subjectError := (*transport.SubjectError)(nil)
				require.ErrorAs(t, found.Error, &subjectError)
				require.Equal(t, verdict, conform.Verdict(subjectError.Kind))
				return
			}
			x := found.Difference
			require.NotNil(t, x)
			require.Equal(t, verdict, x.Verdict())
			require.False(t, x.Once || x.Hurry)
			require.LessOrEqual(t, len(x.Scenario.Steps), 2)

			text, err := write.Scenario(x.Scenario)
			require.NoError(t, err, "%s", text)
			again, err := scenario.Parse("found.yaml", text)
			require.NoError(t, err)
			cases, _ := conform.Run(context.Background(), []*scenario.Scenario{again}, func() transport.Subject {
				return newPatient(c)
			}, 1)
			require.Equal(t, verdict, cases[0].Verdict, "%s", cases[0].Why)
		})
	}
}
