package conform

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// secrets are the codes that a process was told, or told us: what it says on
// stderr may hold those of any scenario. Only the last are kept, which are more
// than there is room for in as much of stderr as is kept.
type secrets struct {
	all  []model.Code
	next int
}

// Of these, and of what nobody takes for a code, no more are kept.
const (
	mostSecrets   = maxStderr / 8
	longestSecret = 1 << 10 // bytes
)

func (s *secrets) add(codes ...model.Code) {
	for _, code := range codes {
		switch {
		case len(code.Reveal()) > longestSecret:
		case len(s.all) < mostSecrets:
			s.all = append(s.all, code)
		default:
			s.all[s.next] = code
			s.next = (s.next + 1) % mostSecrets
		}
	}
}

// spoken are the codes in one question and its answer.
func spoken(r *protocol.Request, res *protocol.Response) []model.Code {
	var codes []model.Code
	if r.Op == protocol.SignIn {
		codes = append(codes, r.Code)
	}
	switch r.Op {
	case protocol.Create, protocol.List, protocol.Get:
		body := res.Body.Object()
		for name, value := range body {
			codes = append(codes, codesIn(name, value, false)...)
		}
		// Where the code is not where it should be, any other text may be it.
		if _, there := body[codeProperty].(string); r.Op == protocol.Create && !there {
			for _, value := range body {
				if text, ok := value.(string); ok && !ordinary(text) {
					codes = append(codes, model.NewCode(text))
				}
			}
		}
	}
	return codes
}

// codeName are the names under which somebody may put a code.
var codeName = regexp.MustCompile(`(?i)^(?:temporary[ _-]?access[ _-]?)?(?:pass|code|pass[ _-]?code|pass[ _-]?word|secret)$`)

// namesCode reports whether something stands under the name of a code, or under
// one that is meant for it.
func namesCode(name string) bool {
	switch name {
	case codeProperty:
		return true
	case "", "id", "createdDateTime", "startDateTime", "lifetimeInMinutes", "isUsableOnce", "isUsable", "methodUsabilityReason", "value":
		return false
	}
	_, near := form.Nearest(name, []string{codeProperty})
	return near || codeName.MatchString(name)
}

// codesIn finds all that stands under the name of a code, at any depth.
func codesIn(name string, value any, within bool) (codes []model.Code) {
	within = within || namesCode(name)
	switch v := value.(type) {
	case map[string]any:
		for name, value := range v {
			codes = append(codes, codesIn(name, value, within)...)
		}
	case []any:
		for _, value := range v {
			codes = append(codes, codesIn("", value, within)...)
		}
	case string:
		if within {
			codes = append(codes, model.NewCode(v))
		}
	case float64:
		if within {
			codes = append(codes, model.NewCode(strconv.FormatFloat(v, 'f', -1, 64)))
		}
	}
	return codes
}

// ordinary reports whether a text is what another property of a pass holds.
func ordinary(text string) bool {
	_, isID := model.ParseID(text)
	_, _, isInstant := wire.ParseInstant(text)
	return isID || isInstant || slices.Contains(reasons, text) || text == "EnabledByPolicy"
}

// veiled hides the codes in all that is told of the case, which are those that
// were spoken in it and some more. Reveal shows them again.
func (c Case) veiled(more []model.Code) Case {
	if c.Why == "" && c.Stderr == "" && len(c.Differences) == 0 {
		return c
	}
	codes := slices.Clone(more)
	for i := range c.Steps {
		codes = append(codes, spoken(&c.Steps[i].Request, &c.Steps[i].Got)...)
	}
	v := newVeil(codes)
	cover := func(text *string, told *model.Code) {
		if shown := v.over(*text); shown != *text {
			if *told == (model.Code{}) {
				*told = model.NewCode(*text)
			}
			*text = shown
		}
	}
	cover(&c.Why, &c.why)
	cover(&c.Stderr, &c.stderr)
	c.Differences = slices.Clone(c.Differences)
	for i := range c.Differences {
		d := &c.Differences[i]
		cover(&d.Name, &d.name)
		cover(&d.Want, &d.want)
		cover(&d.Got, &d.got)
	}
	return c
}

func uncover(text *string, told model.Code) {
	if told != (model.Code{}) {
		*text = told.Reveal()
	}
}

// Reveal returns the difference with the codes of passes in it.
func (d Difference) Reveal() Difference {
	uncover(&d.Name, d.name)
	uncover(&d.Want, d.want)
	uncover(&d.Got, d.got)
	return d
}

// Reveal returns the case with the codes of passes in what is told of it.
func (c Case) Reveal() Case {
	uncover(&c.Why, c.why)
	uncover(&c.Stderr, c.stderr)
	c.Differences = revealed(c.Differences)
	return c
}

func revealed(all []Difference) []Difference {
	all = slices.Clone(all)
	for i := range all {
		all[i] = all[i].Reveal()
	}
	return all
}

// Reveal returns the judgement with the codes of passes in what is told.
func (j *Report) Reveal() *Report {
	shown := *j
	shown.Cases = slices.Clone(j.Cases)
	for i := range shown.Cases {
		c := &shown.Cases[i]
		c.Case = c.Case.Reveal()
		c.Excused, c.Filtered = revealed(c.Excused), revealed(c.Filtered)
	}
	return &shown
}
