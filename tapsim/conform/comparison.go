package conform

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A comparison compares one answer of the subject with another: the reference's, or that
// of an alternative.
type comparison struct {
	op        protocol.Op
	want, got *protocol.Response
	bound     bound
	found     []Difference

	// instead is the reference's answer where only one of it and want is accepted. Then
	// whether the subject refuses for the same cause as want is a question.
	instead  *protocol.Response
	actor    bool              // the request has an actor
	readings protocol.Readings // of want

	wanted, shown map[string]any // the objects of the two answers, once they are compared
}

// A bound holds the ids of the subject's passes in a case.
type bound struct {
	ids  map[string]string // in lower case, by the ids that they are compared with
	seen map[string]bool   // in lower case
}

func newBound() bound { return bound{map[string]string{}, map[string]bool{}} }

// differ notes a difference in what the answer means.
func (c *comparison) differ(rule model.Rule, name, want, got string) {
	c.add(Difference{Rule: rule, Name: name, Want: want, Got: got, Weight: Fail, Decisive: true})
}

// harmless reports whether the two tenants are the same after any answer: a read changes
// nothing, and neither does a request that both refuse.
func (c *comparison) harmless() bool {
	switch c.op {
	case protocol.List, protocol.Get, protocol.GetPolicy:
		return true
	}
	return !c.want.Accepted() && !c.got.Accepted()
}

// aboutPolicy reports whether a difference can come from another policy: one that the
// subject made of an update in its own way. No policy lets a wrong code in, or a spent
// pass, or a caller.
func (c *comparison) aboutPolicy(d *Difference) bool {
	switch c.op {
	case protocol.GetPolicy, protocol.UpdatePolicy:
		return true
	case protocol.SignIn, protocol.Refresh:
		return c.want.Reason == "DisabledByPolicy" || c.got.Reason == "DisabledByPolicy"
	case protocol.Create:
		if d.Name == "answer" {
			return slices.Contains([]model.Rule{model.CreateAccepted, model.CreateLifetimeRange, model.CreateOnceRequired, model.CreateGated}, c.want.Rule)
		}
	}
	return slices.Contains([]string{"lifetimeInMinutes", "isUsableOnce", "isUsable", "methodUsabilityReason", codeProperty}, d.Name) &&
		d.Rule != model.PassCodeOnce
}

// deviate notes a difference of spelling, text or status. It changes nothing.
func (c *comparison) deviate(rule model.Rule, name, want, got string) {
	c.add(Difference{Rule: rule, Name: name, Want: want, Got: got, Weight: Deviates})
}

func (c *comparison) add(d Difference) { c.found = append(c.found, d) }

// inForm says that the last difference is one of form.
func (c *comparison) inForm(f Form) { c.found[len(c.found)-1].Form = f }

// formOf is the form in which a value differs from the wanted one.
func formOf(want, got any) Form {
	switch {
	case got == nil && want != nil:
		return Null
	case want != nil && reflect.TypeOf(want) != reflect.TypeOf(got):
		return OtherType
	}
	return Meaning
}

// differs reports whether the answers differ in what they mean.
func (c *comparison) differs() bool { return slices.ContainsFunc(c.found, decisive) }

func decisive(d Difference) bool { return d.Decisive }

// compare compares the whole answer.
func (c *comparison) compare() {
	switch {
	case c.want.Accepted() != c.got.Accepted():
		c.differ(c.decides(), "answer", c.want.Brief(), c.got.Brief())
	case !c.want.Accepted():
		c.refusal()
	case c.op == protocol.SignIn || c.op == protocol.Refresh:
		c.session()
	default:
		c.accepted()
	}
}

// refusal compares two refusals.
func (c *comparison) refusal() {
	rule := c.want.Rule
	quoted := model.Outcome{Rule: rule, Contributing: c.want.Contributing}.Answer()
	if c.instead != nil && c.anotherCause() {
		c.differ(rule, "answer", c.want.Brief(), c.got.Brief())
		return
	}
	if c.want.Result != "" {
		c.reason("reason", c.want.Reason, c.got.Reason)
		if c.got.Error == (protocol.Error{}) {
			return // an error beside the reason is optional
		}
	} else if c.got.Status != c.want.Status && !((quoted.ChosenStatus || quoted.Status == 0) && c.got.Status >= 400 && c.got.Status < 500) {
		c.deviate(rule, "status", strconv.Itoa(c.want.Status), strconv.Itoa(c.got.Status))
		if c.got.Error.Message == c.want.Error.Message { // otherwise it is another cause, and no form
			c.inForm(Status)
		}
	}
	// If two sources disagree, a subject may follow either of them.
	published := func(got, want, other string) bool { return got == want || other != "" && got == other }
	if quoted.Code != "" && !quoted.ChosenCode && !published(c.got.Error.Code, c.want.Error.Code, quoted.OtherCode) {
		c.deviate(rule, "error.code", c.want.Error.Code, c.got.Error.Code)
		c.inForm(Words)
	}
	if quoted.Message != "" && !quoted.ChosenMessage && !published(c.got.Error.Message, c.want.Error.Message, quoted.OtherMessage) {
		c.deviate(rule, "error.message", c.want.Error.Message, c.got.Error.Message)
		c.inForm(Words)
	}
}

