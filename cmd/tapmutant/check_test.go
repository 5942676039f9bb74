package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/citizen"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// Random histories give each bad citizen the verdict that it deserves, in a story
// of a step or two that gives it that verdict again.
func TestBadCitizensInRandomHistories(t *testing.T) {
	t.Setenv("TAPMUTANT", "1")
	for _, c := range citizen.All() {
		t.Run(c.Name, func(t *testing.T) {
			verdict := conform.Verdict(c.ComesTo)
			timeout := time.Minute
			if verdict == conform.TimedOut {
				timeout = 100 * time.Millisecond
			}
			subject := &conform.Child{Command: []string{os.Args[0], c.Name}, Timeout: timeout}
			defer subject.Close()
			campaign := conform.Campaign{Runs: 20, Seed: 1}
			found, err := campaign.Run(context.Background(), subject)
			require.NoError(t, err)
			switch {
			case verdict == conform.Passed:
				require.True(t, found.Good())
				return
			case verdict == conform.Skipped:
				require.False(t, found.Good())
				require.Equal(t, map[string]int{"not built yet": 20}, found.Statistics.Skipped)
				return
			case c.Name == "mute":
				trouble := (*conform.Trouble)(nil)
				require.ErrorAs(t, found.Trouble, &trouble)
				require.Equal(t, verdict, trouble.Verdict)
				return
			}
			x := found.Difference
			require.NotNil(t, x)
			require.Equal(t, verdict, x.Verdict())
			require.False(t, x.Once || x.Hurry)
			require.LessOrEqual(t, len(x.Story.Steps), 2)

			text, err := write.Story(x.Story)
			require.NoError(t, err, "%s", text)
			again, err := scenario.Parse("found.yaml", text)
			require.NoError(t, err)
			cases, _ := conform.Run(context.Background(), []*scenario.Scenario{again}, func() conform.Subject {
				return &conform.Child{Command: subject.Command, Timeout: timeout}
			}, 1)
			require.Equal(t, verdict, cases[0].Verdict, "%s", cases[0].Why)
		})
	}
}
