package protocol_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/protocol"
)

// A body is redacted when it is printed. Code that quotes a body calls Redact.
func ExampleRedact() {
	fmt.Println(protocol.Redact(`{"id":"1","temporaryAccessPass":"kY5tz+#$","isUsable":true}`))
	fmt.Println(protocol.Redact(`{"id":"1","temporaryAccessPass":null}`))
	// Output:
	// {"id":"1","temporaryAccessPass":"••••••••","isUsable":true}
	// {"id":"1","temporaryAccessPass":null}
}

// A body is revealed into an existing buffer.
func ExampleJSON_AppendTo() {
	body := protocol.NewJSON(`{"temporaryAccessPass":"kY5tz+#$"}`)
	fmt.Println(string(body.AppendTo([]byte("data: "))))
	// Output:
	// data: {"temporaryAccessPass":"kY5tz+#$"}
}

// The whole value is redacted, whatever its type, and JSON stays JSON. A text that
// breaks off shows no part of a code.
func TestTheWholeValueIsRedacted(t *testing.T) {
	const around = `{"a":[1],"temporaryAccessPass":%s,"z":{"id":"x"}}`
	const redacted = `{"a":[1],"temporaryAccessPass":"••••••••","z":{"id":"x"}}`
	for _, value := range []string{
		`"secret"`, `"sec\"ret"`, `"secret\\"`, `"\\\"secret"`, `"]secret"`, `["secret","b"]`, `[ "secret" , ["secret"] ]`,
		`{"secret":"secret"}`, `{"a":{"b":["secret"]},"c":"}secret"}`, `[{"a":"sec]ret"},"secret"]`, `"x\\\\\"]secret"`,
		`-1234567`, `12345678`, `1.5e10`, `""`, `[]`, `{}`, `[null]`,
	} {
		text := fmt.Sprintf(around, value)
		require.Equal(t, redacted, protocol.Redact(text), value)
		for n := range len(text) {
			require.NotContains(t, protocol.Redact(text[:n]), "secret", text[:n])
		}
	}
}

func TestRedact(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "",
		"temporaryAccessPass: none came": "temporaryAccessPass: none came",
		`{"temporaryAccessPass":null,"a":{"temporaryAccessPass":true},"b":[{"temporaryAccessPass":false}]}`: `{"temporaryAccessPass":null,"a":{"temporaryAccessPass":true},"b":[{"temporaryAccessPass":false}]}`,
		`{"value":[{"temporaryAccessPass":"a"},{"temporaryAccessPass":"b"}]}`:                               `{"value":[{"temporaryAccessPass":"••••••••"},{"temporaryAccessPass":"••••••••"}]}`,
		`{"TEMPORARYaccesspass" : "a"}`:                                   `{"TEMPORARYaccesspass" : "••••••••"}`,
		`{"\u0074emporary\u0041ccessPas\u0073":"a","é\u00e9":1}`:          `{"\u0074emporary\u0041ccessPas\u0073":"••••••••","é\u00e9":1}`,
		`{"temporaryAccessPassMethods":"a"}`:                              `{"temporaryAccessPassMethods":"a"}`,
		`sent {"temporaryAccessPass":"a"} to ada`:                         `sent {"temporaryAccessPass":"••••••••"} to ada`,
		`{"temporaryAccessPass":`:                                         `{"temporaryAccessPass":`,
		`{"temporaryAccessPass":"a`:                                       `{"temporaryAccessPass":"••••••••"`,
		`{"temporaryAccessPass":["a",` + "\n" + `"b"`:                     `{"temporaryAccessPass":"••••••••"`,
		`{"temporaryAccessPass":1secret,"a":1}` + "\npanic":               `{"temporaryAccessPass":"••••••••"` + "\npanic",
		`{"temporaryAccessPass":secret,"a":1}` + "\npanic":                `{"temporaryAccessPass":"••••••••"` + "\npanic",
		`{"temporaryAccessPass":"a` + "\npanic: no user":                  `{"temporaryAccessPass":"••••••••"` + "\npanic: no user",
		`{"a":"say \"temporaryAccessPass\": no","temporaryAccessPass":1}`: `{"a":"say \"temporaryAccessPass\": no","temporaryAccessPass":"••••••••"}`,
	} {
		require.Equal(t, want, protocol.Redact(text), text)
	}
}

func FuzzRedact(f *testing.F) {
	for _, seed := range []string{
		`{"temporaryAccessPass":["a","b"]}`, `{"temporaryAccessPass":{"a":"b"},"x":1}`, `"{\"temporaryAccessPass\":[\"a\\\"\"]}"`,
		`{"a":"\"temporaryAccessPass\":","b":1}`, `{"temporaryAccessPass":`, `{"temporaryAccessPass":"a\`, `"temporaryAccessPass":[{`, `{"temporaryAccessPass":1,"temporaryAccessPass":[]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		shown := protocol.Redact(text)
		require.Equal(t, shown, protocol.Redact(shown), "it has no more to redact")
		if json.Valid([]byte(text)) {
			require.True(t, json.Valid([]byte(shown)), "%s became %s", text, shown)
		}
	})
}
