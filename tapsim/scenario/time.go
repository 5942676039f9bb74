package scenario

import (
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

// edges are the instants of a labelled pass, as in p.end.
var edges = map[string]TimeBase{"start": OfStart, "end": OfEnd, "created": OfCreated}

// labelled splits a text like p.end - 100ns into the label, the edge, and the addend.
func labelled(text string) (name, edge, rest string, ok bool) {
	name, rest, ok = strings.Cut(text, ".")
	if !ok || name == "" || !isLetter(name[0]) || strings.ContainsFunc(name, func(r rune) bool { return r > '~' || !isWord(byte(r)) }) {
		return "", "", "", false
	}
	end := 0
	for end < len(rest) && isLetter(rest[end]) {
		end++
	}
	return name, rest[:end], rest[end:], end > 0 && isAddend(rest[end:])
}

// sinceStart splits a text like +90m - 100ns, which counts from the start of the
// scenario.
func sinceStart(text string) (since, rest string, ok bool) {
	text, ok = strings.CutPrefix(text, "+")
	text = strings.TrimLeft(text, " ")
	end := strings.IndexAny(text, " +-")
	if end < 0 {
		end = len(text)
	}
	return text[:end], text[end:], ok && end > 0 && isAddend(text[end:])
}

// isAddend reports whether a text is empty, or a sign and more text.
func isAddend(text string) bool {
	sign := strings.TrimLeft(text, " ")
	return text == "" || sign != "" && (sign[0] == '+' || sign[0] == '-') && strings.TrimLeft(sign[1:], " ") != "" && !strings.Contains(sign, "\n")
}

const timeHint = "instants are written like +90m, p.end, p.end - 100ns or 2026-01-01T00:00:00Z"

// timeExpression reads an instant of the scenario. known reports whether a label can
// be referred to, and adds a diagnostic if not.
func (v Value) timeExpression(known func(Value, string) bool) (*TimeExpression, bool) {
	if !v.scalar("an instant") {
		return nil, false
	}
	text := v.node.value
	if since, rest, ok := sinceStart(text); ok {
		base, ok := v.durationOf(since)
		if !ok {
			return nil, false
		}
		offset, ok := v.addend(rest)
		// Each is shorter than the range of instants, so the sum does not overflow.
		return &TimeExpression{Base: SinceStart, Offset: base + offset}, ok
	}
	if name, edge, rest, ok := labelled(text); ok {
		base, ok := edges[edge]
		if !ok {
			v.Wrong(form.Suggest(edge, []string{"start", "end", "created"}), "%s: a pass has no instant %s", v.what, form.Quote(edge))
			return nil, false
		}
		offset, ok := v.addend(rest)
		if !ok || !known(v, name) {
			return nil, false
		}
		return &TimeExpression{Base: base, Label: name, Offset: offset}, true
	}
	at, ok := v.instant()
	return &TimeExpression{Base: Literal, At: at, Text: text}, ok
}

// instant reads an instant that is spelt out.
func (v Value) instant() (model.Instant, bool) {
	if !v.scalar("an instant") {
		return 0, false
	}
	text := v.node.value
	at, _, ok := wire.ParseInstant(text)
	if ok {
		return at, true
	}
	hint := timeHint
	if _, _, zoned := wire.ParseInstant(text + "Z"); zoned {
		hint = "an instant needs a zone: " + text + "Z"
	} else if _, wrong := form.Duration(text); wrong == "" {
		hint = "since the start of the scenario: +" + text
	}
	v.Wrong(hint, "%s takes an instant, not %s", v.what, v.spelt())
	return 0, false
}

// duration reads a duration longer than zero.
func (v Value) duration() (model.Duration, bool) {
	if !v.scalar("a duration") {
		return 0, false
	}
	d, ok := v.durationOf(v.node.value)
	if ok && d == 0 {
		v.Wrong("", "%s takes a duration longer than nothing", v.what)
		return 0, false
	}
	return d, ok
}

// durationOf reads a part of the text of v.
func (v Value) durationOf(text string) (model.Duration, bool) {
	d, wrong := form.Duration(text)
	if wrong != "" {
		hint := form.DurationHint
		if isDecimal(text) {
			hint = "did you mean " + text + "m?"
		}
		v.Wrong(hint, "%s: %s", v.what, wrong)
		return 0, false
	}
	return d, true
}

// addend reads what is added to an instant: nothing, or a sign and a duration.
func (v Value) addend(text string) (model.Duration, bool) {
	text = strings.Trim(text, " ")
	if text == "" {
		return 0, true
	}
	d, ok := v.durationOf(strings.TrimLeft(text[1:], " "))
	if text[0] == '-' {
		d = -d
	}
	return d, ok
}
