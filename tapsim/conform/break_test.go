package conform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A breakingSubject gives each new pass a wrong lifetime, so that it differs at the first
// create. And it breaks, in one way or another.
type breakingSubject struct {
	protocol.Reference
	how   func(b *breakingSubject, r protocol.Request) error // nil: not now
	then  func(b *breakingSubject, r protocol.Request, res protocol.Response)
	asked int
	dead  error // what the next request comes to
}

func (b *breakingSubject) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
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

func crash() error {
	return &transport.SubjectError{Kind: transport.Crashed, Text: "the subject ended before it answered: exit status 3"}
}

// After a difference the other steps are still asked, so that a break is reported. Only a
// refresh without a session is left out.
func TestACaseReportsABreakBeforeADifference(t *testing.T) {
	s := parsed(t, `
  - create: {user: ada}
    as: p
  - signIn: {user: ada, pass: p}
  - refresh: {user: ada, pass: p}
  - delete: {user: ada, pass: p}
`)
	want := map[int]Verdict{1: Crashed, 2: Crashed, 3: Crashed, 4: Crashed, 5: Fail}
	for at, verdict := range want {
		c := Compare(t.Context(), s, &breakingSubject{how: func(b *breakingSubject, _ protocol.Request) error {
			if b.asked == at+1 { // after the reset
				return crash()
			}
			return nil
		}})
		require.Equal(t, verdict, c.Verdict, "at step %d", at)
		if at < 5 {
			require.Len(t, c.Steps, at)
		} else {
			require.Len(t, c.Steps, 1, "those that were compared")
		}
		if at > 1 {
			require.Equal(t, "lifetimeInMinutes", c.Differences[0].Name, "at step %d", at)
		}
		j := Judge([]Case{c}, nil, Options{})
		require.Equal(t, verdict, j.Cases[0].Verdict, "at step %d", at)
		require.True(t, j.Cases[0].Fails)
	}

	// One that refuses the sign-in has no session to refresh.
	refresh := errors.New("a refresh of no session")
	c := Compare(t.Context(), s, refusing{&breakingSubject{how: func(_ *breakingSubject, r protocol.Request) error {
		if r.Op == protocol.Refresh {
			return refresh
		}
		return nil
	}}})
	require.Equal(t, Fail, c.Verdict)
}

// refusing refuses every sign-in.
type refusing struct{ *breakingSubject }

func (s refusing) Do(ctx context.Context, r protocol.Request) (protocol.Response, error) {
	if r.Op == protocol.SignIn {
		return protocol.Response{Result: "refused", Reason: "WrongCode"}, nil
	}
	return s.breakingSubject.Do(ctx, r)
}

// A subject that refuses with the published text of a rule differs by that rule, in every
// state, unless an unspecified rule lets it refuse.
func TestARefusalInThePublishedTextOfARule(t *testing.T) {
	for _, claim := range texts {
		if slices.Contains(formal, claim.rule) || claim.rule == model.AccessRefused {
			continue // a rule about the form of the body, or about the caller, needs more than a text
		}
		message := claim.rule.Answer().Message
		if claim.rule == model.CreateLifetimeRange {
			message = "Invalid LifetimeInMinutes specified. The valid range between 10 and 43200."
		}
		for _, create := range []string{
			"create: {user: ada}", "create: {user: ada, lifetimeInMinutes: 60}", "create: {user: ada, isUsableOnce: true}",
			"create: {user: ada, startDateTime: +1h}",
		} {
			for _, before := range []string{"", "  - create: {user: ada}\n", "  - updatePolicy: {defaultLength: 9}\n"} {
				s := parsed(t, before+"  - "+create+"\n")
				c := Compare(t.Context(), s, transport.InProcess(&refusesLast{left: len(s.Steps), message: message}))
				name := fmt.Sprintf("%s after %q: %s", create, before, claim.rule)
				require.Equal(t, Fail, c.Verdict, name)
				require.Equal(t, claim.rule, c.Differences[0].Rule, name)
			}
		}
	}
	for _, open := range []struct {
		create  string
		message string
		rule    model.Rule
	}{
		{"create: {user: ada, startDateTime: \"2025-12-31T23:59:30Z\"}", "Invalid StartDateTime specified. It can not be a time in the past.", model.CreateStartTolerance},
		{"create: {user: ada, body: {lifetimeInMinutes: null}}", "Invalid LifetimeInMinutes specified. The valid range between 10 and 43200.", model.CreateNull},
	} {
		s := parsed(t, "  - "+open.create+"\n")
		c := Compare(t.Context(), s, transport.InProcess(&refusesLast{left: 1, message: open.message}))
		require.Equal(t, Deviates, c.Verdict, open.create)
		require.Equal(t, open.rule, c.Differences[0].Rule, open.create)
	}
}

// refusesLast refuses the last of so many requests with this message.
type refusesLast struct {
	protocol.Reference
	left    int
	message string
}

func (s *refusesLast) Do(r protocol.Request) protocol.Response {
	res := s.Reference.Do(r)
	if r.Op == protocol.Reset {
		return res
	}
	if s.left--; s.left == 0 {
		return protocol.Response{Status: 400, Error: protocol.Error{Code: "badRequest", Message: s.message}}
	}
	return res
}
