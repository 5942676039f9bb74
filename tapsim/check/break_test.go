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

// A breaking subject gives each new pass a wrong lifetime, so that it differs in the
// first history. And it breaks, in one way or another.
type breaking struct {
	protocol.Reference
	how   func(s *breaking, r protocol.Request) error // nil: not now
	then  func(s *breaking, r protocol.Request, res protocol.Response)
	asked int
	dead  error // what the next request comes to
}

func (s *breaking) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	s.asked++
	if err := s.dead; err != nil {
		s.dead = nil
		return protocol.Response{}, err
	}
	if s.how != nil {
		if err := s.how(s, r); err != nil {
			return protocol.Response{}, err
		}
	}
	res := s.Reference.Do(r)
	if s.then != nil {
		s.then(s, r, res)
	}
	if r.Op == protocol.Create && res.Accepted() {
		res.Body = protocol.NewJSON(bytes.Replace(res.Body.Reveal(), []byte(`"lifetimeInMinutes":`), []byte(`"lifetimeInMinutes":1`), 1))
	}
	return res, nil
}

func crashed() error {
	return &transport.SubjectError{Kind: transport.Crashed, Text: "the subject ended before it answered: exit status 3"}
}

// breakers are the ways in which a breaking subject breaks.
var breakers = map[string]struct {
	how     func(s *breaking, r protocol.Request) error
	then    func(s *breaking, r protocol.Request, res protocol.Response)
	verdict conform.Verdict
}{
	"at a refresh": {how: func(_ *breaking, r protocol.Request) error {
		if r.Op == protocol.Refresh {
			return crashed()
		}
		return nil
	}, verdict: conform.Crashed},
	"at a reset of the policy": {how: func(_ *breaking, r protocol.Request) error {
		if r.Op == protocol.ResetPolicy {
			return crashed()
		}
		return nil
	}, verdict: conform.Crashed},
	"silent at a delete": {how: func(_ *breaking, r protocol.Request) error {
		if r.Op == protocol.Delete {
			return &transport.SubjectError{Kind: transport.TimedOut, Text: "no answer within 1s"}
		}
		return nil
	}, verdict: conform.TimedOut},
	"no JSON for a change of a user": {how: func(_ *breaking, r protocol.Request) error {
		if r.Op == protocol.UpdateUser {
			return &transport.SubjectError{Kind: transport.Errored, Text: "the answer is no JSON"}
		}
		return nil
	}, verdict: conform.Errored},
	"every 97th request": {how: func(s *breaking, _ protocol.Request) error {
		if s.asked%97 == 0 {
			return crashed()
		}
		return nil
	}, verdict: conform.Crashed},
	"every 1500th request": {how: func(s *breaking, _ protocol.Request) error {
		if s.asked%1500 == 0 {
			return crashed()
		}
		return nil
	}, verdict: conform.Crashed},
	"at the request after a sign-in": {then: func(s *breaking, r protocol.Request, res protocol.Response) {
		if r.Op == protocol.SignIn && res.Accepted() {
			s.dead = crashed()
		}
	}, verdict: conform.Crashed},
	"with an error of its own": {how: func(_ *breaking, r protocol.Request) error {
		if r.Op == protocol.List {
			return errors.New("no idea")
		}
		return nil
	}, verdict: conform.Errored},
}

// With every seed a break is reported, and not the difference before it.
func TestACampaignReportsABreakBeforeADifference(t *testing.T) {
	for name, want := range breakers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seeds := uint64(20)
			if raceEnabled {
				seeds = 2
			}
			for seed := range seeds {
				f, err := (&Campaign{Seed: seed}).Run(t.Context(), &breaking{how: want.how, then: want.then})
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

// After a difference the campaign goes on for a while, since the subject may break. If
// it does not, the difference is reported.
func TestACampaignReportsADifferenceIfNothingBreaks(t *testing.T) {
	subject := &breaking{}
	f, err := (&Campaign{Seed: 1, Watch: 100}).Run(t.Context(), subject)
	require.NoError(t, err)
	require.Equal(t, conform.Fail, f.Difference.Verdict())
	require.Equal(t, "lifetimeInMinutes", f.Difference.First.Name)
	require.Empty(t, f.Difference.Besides.Name)
	require.Equal(t, f.Difference.Run+100, f.Statistics.Runs, "it goes on for a while")
}

// A break after the last answer of the last run is noticed at the end of the campaign.
func TestACampaignNoticesABreakAfterTheLastAnswer(t *testing.T) {
	last := 0
	count := &breaking{}
	_, err := (&Campaign{Seed: 3, Runs: 2}).Run(t.Context(), &counting{&count.Reference, &last})
	require.NoError(t, err)
	subject := &crashing{after: last - 1} // the last request was a reset, to see whether the subject still runs
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

type crashing struct {
	protocol.Reference
	after, asked int
}

func (d *crashing) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	if d.asked++; d.asked > d.after {
		return protocol.Response{}, crashed()
	}
	return d.Reference.Do(r), nil
}
