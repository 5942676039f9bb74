package graph_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A failing is a TB that records the failure.
type failing struct {
	example
	why string
}

func (f *failing) Fatalf(text string, of ...any) { f.why = text + " " + of[0].(error).Error() }

func TestStart(t *testing.T) {
	var failed failing
	require.Nil(t, graph.Start(&failed, graph.Config{Tenant: &protocol.Tenant{Policy: model.Policy{Length: 1}}}))
	require.Contains(t, failed.why, "policy-range")

	var over example
	server := graph.Start(&over, graph.Config{})
	require.True(t, server.Clock().Frozen())
	require.WithinDuration(t, time.Now(), server.Clock().Now(), time.Minute)
	require.Len(t, server.Engine().Users(), 3)
	res, err := server.Client().Get(server.URL + "/_tapsim/healthz")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	over.end()
	_, err = net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	require.Error(t, err, "after the test there is no server")
}

// A slow client cannot keep a server busy.
func TestEveryWaitHasABound(t *testing.T) {
	s := graph.HTTPServer(nil)
	for _, bound := range []time.Duration{s.ReadHeaderTimeout, s.ReadTimeout, s.WriteTimeout, s.IdleTimeout} {
		require.Positive(t, bound)
	}
}