// reason compares the word that says why.
func (c *comparison) reason(name, want, got string) {
	switch {
	case want == got:
	case strings.EqualFold(want, got):
		c.deviate(model.UsabilityCase, name, want, got)
		c.inForm(Spelling)
	case c.want.Result != "": // of a sign-in: the rule that refuses it
		c.differ(c.want.Rule, name, want, got)
	default:
		c.differ(c.usability(name), name, want, got)
	}
}

// session compares two accepted sign-ins or refreshes.
func (c *comparison) session() {
	c.instant("sessionEnds", c.want.SessionEnds, c.got.SessionEnds)
	c.instant("registerBy", c.want.RegisterBy, c.got.RegisterBy)
}

// instant compares two instants, each of which may be missing.
func (c *comparison) instant(name, want, got string) {
	if want == got {
		return
	}
	rule := c.about(name)
	at, _, ok := wire.ParseInstant(got)
	wanted, _, _ := wire.ParseInstant(want)
	switch {
	case want == "" || got == "":
		c.differ(rule, name, orNone(want), orNone(got))
	case !ok:
		c.differ(model.TimeFormat, name, want, text(got)+", which is no instant")
		c.inForm(NoInstant)
	case at == wanted:
		c.deviate(model.TimeFormat, name, want, got)
		c.inForm(Spelling)
	case coarser(at, wanted) && (name != "startDateTime" || rule == c.want.Rule):
		// For a start, a rule about starts is more precise.
		c.differ(model.TimeUTC, name, want, got)
	default:
		c.differ(rule, name, want, got)
	}
}

// coarser reports whether an instant is the wanted one cut to the microsecond, the
// millisecond or the second: the subject keeps instants in a type that is too narrow.
func coarser(at, wanted model.Instant) bool {
	for _, unit := range []model.Duration{model.Second / 1_000_000, model.Second / 1000, model.Second} {
		if at == wanted.Add(-model.Duration(wanted)%unit) {
			return true
		}
	}
	return false
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// accepted compares two accepted answers of Graph.
func (c *comparison) accepted() {
	if c.got.Status != c.want.Status {
		c.deviate(c.want.Rule, "status", strconv.Itoa(c.want.Status), strconv.Itoa(c.got.Status))
		c.inForm(Status)
	}
	if c.want.Body == (protocol.JSON{}) || c.identical() {
		return
	}
	want, got := c.want.Body.Object(), c.got.Body.Object()
	if c.op != protocol.List {
		c.object(want, got)
		return
	}
	c.names(want, got)
	wanted, listed := want["value"].([]any)
	items, ok := got["value"].([]any)
	switch {
	case !listed && !ok: // an alternative that answers with no list, as the subject does
		c.object(want, got)
	case listed != ok:
		c.differ(model.ListOne, "value", "a list", text(got["value"]))
		c.inForm(OtherType)
	case len(items) != len(wanted):
		c.differ(c.about("count"), "count", strconv.Itoa(len(wanted)), strconv.Itoa(len(items)))
	}
	for i := range min(len(items), len(wanted)) {
		one, ok := items[i].(map[string]any)
		other, _ := wanted[i].(map[string]any)
		if !ok || len(items) != len(wanted) {
			if !ok {
				c.differ(model.ListOne, "value", "a list of objects", text(items[i]))
				c.inForm(OtherType)
			}
			return
		}
		c.object(other, one)
	}
}

// identical reports whether the bodies are the same text. The id of a pass in it has to be
// bound all the same; the alternatives and most subjects in this process get here, and
// reading the JSON would be most of the work.
func (c *comparison) identical() bool {
	if c.want.Body != c.got.Body {
		return false
	}
	if c.want.View == (model.View{}) {
		return c.op == protocol.GetPolicy || c.op == protocol.List && c.want.Rule == model.ListOne
	}
	id := c.want.View.ID.String()
	bound, known := c.bound.ids[id]
	if known && bound != id || !known && c.bound.seen[id] {
		return false
	}
	c.bound.ids[id], c.bound.seen[id] = id, true
	return true
}

// object compares two objects, name by name.
func (c *comparison) object(want, got map[string]any) {
	c.wanted, c.shown = want, got
	c.names(want, got)
	// A property that is derived from a fact that differs is not a second difference.
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !derived(name) {
			c.member(name, want, got)
		}
	}
	if slices.ContainsFunc(c.found, factual) {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if derived(name) {
			c.member(name, want, got)
		}
	}
}

// names notes the names that an object should not have.
func (c *comparison) names(want, got map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, known := want[name]; !known && compared(name) {
			c.differ(c.want.Rule, name, "no such property", text(got[name]))
			c.inForm(Extra)
		}
	}
}

func derived(name string) bool { return name == "isUsable" || name == "methodUsabilityReason" }

// facts are the properties that a create sets. Usability is derived from them.
var facts = wire.Names(wire.Settable(wire.PassProperties()))

