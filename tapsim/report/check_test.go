package report_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/report"
)

// declines is a subject that skips every request.
type declines struct{}

func (declines) Do(context.Context, protocol.Request) (protocol.Response, error) {
	return protocol.Response{}, &protocol.Skip{Why: "not built yet"}
}

// finding is the result of three runs against a subject; nil: the reference model.
func finding(t *testing.T, subject transport.Subject) *check.Finding {
	c := check.Campaign{Watch: -1, Runs: 3, Seed: 1}
	f, err := c.Run(t.Context(), subject)
	require.NoError(t, err)
	return &f
}

func TestPaceOfNothing(t *testing.T) {
	s := finding(t, declines{}).Statistics
	require.Regexp(t, `^3 runs, 0 steps in \S+, 0 a second; 0 of \d+ rules reached$`, report.Pace(&s))
	require.Regexp(t, `^3 runs, 0 steps/s, 0/\d+ rules$`, report.Brief(&s))
}

func TestPaceHasTwoFigures(t *testing.T) {
	s := finding(t, nil).Statistics
	for elapsed, want := range map[time.Duration]string{
		7 * time.Nanosecond:        "7ns",
		1234 * time.Microsecond:    "1.2ms",
		456 * time.Millisecond:     "460ms",
		1049 * time.Millisecond:    "1s",
		59600 * time.Millisecond:   "1m0s",
		83400 * time.Millisecond:   "1m23s",
		10*time.Hour + time.Minute: "10h0m0s",
	} {
		s.Elapsed = elapsed
		require.Contains(t, report.Pace(&s), " steps in "+want+", ")
	}
}

// The JUnit report has names and a time, and no empty attribute.
func TestCheckJUnitIsComplete(t *testing.T) {
	for _, subject := range []transport.Subject{nil, declines{}, transport.InProcess(&hostile{})} {
		for _, interrupted := range []bool{false, true} {
			search := report.Search{Seed: 7, Finding: finding(t, subject)}
			search.Finding.Interrupted = interrupted
			search.Finding.Statistics.Elapsed = 1234 * time.Millisecond
			var b bytes.Buffer
			require.NoError(t, report.CheckJUnit(&b, &search, report.Options{}))
			require.NotContains(t, b.String(), `=""`)
			var document struct {
				Tests  int     `xml:"tests,attr"`
				Time   float64 `xml:"time,attr"`
				Suites []struct {
					Name     string  `xml:"name,attr"`
					Time     float64 `xml:"time,attr"`
					Failures int     `xml:"failures,attr"`
					Errors   int     `xml:"errors,attr"`
					Cases    []struct {
						Class   string    `xml:"classname,attr"`
						Name    string    `xml:"name,attr"`
						Time    float64   `xml:"time,attr"`
						Failure *struct{} `xml:"failure"`
						Error   *struct{} `xml:"error"`
					} `xml:"testcase"`
				} `xml:"testsuite"`
			}
			require.NoError(t, xml.Unmarshal(b.Bytes(), &document))
			require.Equal(t, 1, document.Tests)
			require.Equal(t, 1.234, document.Time)
			suite := document.Suites[0]
			require.Equal(t, 1.234, suite.Time)
			c := suite.Cases[0]
			require.Equal(t, []any{"tapsim.check", "random histories of seed 7", 1.234}, []any{c.Class, c.Name, c.Time})
			require.Equal(t, suite.Failures > 0, c.Failure != nil)
			require.Equal(t, suite.Errors > 0, c.Error != nil)
			require.Equal(t, search.Finding.Good(), c.Failure == nil && c.Error == nil)
		}
	}
}
