package model_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

func TestInstantsAreSpeltAsTheServiceDoes(t *testing.T) {
	for want, at := range map[string]time.Time{
		"0001-01-01T00:00:00Z":         time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC),
		"0001-01-01T00:00:00.0000001Z": time.Date(1, 1, 1, 0, 0, 0, 100, time.UTC),
		"1969-12-31T23:59:59.9999999Z": time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
		"1970-01-01T00:00:00Z":         time.Unix(0, 0),
		"2022-06-02T16:11:27.5Z":       time.Date(2022, 6, 2, 16, 11, 27, 500_000_000, time.UTC),
		"2022-06-02T16:11:27.05Z":      time.Date(2022, 6, 2, 16, 11, 27, 50_000_000, time.UTC),
		"2022-06-02T16:11:27.1234567Z": time.Date(2022, 6, 2, 16, 11, 27, 123_456_799, time.UTC),
		"2022-06-02T16:11:27.123456Z":  time.Date(2022, 6, 2, 16, 11, 27, 123_456_099, time.UTC),
		"2022-06-02T16:11:27Z":         time.Date(2022, 6, 2, 18, 11, 27, 99, time.FixedZone("", 2*60*60)),
		"9999-12-31T23:59:59.9999999Z": time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
	} {
		i := model.InstantOf(at)
		require.Equal(t, want, i.String())
		require.Equal(t, "at "+want, string(i.Append([]byte("at "))))
		require.Equal(t, at.Truncate(100).UTC(), i.Time())
	}
}

func TestTheEndsOfTime(t *testing.T) {
	require.Equal(t, model.Instant(0), model.InstantOf(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.Equal(t, model.LastInstant, model.InstantOf(time.Date(10000, 1, 1, 0, 0, 0, -1, time.UTC)))
	require.Equal(t, 10000, model.LastInstant.Add(model.Tick).Time().Year())
	// If the bound is off by the distance of the two epochs, the years up to 13,937 pass,
	// whose ticks an int64 can count.
	for _, row := range []struct {
		at   time.Time
		want model.Instant
	}{
		{time.Unix(math.MinInt64, 0), -1},
		{time.Date(-300_000, 12, 31, 23, 59, 59, 999_999_999, time.UTC), -1},
		{time.Date(-1, 12, 31, 23, 59, 59, 999_999_999, time.UTC), -1},
		{time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), -1},
		{time.Date(0, 12, 31, 23, 59, 59, 0, time.UTC), -1},
		{time.Date(0, 12, 31, 23, 59, 59, 999_999_999, time.UTC), -1},
		{time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), model.LastInstant + 1 - model.Instant(model.Second)},
		{time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC), model.LastInstant + 1},
		{time.Date(10_000, 1, 1, 0, 0, 0, 100, time.UTC), model.LastInstant + 1},
		{time.Date(10_000, 1, 1, 0, 0, 1, 0, time.UTC), model.LastInstant + 1},
		{time.Date(10_001, 1, 1, 0, 0, 0, 0, time.UTC), model.LastInstant + 1},
		{time.Date(13_937, 1, 1, 0, 0, 0, 0, time.UTC), model.LastInstant + 1},
		{time.Date(13_937, 12, 31, 23, 59, 59, 999_999_999, time.UTC), model.LastInstant + 1},
		{time.Date(13_938, 1, 1, 0, 0, 0, 0, time.UTC), model.LastInstant + 1},
		{time.Date(30_000, 1, 1, 0, 0, 0, 0, time.UTC), model.LastInstant + 1}, // beyond what an int64 of ticks can count
		{time.Date(300_000, 1, 1, 0, 0, 0, 0, time.UTC), model.LastInstant + 1},
		{time.Date(292_277_000_000, 1, 1, 0, 0, 0, 0, time.UTC), model.LastInstant + 1},
		{time.Unix(math.MaxInt64, 999_999_999), model.LastInstant + 1},
	} {
		require.Equal(t, row.want, model.InstantOf(row.at), "%d s since 1970", row.at.Unix())
	}
	require.Equal(t, time.Date(0, 12, 31, 23, 59, 59, 999_999_900, time.UTC), model.Instant(-1).Time())
}

func TestUnits(t *testing.T) {
	require.Equal(t, 100*time.Nanosecond, time.Duration(model.Tick)*100)
	require.EqualValues(t, time.Second/100, model.Second)
	require.EqualValues(t, time.Minute/100, model.Minute)
	require.Equal(t, 90*model.Minute, model.Minutes(90).Ticks())
	require.Equal(t, model.Duration(5), noon.Add(5).Sub(noon))
	require.Equal(t, model.Duration(1<<31-1)*model.Minute, model.Minutes(1<<31-1).Ticks(), "an Int32 of minutes does not overflow")
}

// Time and InstantOf undo each other. Anything finer than a tick is cut off.
func TestInstantsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := model.Instant(rapid.Int64Range(0, int64(model.LastInstant)).Draw(t, "instant"))
		finer := time.Duration(rapid.IntRange(0, 99).Draw(t, "finer"))
		require.Equal(t, i, model.InstantOf(i.Time()))
		require.Equal(t, i, model.InstantOf(i.Time().Add(finer)))
		parsed, err := time.Parse(time.RFC3339Nano, i.String())
		require.NoError(t, err)
		require.Equal(t, i, model.InstantOf(parsed))
	})
}
