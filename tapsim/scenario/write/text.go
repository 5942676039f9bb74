package write

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// bare is text that needs no quotes in YAML, in any place.
var bare = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._/-]*( [A-Za-z0-9._/()-]+)*$`)

// quoted writes a text so that YAML reads it back.
func quoted(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", "y", "n", "me":
		return escaped(text)
	}
	if bare.MatchString(text) {
		return text
	}
	return escaped(text)
}

// escaped writes a text in double quotes.
func escaped(text string) string {
	if !utf8.ValidString(text) {
		return `"` + text + `"` // no YAML can express it, and the reader reports why
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xffff && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		case r != ' ' && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// sayJSON writes JSON on one line, as YAML reads it: with a blank after each colon.
func sayJSON(text []byte) string {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var b strings.Builder
	sayValue(&b, d)
	return b.String()
}

func sayValue(b *strings.Builder, d *json.Decoder) {
	token, _ := d.Token()
	switch v := token.(type) {
	case json.Delim:
		b.WriteString(v.String())
		for first := true; d.More(); first = false {
			if !first {
				b.WriteString(", ")
			}
			if v == '{' {
				name, _ := d.Token()
				b.WriteString(escaped(fmt.Sprint(name)) + ": ")
			}
			sayValue(b, d)
		}
		end, _ := d.Token()
		fmt.Fprint(b, end)
	case string:
		b.WriteString(escaped(v))
	case nil:
		b.WriteString("null")
	default:
		fmt.Fprint(b, v)
	}
}

// OneLine shortens the text of another program for a title or a comment.
func OneLine(text string) string {
	text = printable(text)
	if r := []rune(text); len(r) > 300 {
		text = string(r[:300]) + "..."
	}
	return strings.Join(strings.Fields(text), " ")
}

// printable puts a blank in place of each character that ends a line or cannot be
// printed.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// TimeExpression writes a time expression.
func TimeExpression(m *scenario.TimeExpression) string {
	switch m.Base {
	case scenario.Literal:
		return m.Text
	case scenario.SinceStart:
		return sinceStart(m.Offset)
	}
	word := m.Label + map[scenario.TimeBase]string{
		scenario.OfStart: ".start", scenario.OfEnd: ".end", scenario.OfCreated: ".created",
	}[m.Base]
	switch {
	case m.Offset > 0:
		return word + " + " + form.FormatDuration(m.Offset)
	case m.Offset < 0:
		return word + " - " + form.FormatDuration(-m.Offset)
	}
	return word
}

// instant writes a time expression as a value of YAML. An instant that is spelt out is
// quoted, because some readers of YAML would read it as a date.
func instant(m *scenario.TimeExpression) string {
	if m.Base == scenario.Literal {
		return escaped(m.Text)
	}
	return TimeExpression(m)
}

// sinceStart writes a time since the start of the scenario. A time that is a few ticks
// beside a round one is written as the round time plus or minus the ticks, so that a
// reader sees the ticks.
func sinceStart(d model.Duration) string {
	if d < 0 {
		return "+0s - " + form.FormatDuration(-d)
	}
	const few = 10 * model.Tick
	for off := model.Tick; off <= few && d > model.Second; off++ {
		switch {
		case (d+off)%model.Second == 0:
			return "+" + form.FormatDuration(d+off) + " - " + form.FormatDuration(off)
		case (d-off)%model.Second == 0:
			return "+" + form.FormatDuration(d-off) + " + " + form.FormatDuration(off)
		}
	}
	return "+" + form.FormatDuration(d)
}

// A Member is a member of a JSON object, as it is spelt.
type Member struct {
	Name  string
	Value json.RawMessage
}

// Object joins the members of an object.
func Object(members []Member) string {
	b := []byte{'{'}
	for i, m := range members {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, wire.JSON(m.Name)...), ':'), m.Value...)
	}
	return string(append(b, '}'))
}

// Members splits an object into its members; false if the text is no object, or has a
// repeated name.
func Members(text []byte) ([]Member, bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	if first, err := d.Token(); err != nil || first != json.Delim('{') || !json.Valid(text) {
		return nil, false
	}
	var all []Member
	seen := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, false
		}
		m := Member{Name: name.(string)}
		if d.Decode(&m.Value) != nil || seen[m.Name] {
			return nil, false
		}
		seen[m.Name] = true
		all = append(all, m)
	}
	return all, true
}
