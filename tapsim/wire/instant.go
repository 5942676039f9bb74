package wire

import (
	"strconv"
	"strings"
	"time"

	"github.com/tapsim/tap/model"
)

// ParseInstant reads `YYYY-MM-DDTHH:MM:SS`, then optionally a point and one to twelve
// digits of fraction, then `Z` or an offset `±HH:MM` of at most 14 hours. It must be
// ASCII, in upper case, with a day of the calendar, in the years 0001 to 9999 as
// written and in UTC. ok is false for anything else.
//
// contributing has time-utc where the instant lost something: a fraction finer than a
// tick, which is cut, or an offset, which is converted to UTC.
func ParseInstant(s string) (at model.Instant, contributing model.Rules, ok bool) {
	at, read, ok := parseInstant(s)
	if read.zoneless {
		return 0, contributing, false
	}
	if read.cut || read.offset {
		contributing = model.RulesOf(model.TimeUTC)
	}
	return at, contributing, ok
}

// parseStart reads the start of a create, which accepts more: an instant without a
// zone is UTC, and /Date(ms)/ counts from 1970. Rules create-start-zone,
// create-start-form.
func parseStart(s string) (at model.Instant, read reading, ok bool) {
	if at, ok = parseCounted(s); ok {
		return at, reading{counted: true}, true
	}
	return parseInstant(s)
}

// parseCounted reads /Date(ms)/: an optional sign and 1 to 15 digits of
// milliseconds since 1970.
func parseCounted(s string) (model.Instant, bool) {
	digits, opened := strings.CutPrefix(s, "/Date(")
	digits, closed := strings.CutSuffix(digits, ")/")
	if !opened || !closed {
		return 0, false
	}
	size := strings.TrimPrefix(digits, "-")
	if len(size) < 1 || len(size) > 15 || strings.Trim(size, "0123456789") != "" {
		return 0, false
	}
	ms, err := strconv.ParseInt(digits, 10, 64)
	at := model.InstantOf(time.UnixMilli(ms))
	return at, err == nil && 0 <= at && at <= model.LastInstant
}

// A reading is what the text of an instant had and the instant does not have.
type reading struct {
	fine   bool // digits finer than a tick
	cut    bool // and not all of those were zero
	offset bool // an offset in place of Z, also one of zero

	zoneless bool // neither Z nor an offset; only for the start of a create
	counted  bool // milliseconds since 1970; only for the start of a create
}

func parseInstant(s string) (at model.Instant, read reading, ok bool) {
	read, ok = scanInstant(s)
	if !ok {
		return 0, reading{}, false
	}
	// The location is named because time.Parse would otherwise look the offset up in the
	// local zone.
	if read.zoneless {
		s += "Z"
	}
	t, err := time.ParseInLocation(time.RFC3339, s, time.UTC)
	if err != nil {
		return 0, reading{}, false
	}
	at = model.InstantOf(t)
	if at < 0 || at > model.LastInstant {
		return 0, reading{}, false
	}
	return at, read, true
}

// scanInstant checks the form of an instant. It runs before time.Parse, which knows
// the calendar but also accepts a comma before the fraction, an hour of one digit, an
// offset of a day, and the year 0000.
func scanInstant(s string) (read reading, ok bool) {
	const form = "0000-00-00T00:00:00"
	if len(s) < len(form) || !hasForm(s[:len(form)], form) || strings.HasPrefix(s, "0000") {
		return reading{}, false
	}
	s = s[len(form):]

	if strings.HasPrefix(s, ".") {
		s = s[1:]
		zone := strings.IndexAny(s, "Z+-")
		if zone < 0 {
			zone = len(s)
		}
		if zone < 1 || zone > 12 {
			return reading{}, false
		}
		read.fine = zone > 7
		for i := range zone {
			if !isDigit(s[i]) {
				return reading{}, false
			}
			read.cut = read.cut || i >= 7 && s[i] != '0'
		}
		s = s[zone:]
	}

	switch s {
	case "Z":
		return read, true
	case "":
		read.zoneless = true
		return read, true
	}
	read.offset = true
	return read, hasForm(s, "+00:00") && s[4] <= '5' && s[1:] <= "14:00"
}

// hasForm reports whether s has that form, in which 0 stands for a digit, + for a
// sign, and every other character for itself.
func hasForm(s, form string) bool {
	if len(s) != len(form) {
		return false
	}
	for i := range len(form) {
		switch c := s[i]; form[i] {
		case '0':
			if !isDigit(c) {
				return false
			}
		case '+':
			if c != '+' && c != '-' {
				return false
			}
		default:
			if c != form[i] {
				return false
			}
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
