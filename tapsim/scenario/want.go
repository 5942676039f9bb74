package scenario

import (
	"math"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

type wantField = Field[*stepReader]

// What can be wanted of any answer, of one by Graph, and of a sign-in.
var (
	anyWants = []wantField{
		{"rule", false, func(s *stepReader, v Value) {
			rule, ok := v.rule("rule")
			switch {
			case !ok:
			case !slices.Contains(settling, rule.String()):
				v.Wrong("name it under rules, which a rule that shapes an answer meets as well", "the rule %s settles no answer", rule)
			default:
				s.expect("rule", v, rule)
			}
		}},
		{"error", false, func(s *stepReader, v Value) {
			if errorMapping.Read(s, v) && v.Len() == 0 {
				v.Wrong("that it is refused is wanted by status, rule or result", "error wants nothing")
			}
		}},
		{"absent", false, func(s *stepReader, v Value) { s.absent = v }},
	}
	graphWants = []wantField{
		{"status", false, func(s *stepReader, v Value) {
			n, _ := v.Int("status", 100, 599)
			s.expect("status", v, n)
		}},
	}
	listWants = []wantField{
		{"count", false, func(s *stepReader, v Value) {
			n, _ := v.Int("count", 0, math.MaxInt32)
			s.expect("count", v, n)
		}},
	}
	signInWants = []wantField{
		wantWord("result", results),
		wantWord("reason", refusals),
		wantInstant("sessionEnds"),
		wantInstant("registerBy"),
	}
)

// What can be wanted of the object that is returned.
var (
	annotations = []wantField{wantText("@odata.context"), wantText("@odata.type")}

	passWants = append([]wantField{
		wantText("id"),
		{"temporaryAccessPass", false, func(s *stepReader, v Value) {
			if v.spells("null") {
				s.expect("temporaryAccessPass", v, nil)
				return
			}
			text, _ := v.Text("temporaryAccessPass")
			s.expect("temporaryAccessPass", v, model.NewCode(text))
		}},
		wantInstant("createdDateTime"),
		wantInstant("startDateTime"),
		wantNumber("lifetimeInMinutes"),
		wantBool("isUsableOnce"),
		wantBool("isUsable"),
		wantWord("methodUsabilityReason", reasons),
	}, annotations...)

	policyWants = append([]wantField{
		wantText("id"),
		wantWord("state", form.PolicyStates),
		wantNumber("minimumLifetimeInMinutes"),
		wantNumber("maximumLifetimeInMinutes"),
		wantNumber("defaultLifetimeInMinutes"),
		wantNumber("defaultLength"),
		wantBool("isUsableOnce"),
		wantTargets("includeTargets"),
		wantTargets("excludeTargets"),
	}, annotations...)
)

// wantMappings says what can be wanted of the answer to each command.
var wantMappings = func() map[protocol.Op]*Mapping[*stepReader] {
	mappings := map[protocol.Op]*Mapping[*stepReader]{}
	for _, op := range commands {
		fields := graphWants
		switch op {
		case protocol.SignIn, protocol.Refresh:
			fields = signInWants
		case protocol.List:
			fields = slices.Concat(graphWants, listWants, passWants)
		case protocol.Create, protocol.Get:
			fields = slices.Concat(graphWants, passWants)
		case protocol.GetPolicy:
			fields = slices.Concat(graphWants, policyWants)
		}
		mappings[op] = &Mapping[*stepReader]{"the answer to " + string(op), slices.Concat(anyWants, fields)}
	}
	return mappings
}()

var errorMapping = Mapping[*stepReader]{"error", []wantField{
	{"code", false, func(s *stepReader, v Value) {
		text, _ := v.Line("code")
		s.expect("error.code", v, text)
	}},
	{"message", false, func(s *stepReader, v Value) {
		text, _ := v.Line("message")
		s.expect("error.message", v, text)
	}},
}}

var results = []string{"accepted", "refused"}

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

// reasons are those that a view can have.
var reasons = func() []string {
	var words []string
	for r := model.EnabledByPolicy; r <= model.OneTimeUsed; r++ {
		words = append(words, r.String())
	}
	return words
}()

// readWants reads what must be true of the answer.
func (s *stepReader) readWants() {
	if wantMappings[s.Op].Read(s, s.want) && s.want.Len() == 0 {
		s.want.Wrong("leave it out if the step need only be accepted", "want wants nothing")
	}
	if s.absent.There() {
		s.readAbsent()
	}
}

func (s *stepReader) expect(name string, v Value, value any) {
	s.Wants = append(s.Wants, Assertion{Pos: v.Pos(), Name: name, Value: value})
}

// said are the wants that are no property and always have a value.
var said = []string{"rule", "error", "absent", "status", "count", "result", "reason"}

// deniable returns those keys of a want that an answer may lack.
func deniable(keys []string) []string {
	return slices.DeleteFunc(keys, func(key string) bool { return slices.Contains(said, key) })
}

// readAbsent reads the names of what the answer must not have.
func (s *stepReader) readAbsent() {
	known := deniable(wantMappings[s.Op].Keys())
	names := []any{}
	s.absent.Each("absent", func(item Value) {
		name, ok := item.Word("absent", known)
		if ok && slices.Contains(names, any(name)) {
			item.Wrong("", "absent names %s twice", name)
		}
		names = append(names, name)
	})
	if len(names) == 0 {
		s.absent.Wrong("", "absent names nothing")
	}
	s.expect("absent", s.absent, names)
}

func wantWord(name string, known []string) wantField {
	return wantField{name, false, func(s *stepReader, v Value) {
		word, _ := v.Word(name, known)
		s.expect(name, v, word)
	}}
}

func wantText(name string) wantField {
	return wantField{name, false, func(s *stepReader, v Value) {
		text, _ := v.Line(name)
		s.expect(name, v, text)
	}}
}

func wantNumber(name string) wantField {
	return wantField{name, false, func(s *stepReader, v Value) {
		n, _ := v.Int32(name)
		s.expect(name, v, n)
	}}
}

func wantBool(name string) wantField {
	return wantField{name, false, func(s *stepReader, v Value) {
		yes, _ := v.Bool(name)
		s.expect(name, v, yes)
	}}
}

// wantInstant wants an instant; one that is spelt out is wanted as it is spelt.
func wantInstant(name string) wantField {
	return wantField{name, false, func(s *stepReader, v Value) {
		switch m, ok := s.story.moment(name, v); {
		case !ok:
		case m.Base == Literal:
			s.expect(name, v, m.Text)
		default:
			s.expect(name, v, m)
		}
	}}
}

// wantTargets wants a list of targets as Graph shows it: an include has a
// property more than an exclude.
func wantTargets(name string) wantField {
	return wantField{name, false, func(s *stepReader, v Value) {
		list := []any{}
		for _, t := range s.story.readTargets(name, v) {
			item := map[string]any{"targetType": t.kind, "id": t.id}
			if name == "includeTargets" {
				item["isRegistrationRequired"] = false
			}
			list = append(list, item)
		}
		s.expect(name, v, list)
	}}
}
