package conform

import (
	"context"
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/protocol"
)

// heard is what becomes of a line that a subject says: an answer that can be
// compared, or why it cannot.
func heard(line string, op protocol.Op) (protocol.Response, error) {
	res, err := decode([]byte(line), 1, op)
	if err == nil {
		err = sound(&res, op)
	}
	return res, err
}

func TestAnAnswerIsWholeAndHoldsTogether(t *testing.T) {
	for _, c := range []struct {
		op   protocol.Op
		line string
		why  string // empty: it can be compared
	}{
		{protocol.Delete, `{"seq":1,"status":204}`, ""},
		{protocol.Delete, `{"seq":1,"status":204,"body":null,"error":null}`, ""},
		{protocol.Delete, `{"seq":1,"status":200}`, ""},
		{protocol.Delete, `{"seq":1,"status":204,"body":{}}`, "the accepted answer has a body, and that to delete has none"},
		{protocol.Delete, `{"seq":1,"status":204,"error":{"code":"x"}}`, "the accepted answer has an error"},
		{protocol.Delete, `{"seq":1,"status":404,"error":{"code":"x"},"body":{}}`, "the refusal has a body beside its error"},
		{protocol.Delete, `{"seq":1,"status":404}`, "the refusal lacks error"},
		{protocol.Delete, `{"seq":1,"status":99,"error":{}}`, "the status 99, which is none of HTTP's"},
		{protocol.Delete, `{"seq":1,"status":600,"error":{}}`, "the status 600, which is none of HTTP's"},
		{protocol.Delete, `{"seq":1,"result":"accepted","status":204}`, `the name "result", which no answer to delete has`},
		{protocol.Reset, `{"seq":1,"status":204}`, ""},
		{protocol.Reset, `{"seq":1,"status":200}`, "the status 200, and 204 is the only one"},
		{protocol.Get, `{"seq":1,"status":200,"body":[]}`, "the accepted answer lacks body, an object"},
		{protocol.Get, `{"seq":1,"status":200,"body":{}}`, ""},

		{protocol.SignIn, `{"seq":1,"result":"accepted","sessionEnds":"x"}`, ""},
		{protocol.SignIn, `{"seq":1,"result":"accepted","sessionEnds":"x","registerBy":"y"}`, ""},
		{protocol.SignIn, `{"seq":1,"result":"accepted","sessionEnds":"x","status":200}`, `the name "status", which no answer to signIn has`},
		{protocol.SignIn, `{"seq":1,"result":"accepted"}`, "the accepted answer lacks sessionEnds"},
		{protocol.SignIn, `{"seq":1,"result":"accepted","sessionEnds":"x","reason":"Expired"}`, "the accepted answer has a reason"},
		{protocol.SignIn, `{"seq":1,"result":"accepted","sessionEnds":"x","error":{"code":"x"}}`, "the accepted answer has an error"},
		{protocol.SignIn, `{"seq":1,"result":"accepted","sessionEnds":"x","status":200}`, `the name "status", which no answer to signIn has`},
		{protocol.SignIn, `{"seq":1,"result":"Accepted","sessionEnds":"x"}`, `the result "Accepted": accepted and refused are the words`},
		{protocol.SignIn, `{"seq":1,"result":"refused","reason":"Expired"}`, ""},
		{protocol.SignIn, `{"seq":1,"result":"refused","reason":"expired","error":{"code":"130505","message":"m"}}`, ""},
		{protocol.SignIn, `{"seq":1,"result":"refused"}`, "the refusal lacks reason"},
		{protocol.SignIn, `{"seq":1,"result":"refused","reason":"Locked"}`, `the reason "Locked": the words are NoPass, WrongCode, DisabledByPolicy, Expired, NotYetValid, OneTimeUsed`},
		{protocol.SignIn, `{"seq":1,"result":"refused","reason":"Expired","sessionEnds":"x"}`, "the refusal has sessionEnds or registerBy"},
		{protocol.Refresh, `{"seq":1}`, "the answer lacks result"},
		{protocol.Refresh, `{"seq":1,"body":{}}`, `the name "body", which no answer to refresh has`},
	} {
		_, err := heard(c.line, c.op)
		if c.why == "" {
			require.NoError(t, err, c.line)
			continue
		}
		require.ErrorContains(t, err, c.why, c.line)
		require.Equal(t, Errored, err.(*SubjectError).Verdict, c.line)
	}
}

// A subject in this process is held to the same, though it speaks no JSON.
func TestASubjectInProcessHoldsTogether(t *testing.T) {
	stories := theCorpus(t)
	for name, c := range map[string]struct {
		spoil   func(*protocol.Response)
		verdict Verdict
		why     string
	}{
		"a reason beside accepted": {func(res *protocol.Response) {
			if res.Result == "accepted" {
				res.Reason = "Expired"
			}
		}, Errored, "the accepted answer has a reason"},
		"a reason of its own": {func(res *protocol.Response) {
			if res.Result == "refused" {
				res.Reason = "Locked"
			}
		}, Errored, `the reason "Locked"`},
		"a body with a refusal": {func(res *protocol.Response) {
			if res.Status >= 400 {
				res.Body = protocol.NewJSON(`{}`)
			}
		}, Errored, "the refusal has a body"},
		"a panic": {func(res *protocol.Response) {
			if res.Reason == "OneTimeUsed" {
				panic("out of passes")
			}
		}, Crashed, "the subject panicked: out of passes"},
	} {
		t.Run(name, func(t *testing.T) {
			subject := &altered{answer: func(_ *protocol.Request, res *protocol.Response) { c.spoil(res) }}
			cases, _ := Run(context.Background(), stories, func() Subject { return InProcess(subject) }, 1)
			met := 0
			for _, got := range cases {
				if got.Verdict != Passed {
					met++
					require.Equal(t, c.verdict, got.Verdict, got.Scenario.ID)
					require.Contains(t, got.Why, c.why, got.Scenario.ID)
				}
			}
			require.Positive(t, met)
			require.Less(t, met, len(cases))
		})
	}
}

