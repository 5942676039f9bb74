package model

import "time"

// An Instant is a point in time in UTC, counted in ticks of 100 ns since
// 0001-01-01T00:00:00Z. .NET counts time in this way, and so does the service. Ticks
// compare, hash and pack, and every instant on the wire is a whole tick. The range is
// that of the years 0001 to 9999.
//
// Rule time-utc.
type Instant int64

// A Duration is a number of ticks.
type Duration int64

// Minutes is a lifetime as Graph counts it: an Int32, in minutes.
type Minutes int32

// Units of time, in ticks.
const (
	Tick   Duration = 1
	Second          = 10_000_000 * Tick
	Minute          = 60 * Second
)

const (
	// StartTolerance is how far before now a start may lie without counting as past:
	// clients cut their clocks to whole seconds, and clocks differ. Rule
	// create-start-tolerance.
	StartTolerance = 60 * Second

	// RegistrationWindow is the time in which a user who signed in with a
	// one-time pass has to register a method. Rule signin-window.
	RegistrationWindow = 10 * Minute

	// LastInstant is the last tick of the year 9999, the last that the wire's
	// format can spell. Rule create-start-far.
	LastInstant Instant = 3_155_378_975_999_999_999
)

// secondsToUnix is the distance from the epoch of Instant to that of Unix.
const secondsToUnix = 62_135_596_800

// InstantOf cuts t down to its tick. A time before the year 1 becomes -1, and a time
// after the year 9999 becomes LastInstant+1: neither is an instant.
func InstantOf(t time.Time) Instant {
	switch seconds := t.Unix(); {
	case seconds < -secondsToUnix:
		return -1
	case seconds > int64(LastInstant)/int64(Second)-secondsToUnix:
		return LastInstant + 1
	default:
		return Instant((seconds+secondsToUnix)*int64(Second) + int64(t.Nanosecond()/100))
	}
}

// Time returns i as a time.Time in UTC.
func (i Instant) Time() time.Time {
	return time.Unix(int64(i)/int64(Second)-secondsToUnix, int64(i)%int64(Second)*100).UTC()
}

// Add returns the instant d ticks after i.
func (i Instant) Add(d Duration) Instant { return i + Instant(d) }

// Sub returns the time from j to i.
func (i Instant) Sub(j Instant) Duration { return Duration(i - j) }

// String spells i as the service does: a Z, as many as seven digits of
// fraction, their trailing zeros cut, and no fraction when it is zero.
//
// Rule time-format.
func (i Instant) String() string { return string(i.Append(nil)) }

// Append adds the spelling of i to b.
func (i Instant) Append(b []byte) []byte {
	return i.Time().AppendFormat(b, "2006-01-02T15:04:05.9999999Z")
}

// Ticks returns m as a duration.
func (m Minutes) Ticks() Duration { return Duration(m) * Minute }
