package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// noon is when most tests begin.
const noon model.Instant = 639_028_656_000_000_000 // 2026-01-01T12:00:00Z

// The whole corpus passes over HTTP, with the client for other services and without a
// single deviation. It passes with Watch too, and the exchanges that Watch gets have
// the same answers from a reference model.
func TestTheCorpusOverHTTP(t *testing.T) {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	for name, watched := range map[string]bool{"alone": false, "watched": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var shown []protocol.Request
			config := graph.Config{Clock: graph.FrozenClock(noon)}
			if watched {
				mirror := mirror{ids: map[string]string{}, codes: map[model.Code]model.Code{}}
				config.Watch = func(req protocol.Request, res *protocol.Response) {
					shown = append(shown, req)
					again := mirror.do(req, res)
					require.Equal(t, again.Status, res.Status)
					require.Equal(t, again.Rule, res.Rule)
					require.Equal(t, again.Contributing, res.Contributing)
					require.Equal(t, again.SessionEnds, res.SessionEnds)
				}
			}
			server := graph.Start(t, config)
			cases, who := conform.Run(context.Background(), all, func() transport.Subject { return &transport.HTTP{URL: server.URL} }, 1)
			require.Equal(t, server.URL, who.Name)
			require.Len(t, cases, len(all))
			for _, c := range cases {
				require.Equal(t, conform.Passed, c.Verdict, "%s: %+v %s", c.Scenario.ID, c.Differences, c.Why)
			}
			if watched {
				require.Greater(t, len(shown), len(all))
			}
		})
	}
}

// A mirror is a reference model that gets the requests of the service, with its own
// ids and codes.
type mirror struct {
	protocol.Reference
	ids   map[string]string
	codes map[model.Code]model.Code
}

func (w *mirror) do(req protocol.Request, answered *protocol.Response) protocol.Response {
	if id := w.ids[strings.ToLower(req.ID)]; id != "" {
		req.ID = id
	}
	if code, ok := w.codes[req.Code]; ok {
		req.Code = code
	}
	res := w.Do(req)
	if req.Op == protocol.Create && res.Accepted() {
		var theirs, ours struct {
			ID   string `json:"id"`
			Code string `json:"temporaryAccessPass"`
		}
		_ = json.Unmarshal(answered.Body.Reveal(), &theirs)
		_ = json.Unmarshal(res.Body.Reveal(), &ours)
		w.ids[theirs.ID], w.codes[model.NewCode(theirs.Code)] = ours.ID, model.NewCode(ours.Code)
	}
	return res
}

// The code of a pass is in the answer to its create and in no other.
func TestTheCorpusShowsEachCodeOnce(t *testing.T) {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	var trace bytes.Buffer
	server := graph.Start(t, graph.Config{Clock: graph.FrozenClock(noon)})
	subject := &transport.HTTP{URL: server.URL, Trace: &trace}
	conform.Run(context.Background(), all, func() transport.Subject { return subject }, 1)
	for answer := range bytes.Lines(trace.Bytes()) {
		if bytes.HasPrefix(answer, []byte("# 2")) && bytes.Contains(answer, []byte(`"temporaryAccessPass":"`)) {
			require.True(t, bytes.HasPrefix(answer, []byte("# 201 ")), string(answer))
		}
	}
}
