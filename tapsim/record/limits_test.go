package record_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/record"
)

const passesOfAda = "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods"

// A long recording parses. Scenario itself checks that it passes.
func TestALongRecordingIsAScenario(t *testing.T) {
	for name, ask := range map[string]func(h service, i int){
		"the same again": func(h service, _ int) { h.ask("POST", passesOfAda, `{"lifetimeInMinutes":1}`) },
		"many users": func(h service, i int) {
			h.ask("POST", "/v1.0/users", fmt.Sprintf(`{"userPrincipalName":"user-%d@contoso.com","displayName":"x","accountEnabled":true,"mailNickname":"x","passwordProfile":{"password":"x"}}`, i))
			h.ask("GET", fmt.Sprintf("/v1.0/users/user-%d@contoso.com/authentication/temporaryAccessPassMethods", i), "")
		},
		"long bodies": func(h service, i int) {
			h.ask("POST", passesOfAda, `{"x":"`+strings.Repeat("\u0001", 1200)+`"}`)
			h.ask("POST", passesOfAda, `{"lifetimeInMinutes":60}`+strings.Repeat(" ", 5000))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorder := record.NewRecorder("long.yaml")
			h := open(t, graph.Config{Watch: recorder.Watch})
			for i := range 2500 {
				ask(h, i)
			}
			h.ask("GET", passesOfAda, "")
			text, err := recorder.Scenario()
			require.NoError(t, err)
			require.Contains(t, string(text), "Left out: a request after the scenario was as long as a scenario can be (")

			h.ask("POST", "/_tapsim/reset", "")
			h.ask("GET", passesOfAda, "")
			text, err = recorder.Scenario()
			require.NoError(t, err)
			require.NotContains(t, string(text), "Left out")
		})
	}
}

// A refused request that is too long for a line changed nothing, so the scenario goes
// on after it.
func TestARecordingGoesOnAfterALongRefusal(t *testing.T) {
	recorder := record.NewRecorder("long.yaml")
	h := open(t, graph.Config{Watch: recorder.Watch})
	h.ask("POST", passesOfAda, `{"x":"`+strings.Repeat("x", 20000)+`"}`)
	h.ask("GET", passesOfAda, "")
	text, err := recorder.Scenario()
	require.NoError(t, err)
	require.Contains(t, string(text), "# Left out: a refused request that is too long for a line (1).")
	require.Contains(t, string(text), "count: 0")
}

// A client may send back the code that it received. The scenario has dots in its place.
func TestARecordingRedactsTheCodeInABody(t *testing.T) {
	recorder := record.NewRecorder("body.yaml")
	h := open(t, graph.Config{Watch: recorder.Watch})
	made := h.ask("POST", passesOfAda, "{}")
	code := cut(made.body, `"temporaryAccessPass":"`, `"`)
	require.Equal(t, 201, h.ask("POST", passesOfAda, `{"lifetimeInMinutes":61,"temporaryAccessPass":"`+code+`"}`).status)
	require.Equal(t, 201, h.ask("POST", passesOfAda, `{"TemporaryAccessPass":["`+code+`",1]}`).status)
	require.Equal(t, 400, h.ask("POST", passesOfAda, `{"temporaryAccessPass":"`+code).status)
	text, err := recorder.Scenario()
	require.NoError(t, err)
	require.NotContains(t, string(text), code)
	require.Contains(t, string(text), `{"lifetimeInMinutes": 61, "temporaryAccessPass": "••••••••"}`)
	require.Equal(t, 3, strings.Count(string(text), "••••••••"))
}

// Where the first request is too long, there is no scenario, and the error says why.
func TestARecordingWhoseFirstRequestIsTooLong(t *testing.T) {
	recorder := record.NewRecorder("long.yaml")
	h := open(t, graph.Config{Watch: recorder.Watch})
	require.Equal(t, 201, h.ask("POST", passesOfAda, `{"lifetimeInMinutes":60`+strings.Repeat(" ", 9000)+`}`).status)
	h.ask("GET", passesOfAda, "")
	require.Equal(t, 2, recorder.Steps())
	text, err := recorder.Scenario()
	require.Nil(t, text)
	require.ErrorIs(t, err, record.ErrTooLong)
	require.ErrorContains(t, err, "2 requests are left out")
}
