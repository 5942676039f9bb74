package diagnosis

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol"
)

// The form of an answer shows by itself how it is wrong: a number that is a text, a
// property that is missing. No model has to be asked for that.

// A form is a kind of difference of form.
type form struct {
	kind conform.Form
	name string // of the property; of a status, what was asked
	want string // what is wanted, where the form has a word for it
	got  string // what is there, likewise
}

// formOf is the form that a difference shows; false: it differs in what it means.
func formOf(c *conform.Case, d *conform.Difference) (form, bool) {
	f := form{kind: d.Form, name: d.Name}
	switch d.Form {
	case conform.Meaning, conform.Words:
		return f, false
	case conform.OtherType:
		f.want, f.got = kindOf(d.Want), kindOf(d.Got)
	case conform.Status:
		f.name, f.want, f.got = request(c.Steps[d.Step-1].Request.Op), d.Want, d.Got
	}
	return f, true
}

// kindOf names the JSON type of a value.
func kindOf(text string) string {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return text // a word of the comparison, such as: a list
	}
	switch value.(type) {
	case string:
		return "a string"
	case float64:
		return "a number"
	case bool:
		return "a boolean"
	case []any:
		return "a list"
	case map[string]any:
		return "an object"
	}
	return "null"
}

// request names what an op asks for.
func request(op protocol.Op) string {
	switch op {
	case protocol.Create, protocol.List, protocol.Get, protocol.Delete:
		return "a " + string(op)
	case protocol.GetPolicy:
		return "a get of the policy"
	case protocol.UpdatePolicy:
		return "an update of the policy"
	case protocol.ResetPolicy:
		return "a reset of the policy"
	case protocol.UpdateUser:
		return "an update of a user"
	}
	return "a " + string(op)
}

// fault words a form as a fault. where is empty, or says in which answers alone it shows.
func (f form) fault(rule model.Rule, where string) conform.Fault {
	id, text := "", ""
	switch f.kind {
	case conform.OtherType:
		id, text = "type-of-"+f.name, fmt.Sprintf("you write %s as %s, not as %s", f.name, f.got, f.want)
	case conform.Missing:
		id, text = f.name+"-missing", fmt.Sprintf("you leave out %s", f.name)
	case conform.Null:
		id, text = f.name+"-null", fmt.Sprintf("you write null for %s", f.name)
	case conform.Extra:
		id, text = f.name+"-added", fmt.Sprintf("you add a property %s that Graph does not have", f.name)
	case conform.NoInstant:
		id, text = "form-of-"+f.name, fmt.Sprintf("you write a %s that is no instant of Graph's form", f.name)
	case respelling:
		id, text = "name-of-"+f.name, fmt.Sprintf("you write the name %s as %s", f.name, f.got)
	case conform.Spelling:
		id, text = "spelling-of-"+f.name, fmt.Sprintf("you spell %s otherwise", f.name)
	case conform.Status:
		id, text = "status-"+f.got+"-to-"+strings.TrimPrefix(f.name, "a "), fmt.Sprintf("you answer %s with status %s, not with %s", f.name, f.got, f.want)
	}
	return conform.Fault{ID: strings.ReplaceAll(id, " ", "-"), Text: text + where, Rule: rule}
}

