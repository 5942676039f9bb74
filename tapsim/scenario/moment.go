package scenario

import (
	"regexp"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

// label is the form of the names of passes.
var label = regexp.MustCompile(`^[a-z][A-Za-z0-9_]*$`)

// edges are what can be said of a labelled pass, as in p.end.
var edges = map[string]MomentBase{"start": OfStart, "end": OfEnd, "created": OfCreated}

// labelled is a moment that hangs on a pass, with what is added to it.
var labelled = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]*)\.([A-Za-z]+)(?: *([+-]) *([^ ].*))?$`)

// sinceStart is a moment counted from the start of the scenario.
var sinceStart = regexp.MustCompile(`^\+ *([^ +-]+)(?: *([+-]) *([^ ].*))?$`)

const momentHint = "instants are written like +90m, p.end, p.end - 100ns or 2026-01-01T00:00:00Z"

// Moment reads an instant that the scenario names. known says whether a label can
// be referred to, and reports it if not.
func (v Value) Moment(what string, known func(Value, string) bool) (*Moment, bool) {
	if !v.scalar(what, "an instant") {
		return nil, false
	}
	text := v.node.Value
	if m := sinceStart.FindStringSubmatch(text); m != nil {
		base, ok := v.duration(what, m[1])
		if !ok {
			return nil, false
		}
		offset, ok := v.offset(what, m[2], m[3])
		// Neither is longer than all of time, so the sum is no overflow.
		return &Moment{Base: SinceStart, Offset: base + offset}, ok
	}
	if m := labelled.FindStringSubmatch(text); m != nil {
		base, ok := edges[m[2]]
		if !ok {
			v.Wrong(form.Suggest(m[2], []string{"start", "end", "created"}), "%s: a pass has no instant %s", what, form.Quote(m[2]))
			return nil, false
		}
		offset, ok := v.offset(what, m[3], m[4])
		if !ok || !known(v, m[1]) {
			return nil, false
		}
		return &Moment{Base: base, Label: m[1], Offset: offset}, true
	}
	at, ok := v.Instant(what)
	return &Moment{Base: Literal, At: at, Text: text}, ok
}

// Instant reads an instant that is spelt out.
func (v Value) Instant(what string) (model.Instant, bool) {
	if !v.scalar(what, "an instant") {
		return 0, false
	}
	text := v.node.Value
	at, _, ok := wire.ParseInstant(text)
	if ok {
		return at, true
	}
	hint := momentHint
	if _, _, zoned := wire.ParseInstant(text + "Z"); zoned {
		hint = "an instant needs a zone: " + text + "Z"
	} else if _, wrong := form.Duration(text); wrong == "" {
		hint = "since the start of the scenario: +" + text
	}
	v.Wrong(hint, "%s takes an instant, not %s", what, v.spelt())
	return 0, false
}

// Duration reads one that is longer than nothing.
func (v Value) Duration(what string) (model.Duration, bool) {
	if !v.scalar(what, "a duration") {
		return 0, false
	}
	d, ok := v.duration(what, v.node.Value)
	if ok && d == 0 {
		v.Wrong("", "%s takes a duration longer than nothing", what)
		return 0, false
	}
	return d, ok
}

// duration reads a part of the text of v.
func (v Value) duration(what, text string) (model.Duration, bool) {
	d, wrong := form.Duration(text)
	if wrong != "" {
		hint := form.DurationHint
		if decimal.MatchString(text) {
			hint = "did you mean " + text + "m?"
		}
		v.Wrong(hint, "%s: %s", what, wrong)
		return 0, false
	}
	return d, true
}

func (v Value) offset(what, sign, text string) (model.Duration, bool) {
	if sign == "" {
		return 0, true
	}
	d, ok := v.duration(what, strings.TrimRight(text, " "))
	if sign == "-" {
		d = -d
	}
	return d, ok
}
