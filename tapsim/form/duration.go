package form

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
)

// units are those of Go's durations, and days, in nanoseconds. A unit stands before
// each unit that it begins with, so that ms is not read as m.
var units = []struct {
	name  string
	nanos int64
}{
	{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"μs", 1e3}, {"ms", 1e6},
	{"s", 1e9}, {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9},
}

// maxDuration is the whole range of instants: no two are further apart.
const maxDuration = model.Duration(model.LastInstant)

// ParseDuration reads a duration of the scenario format: Go's syntax without a
// sign, with d for days, in whole ticks of 100 ns.
func ParseDuration(text string) (model.Duration, error) {
	d, wrong := Duration(text)
	if wrong != "" {
		return 0, fmt.Errorf("%s: %s", wrong, DurationHint)
	}
	return d, nil
}

// Duration reads a duration without a sign in Go's syntax, with d for days. It is
// exact: Go's own function drops what is finer than a nanosecond and ends at 292
// years. wrong is the message, or empty.
func Duration(text string) (d model.Duration, wrong string) {
	if text == "" {
		return 0, "a duration is missing"
	}
	if len(text) > 64 {
		return 0, "the duration is too long"
	}
	rest, total := text, new(big.Rat)
	for rest != "" {
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789."))]
		rest = rest[len(digits):]
		if strings.Trim(digits, ".") == "" || strings.Count(digits, ".") > 1 {
			return 0, Quote(text) + " is no duration"
		}
		nanos := int64(0)
		for _, u := range units {
			if after, ok := strings.CutPrefix(rest, u.name); ok {
				nanos, rest = u.nanos, after
				break
			}
		}
		if nanos == 0 && rest == "" {
			return 0, "the duration " + text + " lacks a unit"
		}
		if nanos == 0 {
			return 0, Quote(text) + " is no duration"
		}
		number, ok := new(big.Rat).SetString(digits)
		if !ok {
			return 0, Quote(text) + " is no duration"
		}
		total.Add(total, number.Mul(number, big.NewRat(nanos, 100)))
	}
	switch {
	case !total.IsInt():
		return 0, "the duration " + text + " is no whole number of ticks of 100 ns"
	case !total.Num().IsInt64() || total.Num().Int64() > int64(maxDuration):
		return 0, "the duration " + text + " is longer than all of time"
	}
	return model.Duration(total.Num().Int64()), ""
}

// FormatDuration spells a duration as ParseDuration reads it, in days, hours, minutes
// and seconds, with a sign if it is negative. A part of less than a second is a
// fraction of one; only a few ticks alone are written in ns.
func FormatDuration(d model.Duration) string {
	switch {
	case d == 0:
		return "0s"
	case d < 0:
		return "-" + FormatDuration(-d)
	}
	const few = 100 * model.Tick
	var b strings.Builder
	for _, unit := range []struct {
		name string
		size model.Duration
	}{{"d", 24 * 60 * model.Minute}, {"h", 60 * model.Minute}, {"m", model.Minute}} {
		if n := d / unit.size; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + unit.name)
			d %= unit.size
		}
	}
	seconds, rest := d/model.Second, d%model.Second
	switch {
	case rest > few:
		b.WriteString(strings.TrimRight(fmt.Sprintf("%d.%07d", seconds, rest), "0") + "s")
		return b.String()
	case seconds > 0:
		b.WriteString(strconv.FormatInt(int64(seconds), 10) + "s")
	}
	if rest > 0 {
		b.WriteString(strconv.FormatInt(int64(rest)*100, 10) + "ns")
	}
	return b.String()
}

// DurationHint goes with a wrong duration.
const DurationHint = "durations are written like 90m, 1h30m, 30d or 100ns"
