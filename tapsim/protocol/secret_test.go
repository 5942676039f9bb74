package protocol_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/protocol"
)

// holder has bodies in exported and in unexported fields; for the latter a printer can
// call no method.
type holder struct {
	Body   protocol.JSON
	body   protocol.JSON
	res    protocol.Response
	req    *protocol.Request
	list   []protocol.Response
	byName map[string]protocol.JSON
	names  map[protocol.JSON]string
	any    any
	Next   *holder
}

func holding(code string) holder {
	body := protocol.NewJSON(`{"temporaryAccessPass":"` + code + `"}`) // on one line of a hex dump
	res := protocol.Response{Status: 201, Body: body}
	h := holder{
		Body: body, body: body, res: res, req: &protocol.Request{Body: body}, list: []protocol.Response{res},
		byName: map[string]protocol.JSON{"k": body}, names: map[protocol.JSON]string{body: "k"}, any: body,
	}
	next := h
	h.Next = &next
	return h
}

func TestNothingThatPrintsABodyShowsACode(t *testing.T) {
	const code = "+drkzqAD"
	h, other := holding(code), holding("$-XyAD&=")
	for _, pair := range [][2]any{
		{h, other}, {&h, &other}, {h.Body, other.Body}, {h.res, other.res}, {h.req, other.req},
		{h.list, other.list}, {h.byName, other.byName}, {[]any{h.Body}, []any{other.Body}},
		{struct{ res protocol.Response }{h.res}, struct{ res protocol.Response }{other.res}},
		{struct{ Body protocol.JSON }{h.body}, struct{ Body protocol.JSON }{other.body}},
	} {
		for how, said := range printed(pair[0], pair[1]) {
			hidden(t, said, code, fmt.Sprintf("%T by %s", pair[0], how))
		}
	}
}

// printed is every print of a value: by each verb, by each encoder, and by a test that
// fails because two values differ.
func printed(thing, other any) iter.Seq2[string, string] {
	return func(yield func(how, said string) bool) {
		for _, verb := range strings.Fields("%v %+v %#v %s %q %x %X %d %t %c %U %e %o %b %p %T %w") {
			if !yield(verb, fmt.Sprintf(verb, thing)) {
				return
			}
		}
		var failed failure
		assert.Equal(&failed, other, thing)
		asJSON, _ := json.Marshal(thing)
		var asGob bytes.Buffer
		_ = gob.NewEncoder(&asGob).Encode(thing) // the text before an error counts too
		_ = yield("assert.Equal", string(failed)) && yield("json", string(asJSON)) && yield("gob", asGob.String())
	}
}

// A failure is the message of a failing test.
type failure string

func (f *failure) Errorf(format string, args ...any) { *f += failure(fmt.Sprintf(format, args...)) }

// hidden requires that a text has no code in it, in any format in which bytes are
// printed.
func hidden(t *testing.T, said, code, how string) {
	t.Helper()
	said = strings.ToLower(said)
	bytes := []byte(code)
	hex := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", bytes), "[]byte{"), "}")
	for _, form := range []string{code, fmt.Sprintf("%x", bytes), fmt.Sprintf("% x", bytes), hex, strings.Trim(fmt.Sprint(bytes), "[]")} {
		require.NotContains(t, said, strings.ToLower(form), how)
	}
}

func TestOnlyRevealRevealsABody(t *testing.T) {
	text := []byte(`{"temporaryAccessPass":"+drkzqAD"}`)
	body := protocol.NewJSON(text)
	require.Equal(t, text, body.Reveal())
	require.True(t, body == protocol.NewJSON(string(text)))
	require.False(t, body == protocol.NewJSON(text[1:]))
	require.Equal(t, `{"temporaryAccessPass":"••••••••"}`, body.String())

	text[0], body.Reveal()[1] = 'x', 'x'
	require.Equal(t, `{"temporaryAccessPass":"+drkzqAD"}`, string(body.Reveal()), "a copy is kept, and a copy is shown")

	require.Nil(t, protocol.JSON{}.Reveal())
	require.Empty(t, protocol.JSON{}.String())
	require.True(t, protocol.NewJSON("") == protocol.JSON{} && protocol.NewJSON([]byte{}) == protocol.JSON{})
}
