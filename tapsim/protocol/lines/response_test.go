package lines_test

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
)

// read reads a line of a subject: an answer that can be compared, or the reason why it
// cannot.
func read(line string, op protocol.Op) (protocol.Response, error) {
	res, err := lines.ReadResponse([]byte(line), 1, op)
	if err == nil {
		err = lines.Check(&res, op)
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
		_, err := read(c.line, c.op)
		if c.why == "" {
			require.NoError(t, err, c.line)
			continue
		}
		require.ErrorContains(t, err, c.why, c.line)
		require.ErrorAs(t, err, new(*lines.Malformed), c.line)
	}
}

// A name that the protocol does not have would never be tested. So a typo in the
// handshake is an error, and not a smaller set of scenarios.
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
		_, err := lines.ReadHello([]byte(line), 1)
		if c.says == "" {
			require.NoError(t, err, line)
			continue
		}
		require.ErrorContains(t, err, c.says)
		require.ErrorAs(t, err, new(*lines.Malformed))
	}
}

// Any line of a subject is an answer, a skip or malformed, and the error shows no
// code.
func FuzzReadResponse(f *testing.F) {
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
		res, err := read(string(line), op)
		if err == nil {
			require.NotEqual(t, res.Status == 0, res.Result == "")
		} else {
			require.True(t, utf8.ValidString(err.Error()))
		}
		if who, err := lines.ReadHello(line, 1); err == nil {
			require.NotEmpty(t, who.Name)
		}
	})
}

// In this process there are no lines that could be malformed, but an answer of both
// kinds is an error too.
func TestAnAnswerIsOfOneKind(t *testing.T) {
	both := protocol.Response{Status: 200, Result: "accepted", SessionEnds: "2026-01-01T00:00:00Z"}
	require.ErrorContains(t, lines.Check(&both, protocol.SignIn), "a status or a body, and none to signIn has")
	require.ErrorContains(t, lines.Check(&both, protocol.Delete), "only one to a sign-in has, and this is one to delete")
}
