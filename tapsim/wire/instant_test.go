package wire_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
	"pgregory.net/rapid"
)

var timeUtc = model.RulesOf(model.TimeUTC)

func TestParseInstant(t *testing.T) {
	for _, c := range []struct {
		text         string
		want         string // as the service spells it
		contributing model.Rules
	}{
		{text: "2022-06-05T00:00:00Z", want: "2022-06-05T00:00:00Z"},
		{text: "2022-06-05T00:00:00.000Z", want: "2022-06-05T00:00:00Z"},
		{text: "2022-06-05T00:00:00.5Z", want: "2022-06-05T00:00:00.5Z"},
		{text: "2022-06-05T00:00:00.1234567Z", want: "2022-06-05T00:00:00.1234567Z"},
		{text: "2022-06-05T00:00:00.123456700000Z", want: "2022-06-05T00:00:00.1234567Z"},
		{text: "2022-06-05T00:00:00.12345678Z", want: "2022-06-05T00:00:00.1234567Z", contributing: timeUtc},
		{text: "2022-06-05T00:00:00.123456799999Z", want: "2022-06-05T00:00:00.1234567Z", contributing: timeUtc},
		{text: "2022-06-05T00:00:00.000000000001Z", want: "2022-06-05T00:00:00Z", contributing: timeUtc},
		{text: "2022-06-05T02:00:00+02:00", want: "2022-06-05T00:00:00Z", contributing: timeUtc},
		{text: "2022-06-04T18:30:00.25-05:30", want: "2022-06-05T00:00:00.25Z", contributing: timeUtc},
		{text: "2022-06-05T00:00:00+00:00", want: "2022-06-05T00:00:00Z", contributing: timeUtc},
		{text: "2022-06-05T00:00:00-00:00", want: "2022-06-05T00:00:00Z", contributing: timeUtc},
		{text: "2022-06-05T14:00:00+14:00", want: "2022-06-05T00:00:00Z", contributing: timeUtc},
		{text: "2022-06-04T10:00:00-14:00", want: "2022-06-05T00:00:00Z", contributing: timeUtc},
		{text: "2022-06-05T13:59:00+13:59", want: "2022-06-05T00:00:00Z", contributing: timeUtc},
		{text: "2024-02-29T23:59:59Z", want: "2024-02-29T23:59:59Z"},
		{text: "2000-02-29T00:00:00Z", want: "2000-02-29T00:00:00Z"},
		{text: "0001-01-01T00:00:00Z", want: "0001-01-01T00:00:00Z"},
		{text: "0001-01-01T14:00:00+14:00", want: "0001-01-01T00:00:00Z", contributing: timeUtc},
		{text: "9999-12-31T23:59:59.9999999Z", want: "9999-12-31T23:59:59.9999999Z"},
		{text: "9999-12-31T23:59:59.999999999999Z", want: "9999-12-31T23:59:59.9999999Z", contributing: timeUtc},
		{text: "9999-12-31T09:59:59-14:00", want: "9999-12-31T23:59:59Z", contributing: timeUtc},
	} {
		t.Run(c.text, func(t *testing.T) {
			at, contributing, ok := wire.ParseInstant(c.text)
			require.True(t, ok)
			require.Equal(t, c.want, at.String())
			require.Equal(t, c.contributing, contributing)
		})
	}
}

func TestParseInstantRefuses(t *testing.T) {
	for _, c := range []struct{ why, text string }{
		{"nothing", ""},
		{"a date alone", "2022-06-05"},
		{"no zone", "2022-06-05T00:00:00"},
		{"no zone after a fraction", "2022-06-05T00:00:00.5"},
		{"no seconds", "2022-06-05T00:00Z"},
		{"a space for the T", "2022-06-05 00:00:00Z"},
		{"a small t", "2022-06-05t00:00:00Z"},
		{"a small z", "2022-06-05T00:00:00z"},
		{"a comma before the fraction", "2022-06-05T00:00:00,5Z"},
		{"an hour of one digit", "2022-06-05T0:00:00Z"},
		{"a point without a fraction", "2022-06-05T00:00:00.Z"},
		{"thirteen digits", "2022-06-05T00:00:00.1234567890123Z"},
		{"thirteen zeros", "2022-06-05T00:00:00.0000000000000Z"},
		{"a sign in the fraction", "2022-06-05T00:00:00.+5Z"},
		{"digits that are not ASCII", "2022-06-05T00:00:00.٣Z"},
		{"digits that are not ASCII in the date", "٢022-06-05T00:00:00Z"},
		{"an offset of a day", "2022-06-05T00:00:00+24:00"},
		{"an offset past 14 hours", "2022-06-05T00:00:00+14:01"},
		{"an offset past 14 hours west", "2022-06-05T00:00:00-14:01"},
		{"an offset of 15 hours", "2022-06-05T00:00:00+15:00"},
		{"sixty minutes in the offset", "2022-06-05T00:00:00+01:60"},
		{"an offset without a colon", "2022-06-05T00:00:00+0200"},
		{"an offset of hours alone", "2022-06-05T00:00:00+02"},
		{"an offset without a sign", "2022-06-05T00:00:0002:00"},
		{"a space for the plus, as from a careless URL", "2022-06-05T00:00:00 02:00"},
		{"a minus that is not ASCII", "2022-06-05T00:00:00−02:00"},
		{"an offset after the Z", "2022-06-05T00:00:00Z+02:00"},
		{"something after the Z", "2022-06-05T00:00:00Z "},
		{"something before the year", " 2022-06-05T00:00:00Z"},
		{"a leap second", "2016-12-31T23:59:60Z"},
		{"hour 24", "2022-06-05T24:00:00Z"},
		{"minute 60", "2022-06-05T00:60:00Z"},
		{"month 0", "2022-00-05T00:00:00Z"},
		{"month 13", "2022-13-05T00:00:00Z"},
		{"day 0", "2022-06-00T00:00:00Z"},
		{"June 31st", "2022-06-31T00:00:00Z"},
		{"February 29th of a common year", "2022-02-29T00:00:00Z"},
		{"February 29th of 1900", "1900-02-29T00:00:00Z"},
		{"the year 0000", "0000-12-31T23:59:59Z"},
		{"the year 0000, though 0001 in UTC", "0000-12-31T23:59:59-00:01"},
		{"the year 0000 by its offset", "0001-01-01T00:00:00+00:01"},
		{"the year 10000 by its offset", "9999-12-31T23:59:59-00:01"},
		{"the year 10000", "10000-01-01T00:00:00Z"},
		{"a signed year", "+2022-06-05T00:00:00Z"},
	} {
		t.Run(c.why, func(t *testing.T) {
			at, contributing, ok := wire.ParseInstant(c.text)
			require.False(t, ok, c.text)
			require.Zero(t, at)
			require.Zero(t, contributing)
		})
	}
}

