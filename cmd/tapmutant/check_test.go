package main

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// Random histories give each bad citizen the verdict that it deserves, in a story
// of one step that gives it that verdict again.
func TestBadCitizensInRandomHistories(t *testing.T) {
	t.Setenv("TAPMUTANT", "1")
	for _, c := range citizens {
		t.Run(c.name, func(t *testing.T) {
			timeout := time.Minute
			if c.verdict == conform.TimedOut {
				timeout = 100 * time.Millisecond
			}
			subject := &conform.Child{Command: []string{os.Args[0], c.name}, Timeout: timeout}
			defer subject.Close()
			campaign := conform.Campaign{Runs: 3, Steps: 10, Seed: 1}
			found, err := campaign.Run(context.Background(), subject)
			require.NoError(t, err)
			switch {
			case c.verdict == conform.Passed:
				require.True(t, found.Good())
				return
			case c.verdict == conform.Skipped:
				require.False(t, found.Good())
				require.Equal(t, map[string]int{"not built yet": 3}, found.Statistics.Skipped)
				return
			case c.name == "mute":
				trouble := (*conform.Trouble)(nil)
				require.ErrorAs(t, found.Trouble, &trouble)
				require.Equal(t, c.verdict, trouble.Verdict)
				return
			}
			x := found.Difference
			require.NotNil(t, x)
			require.Equal(t, c.verdict, x.Verdict())
			require.False(t, x.Once || x.Hurry)
			require.Len(t, x.Story.Steps, 1)

			text, err := write.Story(x.Story)
			require.NoError(t, err, "%s", text)
			again, err := scenario.Parse("found.yaml", text)
			require.NoError(t, err)
			cases, _ := conform.Run(context.Background(), []*scenario.Scenario{again}, func() conform.Subject {
				return &conform.Child{Command: subject.Command, Timeout: timeout}
			}, 1)
			require.Equal(t, c.verdict, cases[0].Verdict, "%s", cases[0].Why)
		})
	}
}
