// Package report shows results: as text for people, as JSON lines for programs,
// as JUnit for build servers. It decides nothing.
//
// Codes of passes are shown as dots unless Options.Secrets asks for them.
package report

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Options say how to show results. The zero Options are plain and discreet.
type Options struct {
	Color   bool // for a terminal
	Secrets bool // show the codes of passes
}

// A page is where text goes. It remembers the first error of its writer, so
// that a full disk is noticed without a check at every line.
type page struct {
	*bufio.Writer
	Options
}

func newPage(w io.Writer, o Options) page { return page{bufio.NewWriter(w), o} }

func (p page) f(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// Colours, as the standard numbers of terminals.
const (
	red   = "31"
	green = "32"
	dim   = "2"
	bold  = "1"
)

func (p page) paint(color, s string) string {
	if !p.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

// told returns a failure with its secrets, if these are asked for.
func (o Options) told(f scenario.Failure) scenario.Failure {
	if o.Secrets {
		return f.Reveal()
	}
	return f
}

// body returns JSON with or without the code in it, fit for a terminal.
func (o Options) body(j scenario.JSON) string { return clean(o.own(string(j))) }

// own returns what others said, with or without the codes in it.
func (o Options) own(s string) string {
	if o.Secrets {
		return s
	}
	return scenario.JSON(s).String()
}

// clean makes visible what a terminal would obey instead of showing it: what
// others say may hold anything.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case r == '\t':
			return ' '
		}
		return '\ufffd'
	}, s)
}

// folder is the group that a scenario is shown in, and name what it is called
// there.
func folder(id string) string { return path.Dir(id) }
func name(id string) string   { return path.Base(id) }

// class is the folder as build servers show it, who would make two parts of a dot.
func class(id string) string {
	if dir := folder(id); dir != "." {
		return dir
	}
	return "stories"
}

// place is where something stands, in the form that editors understand.
func place(s *scenario.Scenario, pos scenario.Position) string {
	return fmt.Sprintf("%s:%d:%d", s.File, pos.Line, pos.Column)
}

// asked says in one line what a step of the story asks.
func (o Options) asked(s *scenario.Scenario, step *scenario.Step, req *scenario.Request) string {
	var b strings.Builder
	b.WriteString(string(step.Op))
	if step.User != "" {
		b.WriteString(" " + called(s, step.User))
	}
	switch {
	case step.Op == scenario.SignIn && step.Pass != "":
		b.WriteString(" with the code of " + step.Pass + altered(step.Alter))
	case step.Op == scenario.SignIn && o.Secrets:
		b.WriteString(" with the code " + clean(step.Code.Reveal()))
	case step.Op == scenario.SignIn:
		b.WriteString(" with the code " + step.Code.String())
	case step.Pass != "":
		b.WriteString(" " + step.Pass + altered(step.Alter))
	case step.PassID != "":
		b.WriteString(" " + step.PassID)
	}
	body := req.Body
	if body == nil {
		body = step.Body
	}
	if len(body) > 0 {
		b.WriteString(" " + o.body(body))
	}
	if step.Actor != nil {
		b.WriteString(" by " + actor(s, step.Actor))
	}
	if step.As != "" {
		b.WriteString(" as " + step.As)
	}
	return b.String()
}

func altered(a scenario.Alter) string {
	if a == "" {
		return ""
	}
	return ", altered (" + string(a) + "),"
}

// called says in the story's own words whom a key means.
func called(s *scenario.Scenario, key string) string {
	for _, u := range s.Users {
		switch key {
		case u.UPN():
			return u.Name
		case u.ID.String():
			return u.Name + ", by id,"
		}
	}
	return key
}

// actor says who asks.
func actor(story *scenario.Scenario, a *scenario.Actor) string {
	if a.Kind == "application" {
		return "an application with " + list(a.Permissions)
	}
	s := strings.TrimSuffix(called(story, a.User), ", by id,") + " with " + list(a.Scopes)
	if len(a.Roles) > 0 {
		s += " as " + list(a.Roles)
	}
	return s
}

func list(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

// answered says in a few words what came back.
func answered(res *scenario.Response) string {
	word := res.Result
	if word == "" {
		word = fmt.Sprint(res.Status)
	}
	if res.Reason != "" {
		word += " " + res.Reason
	}
	if res.Rule != model.NoRule {
		word += ", " + res.Rule.String()
	}
	return word
}

// ground says how firm a rule is and who says so.
func (p page) ground(e model.Entry, indent string) {
	free := ""
	if e.Free {
		free = ", free: others may differ"
	}
	p.f("%s%s%s\n", indent, e.Standing, free)
	for _, source := range e.Sources {
		p.f("%s%s <%s>\n", indent, source.Title, source.URL)
	}
}

// shaped names the rules that shaped an answer.
func (p page) shaped(also model.Rules, indent string) {
	if also == (model.Rules{}) {
		return
	}
	var ids []string
	for rule := range also.All() {
		ids = append(ids, rule.String())
	}
	p.f("%sshaped by %s\n", indent, strings.Join(ids, ", "))
}
