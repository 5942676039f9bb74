package record_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/record"
	"github.com/tapsim/tap/tapsim/scenario"
)

// quoteJSON returns a text as a JSON string.
func quoteJSON(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// oddities are odd names, most of them around the name x.
var oddities = map[string]string{
	"plain":              "x",
	"bidi mark":          "x\u202e",
	"isolate":            "\u2066x",
	"zero-width space":   "x\u200b",
	"zero-width joiner":  "x\u200dx",
	"soft hyphen":        "x\u00ad",
	"byte order mark":    "\ufeffx",
	"variation selector": "x\ufe0f",
	"blank before":       " x",
	"blank behind":       "x ",
	"blank within":       "x y",
	"wide blank":         "x\u3000y",
	"no-break space":     "x\u00a0y",
	"tab":                "x\ty",
	"line feed":          "x\ny",
	"carriage return":    "x\ry",
	"line separator":     "x\u2028y",
	"next line":          "x\u0085y",
	"escape":             "x\x1b[31m",
	"NUL":                "x\x00",
	"delete":             "x\x7f",
	"C1":                 "x\u009b",
	"quote":              `x"y`,
	"apostrophe":         "x'y",
	"backslash":          `x\y`,
	"colon":              "x: y",
	"comment":            "x #y",
	"brackets":           "x]}y",
	"percent":            "%x",
	"slash":              "x/y",
	"question":           "x?y",
	"replacement":        "x\ufffd",
	"unassigned":         "x\U000e0fff",
	"private use":        "x\ue000",
	"noncharacter":       "x\ufffe",
	"not Latin":          "ж",
	"another case":       "X",
	"long s":             "ſ",
	"Kelvin":             "\u212a",
	"dotted I":           "İ",
	"dotless i":          "ı",
	"sharp s":            "ß",
	"capital sharp s":    "ẞ",
	"sigma":              "ς",
	"combining":          "e\u0301",
	"composed":           "\u00e9",
	"emoji":              "👩‍👧",
	"long":               strings.Repeat("x", 100),
	"very long":          strings.Repeat("x", 250),
	"longer":             strings.Repeat("x", 5000),
	"endless":            strings.Repeat("x", 30000),
	"endless, quoted":    strings.Repeat(`"`, 12000),
	"empty":              "",
	"blank":              " ",
	"me":                 "me",
	"ME":                 "ME",
	"null":               "null",
	"true":               "true",
	"a number":           "1e3",
	"an id":              unknownID,
	"dash":               "-",
	"star":               "*x",
	"ampersand":          "&x",
	"bang":               "!x",
	"tilde":              "~",
	"a letter off":       "Globl Reader",
	"other case":         "global reader",
	"permission":         "UserAuthenticationMethod.ReadWrite.Al",
	"no permission":      "Everything",
	"another permission": "Mail.Read",
}

// mustReplay returns the scenario, and checks that it parses and passes.
func mustReplay(t *testing.T, recorder *record.Recorder) string {
	t.Helper()
	text, err := recorder.Scenario()
	require.NoError(t, err, "%.3000s", text)
	again, err := scenario.Parse("odd.yaml", text)
	require.NoError(t, err)
	for _, step := range scenario.Replay(again, &protocol.Reference{}).Steps {
		require.Empty(t, step.Failures)
	}
	return string(text)
}

// A recording with an odd name parses and passes, whatever the name is of.
func TestOddNamesAreRecorded(t *testing.T) {
	const methods = "/authentication/temporaryAccessPassMethods"
	kinds := map[string]func(h service, name string) int{
		"a user who is created": func(h service, name string) int {
			got := h.ask("POST", "/v1.0/users", `{"userPrincipalName":`+quoteJSON(name+"@contoso.example")+`}`)
			h.ask("POST", "/v1.0/users/"+url.PathEscape(name+"@contoso.example")+methods, "{}")
			h.ask("DELETE", "/v1.0/users/"+url.PathEscape(name+"@contoso.example"), "")
			return got.status
		},
		"a user by another domain": func(h service, name string) int {
			got := h.ask("POST", "/v1.0/users", `{"userPrincipalName":`+quoteJSON("eve@"+name)+`}`)
			h.ask("POST", "/v1.0/users/"+url.PathEscape("EVE@"+name)+methods, "{}")
			return got.status
		},
		"a user of the beginning": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"users":["ada",{"userPrincipalName":`+quoteJSON(name+"@contoso.example")+`}]}`)
			h.ask("GET", "/v1.0/users/"+url.PathEscape(name+"@contoso.example")+methods, "")
			return got.status
		},
		"one beside another": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"users":["ada","x","s","k","i","ss",{"userPrincipalName":`+quoteJSON(name+"@contoso.example")+`}]}`)
			for _, key := range []string{"x", "s", "k", "i", "ss", name} {
				h.ask("POST", "/v1.0/users/"+url.PathEscape(key+"@contoso.example")+methods, "{}")
			}
			return got.status
		},
		"a short name": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"users":["ada",{"name":`+quoteJSON(name)+`,"userPrincipalName":"x@y"}]}`)
			h.ask("GET", "/v1.0/users/x@y"+methods, "")
			return got.status
		},
		"a name that is shown": func(h service, name string) int {
			got := h.ask("POST", "/v1.0/users", `{"userPrincipalName":"eve@contoso.example","displayName":`+quoteJSON(name)+`}`)
			h.ask("GET", "/v1.0/users/eve@contoso.example"+methods, "")
			return got.status
		},
		"an unknown user": func(h service, name string) int {
			return h.ask("GET", "/v1.0/users/x"+url.PathEscape(name)+"x"+methods, "").status
		},
		"an unknown user, at a sign-in": func(h service, name string) int {
			return h.ask("POST", "/_tapsim/signIn", `{"user":`+quoteJSON(name)+`,"code":`+quoteJSON(name)+`}`).status
		},
		"a group": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"groups":[{"displayName":`+quoteJSON(name)+`}],"users":[{"userPrincipalName":"eve@x","groups":[`+quoteJSON(name)+`]}]}`)
			h.ask("GET", "/v1.0/users/eve@x"+methods, "")
			return got.status
		},
		"a role of a user": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"users":[{"userPrincipalName":"eve@x","roles":[`+quoteJSON(name)+`]}]}`)
			h.ask("POST", "/v1.0/users/eve@x"+methods, "{}")
			return got.status
		},
		"a role that a user is given": func(h service, name string) int {
			h.ask("GET", hers, "") // an update that is too long for a line ends the scenario
			got := h.ask("PATCH", "/_tapsim/users/"+ada, `{"roles":[`+quoteJSON(name)+`]}`)
			h.ask("POST", hers, "{}")
			return got.status
		},
		"a role of a caller": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"tokens":{"anything":{"kind":"operator"},"t":{"kind":"delegated","user":"ada","scopes":["UserAuthenticationMethod.Read"],"directoryRoles":["Global Reader",`+quoteJSON(name)+`]}}}`)
			h.ask("GET", hers, "", "Authorization", "Bearer t")
			h.ask("POST", hers, "{}", "Authorization", "Bearer t")
			return got.status
		},
		"a scope": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"tokens":{"anything":{"kind":"operator"},"t":{"kind":"delegated","user":"ada","scopes":[`+quoteJSON(name)+`,"UserAuthenticationMethod.ReadWrite"]}}}`)
			h.ask("POST", hers, "{}", "Authorization", "Bearer t")
			h.ask("GET", "/v1.0/me"+methods, "", "Authorization", "Bearer t")
			return got.status
		},
		"a permission": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"tokens":{"anything":{"kind":"operator"},"t":{"kind":"application","permissions":["UserAuthenticationMethod.ReadWrite.All",`+quoteJSON(name)+`]}}}`)
			h.ask("POST", hers, "{}", "Authorization", "Bearer t")
			return got.status
		},
		"a token": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"tokens":{"anything":{"kind":"operator"},`+quoteJSON(name)+`:{"kind":"application"}}}`)
			if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				return got.status // no header takes it
			}
			h.ask("GET", hers, "", "Authorization", "Bearer "+name)
			return got.status
		},
		"the user of a token": func(h service, name string) int {
			got := h.ask("POST", "/_tapsim/reset", `{"tokens":{"anything":{"kind":"operator"},"t":{"kind":"delegated","user":`+quoteJSON(name+"@contoso.example")+`,"scopes":["UserAuthenticationMethod.ReadWrite"]}}}`)
			h.ask("POST", "/v1.0/me"+methods, "{}", "Authorization", "Bearer t")
			h.ask("GET", hers, "", "Authorization", "Bearer t")
			return got.status
		},
		"a pass": func(h service, name string) int {
			return h.ask("GET", hers+"/x"+url.PathEscape(name), "").status
		},
		"a property": func(h service, name string) int {
			h.ask("PATCH", policy, `{`+quoteJSON(name)+`:`+quoteJSON(name)+`}`)
			return h.ask("POST", hers, `{`+quoteJSON(name)+`:`+quoteJSON(name)+`}`).status
		},
		"a target": func(h service, name string) int {
			return h.ask("PATCH", policy, `{"excludeTargets":[{"targetType":"user","id":`+quoteJSON(name)+`}]}`).status
		},
	}
	for kind, put := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			for what, name := range oddities {
				recorder := record.NewRecorder("odd.yaml")
				h := open(t, graph.Config{Watch: recorder.Watch})
				status := put(h, name)
				if status >= 300 {
					require.Contains(t, []int{400, 404, 413}, status, what)
				}
				h.ask("GET", "/v1.0/users/BOB@contoso.example"+methods, "") // the other requests are kept
				text := mustReplay(t, recorder)
				require.Contains(t, text, "list: {user: ", what)
			}
		})
	}
}