// formal are the faults of form that explain failures: all that differs in the failing
// answer of each differs in one form.
func formal(failing, others []*conform.Case) []suspect {
	var found []form
	byForm := map[form]*suspect{}
	rules, ops := map[form]model.Rule{}, map[form][]protocol.Op{}
	for i, c := range failing {
		var here []form
		for j := range c.Differences {
			d := &c.Differences[j]
			if d.Weight != conform.Fail {
				continue
			}
			f, ok := formOf(c, d)
			if !ok {
				here = nil
				break
			}
			if rules[f] == model.NoRule {
				rules[f] = d.Rule
			}
			here = append(here, f)
		}
		here = respelled(here)
		// Several properties can be wrong in the same answer: each explains it.
		for _, f := range here {
			s := byForm[f]
			if s == nil {
				s = &suspect{alike: make([]bool, len(failing))}
				byForm[f] = s
				found = append(found, f)
			}
			s.alike[i] = true
			if op := c.Steps[len(c.Steps)-1].Request.Op; !slices.Contains(ops[f], op) {
				ops[f] = append(ops[f], op)
			}
		}
	}
	var all []suspect
	for _, f := range found {
		s := byForm[f]
		where := ""
		if slices.ContainsFunc(others, func(c *conform.Case) bool { return f.rightIn(c, ops[f]) }) {
			where = " in some answers"
			if len(ops[f]) == 1 {
				where += " to " + request(ops[f][0])
			}
		} else if len(ops[f]) == 1 && slices.ContainsFunc(slices.Concat(failing, others), func(c *conform.Case) bool { return f.rightIn(c, besides(ops[f])) }) {
			where = " in the answer to " + request(ops[f][0])
		}
		s.Fault = f.fault(rules[f], where)
		s.order = -1
		all = append(all, *s)
	}
	return all
}

// respelling is the form of a name in other letters: one name is missing, and another one
// is there.
const respelling = conform.Words + 1

// respelled takes a missing name and an additional one that is its spelling for one form.
func respelled(forms []form) []form {
	for _, extra := range forms {
		for _, missing := range forms {
			if extra.kind == conform.Extra && missing.kind == conform.Missing && strings.EqualFold(extra.name, missing.name) {
				rest := slices.DeleteFunc(slices.Clone(forms), func(f form) bool { return f == extra || f == missing })
				return respelled(append(rest, form{kind: respelling, name: missing.name, got: extra.name}))
			}
		}
	}
	return forms
}

// besides are the ops whose answers show properties, besides some.
func besides(some []protocol.Op) []protocol.Op {
	return slices.DeleteFunc([]protocol.Op{protocol.Create, protocol.List, protocol.Get}, func(op protocol.Op) bool { return slices.Contains(some, op) })
}

// rightIn reports whether the subject gives the property in the right form in a case, in
// an accepted answer to one of the ops.
func (f form) rightIn(c *conform.Case, ops []protocol.Op) bool {
	return slices.ContainsFunc(c.Steps, func(s conform.Asked) bool {
		if !slices.Contains(ops, s.Request.Op) || !s.Want.Accepted() || !s.Got.Accepted() {
			return false
		}
		if f.kind == conform.Extra {
			return shows(s.Got.Body.Object(), "id") && !shows(s.Got.Body.Object(), f.name)
		}
		return shows(s.Want.Body.Object(), f.name)
	})
}

// shows reports whether an answer shows a property.
func shows(body map[string]any, name string) bool {
	if _, ok := body[name]; ok {
		return true
	}
	list, _ := body["value"].([]any)
	if len(list) == 0 {
		return false
	}
	item, _ := list[0].(map[string]any)
	_, ok := item[name]
	return ok
}

// spelled are the faults of form among the deviations, those in most cases first.
func spelled(cases []*conform.Case) []conform.Cause {
	var found []form
	rules, in := map[form]model.Rule{}, map[form][]string{}
	for _, c := range cases {
		for i := range c.Differences {
			d := &c.Differences[i]
			f, ok := formOf(c, d)
			if !ok || d.Weight != conform.Deviates || slices.Contains(in[f], c.Scenario.ID) {
				continue
			}
			if rules[f] == model.NoRule {
				rules[f] = d.Rule
				found = append(found, f)
			}
			in[f] = append(in[f], c.Scenario.ID)
		}
	}
	slices.SortStableFunc(found, func(a, b form) int { return cmp.Compare(len(in[b]), len(in[a])) })
	var all []conform.Cause
	for _, f := range found {
		all = append(all, conform.Cause{Faults: []conform.Fault{f.fault(rules[f], "")}, Explains: in[f]})
	}
	return all
}
