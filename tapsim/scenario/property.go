package scenario

import (
	"math"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
)

// property reads a property of an object that is sent or returned, as its key says
// what it is: a value that becomes JSON or, where an instant is not spelt out, a
// *TimeExpression. false: it cannot be read.
func (s *draft) property(v Value) (any, bool) {
	switch v.is {
	case "line":
		return v.Line()
	case "number":
		return v.number(math.MinInt32, math.MaxInt32) // what is no Int32 of Graph can still be sent, as a body
	case "boolean":
		return v.boolean()
	case "instant":
		m, ok := s.timeExpression(v)
		if ok && m.Base == Literal {
			return m.Text, true // as it is spelt
		}
		return m, ok
	case "code":
		if v.spells("null") {
			return nil, true
		}
		text, ok := v.Text()
		return model.NewCode(text), ok
	case "groups":
		ids := []string{}
		for _, id := range s.groupIDs(v) {
			ids = append(ids, id.String())
		}
		return ids, true
	case "roles":
		return v.known(form.Role), true
	case "targets":
		return s.targets(v), true
	case "status":
		return v.number(100, 599)
	case "count":
		return v.number(0, math.MaxInt32)
	case "rule":
		rule, ok := v.rule()
		if ok && !slices.Contains(settling, rule.String()) {
			v.Wrong("name it under rules, which a rule that shapes an answer meets as well", "the rule %s settles no answer", rule)
		}
		return rule, ok
	}
	return v.Word(words[v.is])
}

// words are those of the properties that take one of a few.
var words = map[string][]string{
	"state":     form.PolicyStates,
	"userType":  form.UserTypes,
	"result":    {"accepted", "refused"},
	"refusal":   refusals,
	"usability": usabilities,
}

// refusals are the reasons for which a sign-in is refused, in the catalogue's order.
var refusals = func() []string {
	var words []string
	for _, e := range model.Catalogue() {
		if word := e.Answer.Refusal; word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}()

// usabilities are the reasons that a view can have.
var usabilities = func() []string {
	var words []string
	for r := model.EnabledByPolicy; r <= model.OneTimeUsed; r++ {
		words = append(words, r.String())
	}
	return words
}()
