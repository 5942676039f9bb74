package conform_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
)

// TestServeHere is no test. It is the subject of the next test, which runs the test binary
// as a process of its own.
func TestServeHere(t *testing.T) {
	if os.Getenv("SERVE_HERE") == "" {
		return
	}
	if err := lines.Serve(os.Stdin, os.Stdout, &protocol.Reference{}, protocol.Capabilities{
		Name: "reference", Version: "1", Language: "go", Editions: model.Editions(), Features: []string{"actors"},
	}); err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

// The reference behind lines.Serve passes every scenario, as it does in this process.
func TestServedReferenceAgrees(t *testing.T) {
	t.Setenv("SERVE_HERE", "1")
	child := &transport.Child{Command: []string{os.Args[0], "-test.run=^TestServeHere$"}}
	cases, announced := conform.Run(context.Background(), corpus(t), func() transport.Subject { return child }, 1)
	for _, c := range cases {
		require.Equal(t, conform.Passed, c.Verdict, "%s: %+v %s", c.Scenario.ID, c.Differences, c.Why)
	}
	require.Equal(t, "reference", announced.Name)
	require.Equal(t, model.Editions(), announced.Editions)
	require.Equal(t, []string{"actors"}, announced.Features)
	require.Contains(t, announced.Ops, protocol.Refresh)
}
