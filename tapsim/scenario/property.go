package scenario

import (
	"math"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
)

// property reads a property of an object that is sent or returned. Its key names the
// kind. The result is a value that becomes JSON or, for an instant that is not spelt
// out, a *TimeExpression. false: it cannot be read.
func (s *draft) property(v Value) (any, bool) {
	switch v.is {
	case "line":
		return v.Line()
	case "number":
		return v.number(math.MinInt32, math.MaxInt32) // a number out of this range can be sent as a body
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

// words are those of the properties whose values are a few words.
var words = map[string][]string{
	"state":     form.PolicyStates,
	"userType":  form.UserTypes,
	"result":    {"accepted", "refused"},
	"refusal":   refusals,
	"usability": usabilities,
}

// refusals are the reasons of a refused sign-in, in the catalogue's order.
var refusals = func() []string {
	var words []string
	for _, e := range model.Catalogue() {
		if word := e.Answer.Refusal; word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}()

// usabilities are the reasons of a view.
var usabilities = func() []string {
	var words []string
	for r := model.EnabledByPolicy; r <= model.OneTimeUsed; r++ {
		words = append(words, r.String())
	}
	return words
}()
