package check

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
)

// stumbling is a subject that says of each create that the pass lives a minute
// longer than it does, so that it differs in the first history, and breaks besides.
type stumbling struct {
	protocol.Reference
	how   func(b *stumbling, r protocol.Request) error // nil: not now
	then  func(b *stumbling, r protocol.Request, res protocol.Response)
	asked int
	dead  error // at the next question
}

func (b *stumbling) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	b.asked++
	if err := b.dead; err != nil {
		b.dead = nil
		return protocol.Response{}, err
	}
	if b.how != nil {
		if err := b.how(b, r); err != nil {
			return protocol.Response{}, err
		}
	}
	res := b.Reference.Do(r)
	if b.then != nil {
		b.then(b, r, res)
	}
	if r.Op == protocol.Create && res.Accepted() {
		res.Body = protocol.NewJSON(bytes.Replace(res.Body.Reveal(), []byte(`"lifetimeInMinutes":`), []byte(`"lifetimeInMinutes":1`), 1))
	}
	return res, nil
}

func crashed() error {
	return &transport.SubjectError{Kind: transport.Crashed, Text: "the subject ended before it answered: exit status 3"}
}

// breakers break now and then, each in its own way.
var breakers = map[string]struct {
	how     func(b *stumbling, r protocol.Request) error
	then    func(b *stumbling, r protocol.Request, res protocol.Response)
	verdict conform.Verdict
}{
	"at a refresh": {how: func(_ *stumbling, r protocol.Request) error {
		if r.Op == protocol.Refresh {
			return crashed()
		}
		return nil
	}, verdict: conform.Crashed},
	"at a reset of the policy": {how: func(_ *stumbling, r protocol.Request) error {
		if r.Op == protocol.ResetPolicy {
			return crashed()
		}
		return nil
	}, verdict: conform.Crashed},
	"silent at a delete": {how: func(_ *stumbling, r protocol.Request) error {
		if r.Op == protocol.Delete {
			return &transport.SubjectError{Kind: transport.TimedOut, Text: "no answer within 1s"}
		}
		return nil
	}, verdict: conform.TimedOut},
	"no JSON for a change of a user": {how: func(_ *stumbling, r protocol.Request) error {
		if r.Op == protocol.UpdateUser {
			return &transport.SubjectError{Kind: transport.Errored, Text: "the answer is no JSON"}
		}
		return nil
	}, verdict: conform.Errored},
	"every 97th question": {how: func(b *stumbling, _ protocol.Request) error {
		if b.asked%97 == 0 {
			return crashed()
		}
		return nil
	}, verdict: conform.Crashed},
	"every 1500th question": {how: func(b *stumbling, _ protocol.Request) error {
		if b.asked%1500 == 0 {
			return crashed()
		}
		return nil
	}, verdict: conform.Crashed},
	"after a user has signed in": {then: func(b *stumbling, r protocol.Request, res protocol.Response) {
		if r.Op == protocol.SignIn && res.Accepted() {
			b.dead = crashed()
		}
	}, verdict: conform.Crashed},
	"with an error of its own": {how: func(_ *stumbling, r protocol.Request) error {
		if r.Op == protocol.List {
			return errors.New("no idea")
		}
		return nil
	}, verdict: conform.Errored},
}

// Whatever the seed is, a subject that breaks has broken, and no difference that
// comes first hides it.
func TestACampaignHidesNoBreakBehindADifference(t *testing.T) {
	for name, want := range breakers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seeds := uint64(20)
			if raceEnabled {
				seeds = 2
			}
			for seed := range seeds {
				f, err := (&Campaign{Seed: seed}).Run(t.Context(), &stumbling{how: want.how, then: want.then})
				require.NoError(t, err)
				x := f.Difference
				require.NotNil(t, x, "seed %d", seed)
				require.Equal(t, want.verdict, x.Verdict(), "seed %d", seed)
				require.Empty(t, x.First.Name, "seed %d", seed)
				require.False(t, f.Good())
			}
		})
	}
}

// A subject that differs and does not break is looked at for a while, and then its
// difference is reported.
func TestACampaignTellsADifferenceWhereNothingBreaks(t *testing.T) {
	subject := &stumbling{}
	f, err := (&Campaign{Seed: 1}).Run(t.Context(), subject)
	require.NoError(t, err)
	require.Equal(t, conform.Fail, f.Difference.Verdict())
	require.Equal(t, "lifetimeInMinutes", f.Difference.First.Name)
	require.Empty(t, f.Difference.Besides.Name)
	require.Equal(t, f.Difference.Run+watch, f.Statistics.Runs, "it goes on for a while")
}

// A subject that breaks after the last answer of a run is heard at its end.
func TestACampaignHearsABreakAfterTheLastAnswer(t *testing.T) {
	last := 0
	count := &stumbling{}
	_, err := (&Campaign{Seed: 3, Runs: 2}).Run(t.Context(), &counting{&count.Reference, &last})
	require.NoError(t, err)
	subject := &dying{after: last - 1} // the last question was a reset, to hear whether it still lives
	f, err := (&Campaign{Seed: 3, Runs: 2}).Run(t.Context(), subject)
	require.NoError(t, err)
	require.NotNil(t, f.Difference)
	require.Equal(t, conform.Crashed, f.Difference.Verdict())
}

type counting struct {
	*protocol.Reference
	n *int
}

func (c *counting) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	*c.n++
	return c.Reference.Do(r), nil
}

type dying struct {
	protocol.Reference
	after, asked int
}

func (d *dying) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	if d.asked++; d.asked > d.after {
		return protocol.Response{}, crashed()
	}
	return d.Reference.Do(r), nil
}
