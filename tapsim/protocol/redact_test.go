package protocol_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/protocol"
)

// Whatever the type of the value is that has the name of a code, none of it is
// shown, and what was JSON is JSON afterwards, also within a message that quotes it.
func TestAValueWithTheNameOfACodeIsRedactedWhole(t *testing.T) {
	const around = `{"a":[1],"temporaryAccessPass":%s,"z":{"id":"x"}}`
	const redacted = `{"a":[1],"temporaryAccessPass":"••••••••","z":{"id":"x"}}`
	for _, value := range []string{
		`"secret"`, `"sec\"ret"`, `"secret\\"`, `"\\\"secret"`, `"]secret"`, `["secret","b"]`, `[ "secret" , ["secret"] ]`,
		`{"secret":"secret"}`, `{"a":{"b":["secret"]},"c":"}secret"}`, `[{"a":"sec]ret"},"secret"]`, `"x\\\\\"]secret"`,
		`5ecret`, `-1234567`, `12345678`, `1.5e10`, `""`, `[]`, `{}`, `[null]`, `secret`,
	} {
		text := fmt.Sprintf(around, value)
		require.Equal(t, redacted, protocol.NewJSON(text).String(), value)
		quoted := strconv.Quote(text)
		require.Equal(t, "got "+strings.ReplaceAll(strconv.Quote(redacted), `\u2022`, "•")+" then", protocol.NewJSON("got "+quoted+" then").String(), value)
		// A text that breaks off shows no more.
		for n := range len(text) {
			require.NotContains(t, protocol.NewJSON(text[:n]).String(), "secret", text[:n])
		}
		for n := range len(quoted) {
			require.NotContains(t, protocol.NewJSON(quoted[:n]).String(), "secret", quoted[:n])
		}
	}
	// However often a text was quoted, and as Python prints it.
	for text, want := range map[string]string{
		`"\"{\\\"temporaryAccessPass\\\":\\\"SECRET12\\\"}\""`:                 `"\"{\\\"temporaryAccessPass\\\":\\\"••••••••\\\"}\""`,
		`"\"{\\\"temporaryAccessPass\\\":[\\\"SECRET12\\\",1],\\\"a\\\":1}\""`: `"\"{\\\"temporaryAccessPass\\\":\\\"••••••••\\\",\\\"a\\\":1}\""`,
		`{'temporaryAccessPass': 'SECRET12', 'a': 1}`:                          `{'temporaryAccessPass': '••••••••', 'a': 1}`,
		`{"failed":"{'temporaryAccessPass': ['SECRETa', 'SECRETb']}"}`:         `{"failed":"{'temporaryAccessPass': '••••••••'}"}`,
		`{"failed":"{'temporaryAccessPass': 'SECRET`:                           `{"failed":"{'temporaryAccessPass': '••••••••'`,
		`{"failed":"{'temporaryAccessPass': 'SECRET\"}`:                        `{"failed":"{'temporaryAccessPass': '••••••••'`,
	} {
		require.Equal(t, want, protocol.NewJSON(text).String(), text)
	}
	for _, value := range []string{"null", "true", "false"} {
		text := fmt.Sprintf(around, value)
		require.Equal(t, text, protocol.NewJSON(text).String())
	}
}

func FuzzRedact(f *testing.F) {
	for _, seed := range []string{
		`{"temporaryAccessPass":["a","b"]}`, `{"temporaryAccessPass":{"a":"b"},"x":1}`, `"{\"temporaryAccessPass\":[\"a\\\"\"]}"`,
		`{"a":"'temporaryAccessPass':","b":1}`, `{"temporaryAccessPass":`, `{"temporaryAccessPass":"a\`, `"temporary_access_pass":[{`, `{"temporaryAccessPass":1,"temporaryAccessPass":[]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		shown := protocol.NewJSON(text).String()
		if json.Valid([]byte(text)) && !strings.HasPrefix(shown, "(") {
			require.True(t, json.Valid([]byte(shown)), "%s became %s", text, shown)
		}
	})
}
