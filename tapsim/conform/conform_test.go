package conform_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

func corpus(t testing.TB) []*scenario.Scenario {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	return all
}

func TestTheReferenceAgreesWithItself(t *testing.T) {
	cases, _ := conform.Run(context.Background(), corpus(t), func() transport.Subject {
		return transport.InProcess(&protocol.Reference{})
	}, 2)
	for _, c := range cases {
		require.Equal(t, conform.Passed, c.Verdict, "%s: %+v %s", c.Scenario.ID, c.Differences, c.Why)
	}
}