// factual reports whether a difference is in a fact.
func factual(d Difference) bool {
	return slices.Contains(facts, d.Name) && d.Rule != model.TimeFormat
}

// member compares one member of two objects.
func (c *comparison) member(name string, want, got map[string]any) {
	if !compared(name) {
		return
	}
	value, there := got[name]
	if !there {
		c.differ(c.about(name), name, kind(name, want[name]), "no such property")
		c.inForm(Missing)
		return
	}
	c.property(name, want[name], value)
}

// compared reports whether the value of a name is compared. The service adds annotations
// and, in its beta, the last use of a pass.
func compared(name string) bool {
	return !strings.Contains(name, "@") && name != "lastUsedDateTime"
}

// property compares one value.
func (c *comparison) property(name string, want, got any) {
	if c.op == protocol.GetPolicy {
		c.setting(name, want, got)
		return
	}
	wanted, isText := want.(string)
	given, gotText := got.(string)
	switch {
	case name == "id" && !gotText:
		c.differ(model.PassID, name, "a GUID", text(got))
		c.inForm(formOf(want, got))
	case name == "id":
		c.id(wanted, given)
	case name == codeProperty:
		c.code(want, got)
	case isText && gotText && wire.KindOf(name) == wire.Instant:
		c.instant(name, wanted, given)
	case isText && gotText && name == "methodUsabilityReason":
		c.reason(name, wanted, given)
	case name == "isUsable" && want != got:
		c.differ(c.usability(name), name, text(want), text(got))
		c.inForm(formOf(want, got))
	case !reflect.DeepEqual(want, got):
		c.differ(c.about(name), name, text(want), text(got))
		c.inForm(formOf(want, got))
	}
}

// id binds the subject's id of a new pass to the reference's, and compares later ids with
// it.
func (c *comparison) id(want, got string) {
	parsed, ok := model.ParseID(got)
	key := parsed.String()
	bound, known := c.bound.ids[want]
	switch {
	case !ok:
		c.differ(model.PassID, "id", "a GUID", text(got))
	case known && bound != key:
		c.differ(model.PassID, "id", "that of the same pass, "+bound, got)
	case !known && c.bound.seen[key]:
		c.differ(model.PassID, "id", "a new GUID", got+", seen before")
	default:
		c.bound.ids[want], c.bound.seen[key] = key, true
		if got != key {
			c.deviate(model.PassID, "id", key, got)
			c.inForm(Spelling)
		}
	}
}

// code checks that there is a code if and only if the reference shows one, and that it has
// the same length.
func (c *comparison) code(want, got any) {
	wanted, secret := want.(string)
	given, isText := got.(string)
	switch {
	case !secret && got != nil:
		c.differ(model.PassCodeOnce, codeProperty, "null", kind(codeProperty, got))
		c.found[len(c.found)-1].code = model.NewCode(text(got))
	case secret && !isText:
		c.differ(model.CreateAccepted, codeProperty, "a code", kind(codeProperty, got))
		c.found[len(c.found)-1].code = model.NewCode(text(got))
		c.inForm(formOf(want, got))
	case secret && utf8.RuneCountInString(given) != utf8.RuneCountInString(wanted):
		c.add(Difference{
			Rule: model.PassCodeLength, Name: codeProperty, Weight: Fail, Decisive: true,
			Want: fmt.Sprintf("%d characters", utf8.RuneCountInString(wanted)),
			Got:  fmt.Sprintf("%d characters", utf8.RuneCountInString(given)),
		})
	}
}

// setting compares one property of the policy. The id of a target is the same GUID in
// capitals. all_users is a word, and All_Users is another one.
func (c *comparison) setting(name string, want, got any) {
	wanted, given := strip(want), strip(got)
	if reflect.DeepEqual(wanted, given) {
		return
	}
	list, _ := given.([]any)
	for _, item := range list {
		object, _ := item.(map[string]any)
		word, _ := object["id"].(string)
		if id, ok := model.ParseID(word); ok {
			object["id"] = id.String()
		}
	}
	if reflect.DeepEqual(wanted, given) {
		c.deviate(model.PolicyTargets, name, text(want), text(got))
		c.inForm(Spelling)
	} else {
		c.differ(c.about(name), name, text(want), text(got))
		c.inForm(formOf(want, got))
	}
}

const codeProperty = "temporaryAccessPass"

// kind writes a value as JSON, and only its kind if it may be a code.
func kind(name string, value any) string {
	if name != codeProperty {
		return text(value)
	}
	switch v := value.(type) {
	case string:
		if v != "" {
			return "a code"
		}
	case float64:
		return "a number"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return text(value)
}

// strip removes the annotations from the objects of a list.
func strip(value any) any {
	list, ok := value.([]any)
	if !ok {
		return value
	}
	out := make([]any, len(list))
	for i, item := range list {
		out[i] = item
		if object, ok := item.(map[string]any); ok {
			object = maps.Clone(object)
			maps.DeleteFunc(object, func(name string, _ any) bool { return !compared(name) })
			out[i] = object
		}
	}
	return out
}

// text writes a value as JSON.
func text(value any) string { return string(wire.JSON(value)) }