// TestInstantRoundTrip is rule time-format in reverse: what the project writes it
// reads again without a loss.
func TestInstantRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := model.Instant(rapid.Int64Range(0, int64(model.LastInstant)).Draw(t, "ticks"))
		at, contributing, ok := wire.ParseInstant(want.String())
		require.True(t, ok, want.String())
		require.Equal(t, want, at)
		require.Zero(t, contributing)
	})
}

// Only a start may lack its zone or count from 1970.
func TestOnlyAStartDoesWithoutAZone(t *testing.T) {
	for text, want := range map[string]string{
		"2022-05-23T06:00:00.0000000": "2022-05-23T06:00:00Z",
		"2026-01-05T08:00:00":         "2026-01-05T08:00:00Z",
		"0001-01-01T00:00:00":         "0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59.9999999": "9999-12-31T23:59:59.9999999Z",
		"/Date(0)/":                   "1970-01-01T00:00:00Z",
		"/Date(-0)/":                  "1970-01-01T00:00:00Z",
		"/Date(1)/":                   "1970-01-01T00:00:00.001Z",
		"/Date(-1)/":                  "1969-12-31T23:59:59.999Z",
		"/Date(000000000000001)/":     "1970-01-01T00:00:00.001Z",
		"/Date(1767225600734)/":       "2026-01-01T00:00:00.734Z",
		"/Date(-62135596800000)/":     "0001-01-01T00:00:00Z",
		"/Date(253402300799999)/":     "9999-12-31T23:59:59.999Z",
	} {
		cmd, _, refused := wire.ParseCreate([]byte(`{"startDateTime":"` + text + `"}`))
		require.Equal(t, model.NoRule, refused, text)
		require.Equal(t, want, cmd.Start.String(), text)
		_, _, ok := wire.ParseInstant(text)
		require.False(t, ok, text)
	}
	for _, text := range []string{
		"/Date(253402300800000)/", "/Date(-62135596800001)/", "/Date(999999999999999)/", "/Date(-999999999999999)/", "/Date(0000000000000001)/",
		"/Date()/", "/Date(-)/", "/Date(+1)/", "/Date(1.5)/", "/Date( 1)/", "/Date(1) /", "/Date(1)", "Date(1)/", "/date(1)/", "/Date(1+0200)/", "/Date(--1)/", "/Date(٣)/",
		"0000-12-31T23:59:59", "10000-01-01T00:00:00", "2022-02-29T00:00:00", "2022-06-05T00:00:00.", "2022-06-05T00:00:00.1234567890123", "2022-06-05T24:00:00", "2022-06-05T00:00:60",
	} {
		_, _, refused := wire.ParseCreate([]byte(`{"startDateTime":"` + text + `"}`))
		require.Equal(t, model.CreateStartForm.String(), refused.String(), text)
	}
}

var instantForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[+-](0\d:[0-5]\d|1[0-3]:[0-5]\d|14:00))$`)

func FuzzParseInstant(f *testing.F) {
	for _, s := range []string{
		"2022-06-05T00:00:00.000Z", "2022-06-05T00:00:00,5Z", "2022-06-05T0:00:00Z", "2022-06-05T00:00:00+24:00",
		"0000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "2024-02-29T00:00:00.123456789012+14:00",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, contributing, ok := wire.ParseInstant(s)

		naive, err := time.Parse(time.RFC3339, s)
		utc := naive.UTC()
		wanted := err == nil && instantForm.MatchString(s) && naive.Year() >= 1 && utc.Year() >= 1 && utc.Year() <= 9999
		require.Equal(t, wanted, ok, "%q", s)
		if !ok {
			return
		}
		require.True(t, at.Time().Equal(utc.Truncate(100*time.Nanosecond)), "%q", s)
		again, none, ok := wire.ParseInstant(at.String())
		require.True(t, ok, "%q", s)
		require.Equal(t, at, again)
		require.Zero(t, none)
		if s == at.String() {
			require.Zero(t, contributing, "%q", s)
		}
	})
}
