package conform

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

func TestVeil(t *testing.T) {
	v := newVeil([]model.Code{model.NewCode("aB&d/f#h"), model.NewCode("abc"), model.NewCode("пропуск")})
	for text, want := range map[string]string{
		"":                                           "",
		"no code":                                    "no code",
		"abc is too short":                           "abc is too short",
		"aB&d/f#h":                                   "••••••••",
		"it is aB&d/f#h, and Ab&D/F#H.":              "it is ••••••••, and ••••••••.",
		`"aB\u0026d\/f#h"`:                           `"••••••••"`,
		`"{\"c\":\"aB\\u0026d/f#h\"}"`:               `"{\"c\":\"••••••••\"}"`,
		"GET /passes/aB&d%2Ff%23h":                   "GET /passes/••••••••",
		"aB&d/f#haB&d/f#h":                           "••••••••",
		"one less: aB&d/f#":                          "one less: ••••••••",
		"one more: aB&d/f#hA":                        "one more: ••••••••A",
		`half a line: {"code":"aB&d`:                 `half a line: {"code":"••••••••`,
		`half a line: {"code":"aB&`:                  `half a line: {"code":"aB&`,
		"first aB&d/\nsecond aB&d/ not":              "first ••••••••\nsecond aB&d/ not",
		`the answer is no JSON: "aB&d/.`:             `the answer is no JSON: "aB&d/.`,
		`is no JSON: "aB\u0026d..."`:                 `is no JSON: "••••••••..."`,
		"... /f#h and more":                          "... •••••••• and more",
		"пропуск":                                    "••••••••",
		`\u043f\u0440\u043e\u043f\u0443\u0441\u043a`: "••••••••",
		`ends with \`:                                `ends with \`,
		`{"temporaryAccessPass":"xyz"}`:              `{"temporaryAccessPass":"••••••••"}`,
		`{"temporary_access_pass":"xy`:               `{"temporary_access_pass":"••••••••"`,
		fmt.Sprintf("%q", `{"temporaryAccessPass":"x\"yz","a":1}`): fmt.Sprintf("%q", `{"temporaryAccessPass":"••••••••","a":1}`),
	} {
		require.Equal(t, want, v.over(text), text)
	}
}

// Whatever the code, and however it is escaped, nothing of it is left, and all
// that stands beside it is.
func TestVeilHidesAnyCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[!-~]{8,12}`).Draw(t, "code")
		text := "<" + code + ">"
		for range rapid.IntRange(0, 3).Draw(t, "times") {
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				b, err := json.Marshal(text)
				require.NoError(t, err)
				text = string(b)
			case 1:
				text = fmt.Sprintf("%q", text)
			case 2:
				text = url.PathEscape(text)
			}
		}
		shown := newVeil([]model.Code{model.NewCode(code)}).over("before " + text + " after")
		require.Regexp(t, `^before .*•••.* after$|not shown`, shown) // where the code looks like a name
		require.NotContains(t, strings.ToLower(shown), strings.ToLower(code[1:len(code)-1]))
	})
}

// A subject that says much costs no more than what it says.
func TestVeilOverMuch(t *testing.T) {
	v := newVeil([]model.Code{model.NewCode("12345678")})
	for _, part := range []string{"\n", `\`, "%", "1234", "...", `"`} {
		v.over(strings.Repeat(part, 1<<18/len(part)))
	}
}