// Nothing in an answer is left out because nobody asked for it, and a number is
// told as the subject spelt it where no int64 holds it.
func TestTheWholeAnswerIsCompared(t *testing.T) {
	stories := theCorpus(t)
	for _, c := range []struct{ old, new, name, got string }{
		{`"value":`, `"count":1,"value":`, "count", "1"},
		{`"lifetimeInMinutes":60`, `"lifetimeInMinutes":1e400`, "lifetimeInMinutes", "1e400"},
		{`"lifetimeInMinutes":60`, `"lifetimeInMinutes":99999999999999999999`, "lifetimeInMinutes", "99999999999999999999"},
		{`"lifetimeInMinutes":60`, `"lifetimeInMinutes":60.5`, "lifetimeInMinutes", "60.5"},
		{`"isUsable":`, `"isUsableNow":true,"isUsable":`, "isUsableNow", "true"},
	} {
		subject := &altered{answer: replacing(c.old, c.new)}
		cases, _ := Run(context.Background(), stories, func() Subject { return InProcess(subject) }, 1)
		met := 0
		for _, story := range cases {
			for _, d := range story.Differences {
				require.Equal(t, []string{c.name, c.got}, []string{d.Name, d.Got}, story.Scenario.ID)
				met++
			}
		}
		require.Positive(t, met)
	}
}

// A name that the protocol does not have would never be asked for, so a slip in
// the handshake is no smaller set of scenarios but an error.
func TestTheHandshakeHasNoOtherNames(t *testing.T) {
	for _, c := range []struct{ editions, ops, features, says string }{
		{`"current","preview"`, `"list","reset","hello","bye"`, `"actors"`, ""},
		{``, ``, ``, ""},
		{`"current","gated"`, `"list"`, ``, `hello: the answer announces no edition "gated": it is called current now, and is the default`},
		{`"curent"`, `"list"`, ``, `no edition "curent": the editions are current, documented, preview; did you mean current?`},
		{`"current"`, `"list","signin"`, ``, `no op "signin" of the protocol; did you mean signIn?`},
		{`"current"`, `"list","patch"`, ``, `no op "patch" of the protocol`},
		{`"current"`, `"list"`, `"actor"`, `no feature "actor" of the protocol; did you mean actors?`},
	} {
		line := fmt.Sprintf(`{"seq":1,"protocol":1,"implementation":{"name":"x"},"editions":[%s],"ops":[%s],"features":[%s]}`, c.editions, c.ops, c.features)
		_, err := decodeHello([]byte(line), 1)
		if c.says == "" {
			require.NoError(t, err, line)
			continue
		}
		require.ErrorContains(t, err, c.says)
		require.Equal(t, Errored, err.(*SubjectError).Verdict)
	}
}

// Whatever a subject says is an answer, a skip or trouble, and what is told of
// it can be shown.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"seq":1,"status":201,"body":{"id":"x","temporaryAccessPass":"s3cret"}}`,
		`{"seq":1,"result":"refused","reason":"Expired","error":{"code":"1","message":"m"}}`,
		`{"seq":1,"skipped":"why"}`, `{"seq":1,"failed":"text"}`, `{"seq":1e400}`, `{"seq":1,"seq":1}`,
		`{"seq":1,"protocol":1,"implementation":{"name":"x"},"editions":[],"ops":[]}`,
		`[[[[`, "\xff", `{"a":{"b":[1,{"c":2,"c":3}]}}`, "{\"seq\":1}\x00", "\ufeff{}",
	} {
		f.Add([]byte(seed), true)
		f.Add([]byte(seed), false)
	}
	f.Fuzz(func(t *testing.T, line []byte, signIn bool) {
		op := protocol.Create
		if signIn {
			op = protocol.SignIn
		}
		res, err := heard(string(line), op)
		if err == nil {
			require.NotEqual(t, res.Status == 0, res.Result == "")
		} else {
			require.True(t, utf8.ValidString(err.Error()))
		}
		if who, err := decodeHello(line, 1); err == nil {
			require.NotEmpty(t, who.Name)
		}
	})
}

// In this process there is no line that could be of the wrong form, but an answer
// of both kinds is no better there.
func TestAnAnswerIsOfOneKind(t *testing.T) {
	both := protocol.Response{Status: 200, Result: "accepted", SessionEnds: "2026-01-01T00:00:00Z"}
	require.ErrorContains(t, sound(&both, protocol.SignIn), "a status or a body, and none to signIn has")
	require.ErrorContains(t, sound(&both, protocol.Delete), "only one to a sign-in has, and this is one to delete")
}

// What is told of a panic is the subject's part of the stack.
func TestAPanicSaysWhere(t *testing.T) {
	_, err := InProcess(&altered{ask: func(*protocol.Request) { panic("no") }}).Do(context.Background(), protocol.Request{Op: protocol.List})
	var trouble *SubjectError
	require.ErrorAs(t, err, &trouble)
	require.Contains(t, trouble.Stderr, "answer_test.go:")
	require.NotContains(t, trouble.Stderr, "inProcess")
	require.NotContains(t, trouble.Stderr, "debug.Stack")
}
