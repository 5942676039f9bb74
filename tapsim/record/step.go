package record

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// never is a code that no pass has. It stands for each code that a client presents
// and that belongs to no pass of this scenario: an earlier scenario may have it.
const never = "never-issued"

// add makes a step of one exchange.
func (t *tale) add(x *exchanged) {
	switch req := &x.req; req.Op {
	case protocol.AddUser:
		t.came(req, &x.res)
		return
	case protocol.RemoveUser:
		t.went(req, &x.res)
		return
	}
	if x.res.Rule == model.NoRule {
		t.left["what was refused by no rule of a pass"]++
		return
	}
	if t.onGiven(x) {
		t.left["what depends on a pass that was there from the beginning"]++
		return
	}
	step, ok := t.step(x)
	if !ok {
		return
	}
	t.want(&step, x)
	t.put(step, x.req.At, x.res.Rule)
}

// put puts a step at the end of the scenario, at its instant.
func (t *tale) put(step scenario.Step, at model.Instant, rule model.Rule) {
	if at != t.now {
		step.At, step.Skew = t.words.TimeExpression(at, step.As), at < t.now
		t.now = at
	}
	t.story.Steps, t.from = append(t.story.Steps, step), append(t.from, t.at)
	if rule != model.NoRule && !slices.Contains(t.story.Rules, rule) {
		t.story.Rules = append(t.story.Rules, rule)
		t.story.RulePos = append(t.story.RulePos, scenario.Position{})
	}
}

// came lets somebody into the directory. The scenario has had them from its start,
// but nobody has asked about them.
func (t *tale) came(req *protocol.Request, res *protocol.Response) {
	if res.Accepted() {
		t.enters(req.Tenant.Users[0])
	}
}

// went takes somebody out of it: the pass goes, and from here on their key is
// that of nobody.
func (t *tale) went(req *protocol.Request, res *protocol.Response) {
	known := t.present(req.User)
	if known == nil || !res.Accepted() {
		return
	}
	if p := t.current(known); p != nil {
		t.put(scenario.Step{Op: protocol.Delete, User: known.UPN(), Pass: p.label, Note: "was deleted from the directory"}, req.At, model.DeleteFound)
		p.gone = true
	}
	delete(t.there, known.ID)
}

// give notes the passes that were there from the beginning. No step makes one: a create
// makes a pass of its own instant, with an id and a code of its own.
func (t *tale) give(passes []givenPass) {
	t.given = map[model.ID]string{}
	for _, p := range passes {
		if u := t.present(p.user); u != nil {
			t.given[u.ID] = p.id
			t.left["a pass that was there from the beginning"]++
		}
	}
}

// onGiven reports whether the answer would have been another without a pass that was
// there from the beginning. Once that pass is replaced or gone, none is.
func (t *tale) onGiven(x *exchanged) bool {
	req, key := &x.req, x.req.User
	if tapsim.IsMe(key) && req.Actor != nil {
		key = req.Actor.User
	}
	u := t.present(key)
	if u == nil {
		return false
	}
	pass, some := t.given[u.ID]
	if !some {
		return false
	}
	named := strings.EqualFold(req.ID, pass)
	switch req.Op {
	case protocol.Create:
		if x.res.Accepted() {
			delete(t.given, u.ID)
		}
		return x.res.Rule == model.CreateConflict
	case protocol.Delete:
		if named && x.res.Accepted() {
			delete(t.given, u.ID)
			return true
		}
	case protocol.Get:
		return named && x.res.Accepted()
	case protocol.List:
		return x.res.Accepted()
	case protocol.SignIn:
		return true // without a pass the answer is signin-none, whatever the code
	case protocol.Refresh:
		return named
	}
	return false
}

// current is the pass that a user was given last.
func (t *tale) current(u *protocol.User) *told {
	for i := len(t.passes) - 1; i >= 0; i-- {
		if p := &t.passes[i]; p.owner == u.Name {
			if p.gone {
				return nil
			}
			return p
		}
	}
	return nil
}

// step says what was asked; false if a scenario has no words for it.
func (t *tale) step(x *exchanged) (scenario.Step, bool) {
	req := &x.req
	step := scenario.Step{Op: req.Op, Actor: req.Actor}
	if a := req.Actor; a != nil && a.Kind == "operator" {
		step.Actor = nil
	} else if a != nil && a.Kind == "delegated" && t.present(a.User) == nil {
		if !x.res.Accepted() {
			t.left["what somebody was refused who is not in the directory"]++
			return step, false
		}
		// What came of it has to be told; a scenario has no such caller, but an operator.
		step.Actor, step.Note = nil, "asked by somebody who is not in the directory"
	} else if a != nil {
		step.Actor = t.actor(a)
	}
	if req.User != "" {
		step.User = t.key(req)
	}
	switch req.Op {
	case protocol.Create, protocol.UpdatePolicy, protocol.UpdateUser:
		body := req.Body.Reveal()
		if !utf8.Valid(body) {
			t.left["a body that is no UTF-8"]++
			return step, false
		}
		step.Body = []byte(protocol.Redact(string(body)))
		if req.Op == protocol.UpdatePolicy {
			step.Body = typeFirst(step.Body)
		}
		_, plain := write.Members(step.Body)
		step.Raw = !plain // a body that is empty is not the empty object
		if req.Op == protocol.UpdateUser && step.Raw {
			t.left["an update of a user that is no JSON object"]++
			return step, false
		}
		if req.Op == protocol.Create && x.res.Accepted() {
			step.As = t.made(x)
		}
	case protocol.Get, protocol.Delete:
		if p := t.pass(req.ID); p != nil && req.Op == protocol.Delete && x.res.Accepted() {
			p.gone = true
		}
		if step.Pass = t.label(req.ID); step.Pass == "" {
			step.PassID = req.ID
		}
	case protocol.Refresh:
		p := t.pass(req.ID)
		if p == nil || !p.opened {
			t.left["the renewal of a session that did not begin here"]++
			return step, false
		}
		step.Pass = p.label
	case protocol.SignIn:
		t.code(&step, req.Code)
		if i := slices.IndexFunc(t.passes, func(p told) bool { return p.label == step.Pass }); i >= 0 && x.res.Accepted() {
			t.passes[i].opened = true
		}
	}
	return step, true
}

// typeFirst puts what a policy says of its type before the rest, where a scenario that
// writes the properties themselves has it; the order has no meaning.
func typeFirst(body []byte) []byte {
	members, _ := write.Members(body)
	i := slices.IndexFunc(members, func(m write.Member) bool { return m.Name == "@odata.type" })
	if i <= 0 {
		return body
	}
	members = slices.Concat(members[i:i+1], members[:i], members[i+1:])
	sorted := []byte{'{'}
	for i, m := range members {
		if i > 0 {
			sorted = append(sorted, ',')
		}
		sorted = append(append(append(sorted, wire.JSON(m.Name)...), ':'), m.Value...)
	}
	return append(sorted, '}')
}

// key is how the scenario names whom a request is about. Whoever is not in the
// directory at this point is called by a name that nobody has.
func (t *tale) key(req *protocol.Request) string {
	u := t.present(req.User)
	_, isID := model.ParseID(req.User)
	switch {
	case strings.EqualFold(req.User, "me"):
		return "me"
	case u == nil && t.taken(req.User):
		return "absent@nowhere.example"
	case u == nil:
		return req.User
	case isID:
		return u.ID.String()
	case form.Fold(req.User) == form.Fold(u.UPN()):
		return req.User
	case req.User == strings.ToLower(req.User):
		return u.UPN()
	default:
		return strings.ToUpper(u.UPN())
	}
}

func (t *tale) pass(id string) *told {
	for i := range t.passes {
		if strings.EqualFold(t.passes[i].id, id) {
			return &t.passes[i]
		}
	}
	return nil
}

func (t *tale) label(id string) string {
	if p := t.pass(id); p != nil {
		return p.label
	}
	return ""
}

// code says which pass's code was presented, or nearly.
func (t *tale) code(step *scenario.Step, code model.Code) {
	if p, ok := t.codes[code.Reveal()]; ok {
		step.Pass, step.Alter = p.label, p.alter
		return
	}
	step.Code = model.NewCode(never)
}

// made gives a new pass its label.
func (t *tale) made(x *exchanged) string {
	object := objectOf(x.res.Body)
	p := told{label: "p" + strconv.Itoa(len(t.passes)+1)}
	p.id, _ = object["id"].(string)
	if code, _ := object["temporaryAccessPass"].(string); code != "" {
		for _, alter := range append([]protocol.Alter{""}, protocol.Alters()...) {
			if text := alter.Text(code); t.codes[text] == (presented{}) {
				t.codes[text] = presented{p.label, alter}
			}
		}
	}
	if u := t.present(x.req.User); u != nil {
		p.owner = u.Name
	}
	start, _ := object["startDateTime"].(string)
	begins, _, _ := wire.ParseInstant(start)
	minutes, _ := object["lifetimeInMinutes"].(float64)
	t.words.Made(p.label, begins, begins.Add(model.Minutes(minutes).Ticks()))
	t.passes = append(t.passes, p)
	return p.label
}

// want turns the answer into what the step wants.
func (t *tale) want(step *scenario.Step, x *exchanged) {
	res := x.res
	var names []string
	switch {
	case res.Result != "":
		if names = append(names, "sessionEnds"); res.RegisterBy != "" {
			names = append(names, "registerBy")
		}
	case !res.Accepted():
		if res.Rule == model.UserMissing { // it repeats the key, which the scenario may have changed
			res.Error.Message = res.Rule.Outcome().Message(step.User)
		}
		names = append(names, "error.code", "error.message")
	case step.Op == protocol.List:
		names = append(names, "count")
	}
	properties := write.Properties(&res)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		switch properties[name].(type) {
		case bool, float64:
			names = append(names, name)
		case string:
			if name == "startDateTime" || name == "methodUsabilityReason" || name == "state" {
				names = append(names, name)
			}
		}
	}
	step.Wants = write.Wants(&res, &t.words, step.As, names...)
}

func objectOf(body protocol.JSON) map[string]any {
	var object map[string]any
	if json.Unmarshal(body.Reveal(), &object) != nil {
		return nil
	}
	return object
}

// groupsOf are the groups that an update of a user names.
func groupsOf(body protocol.JSON) (ids []model.ID) {
	list, _ := objectOf(body)["groups"].([]any)
	for _, item := range list {
		text, _ := item.(string)
		if id, ok := model.ParseID(text); ok {
			ids = append(ids, id)
		}
	}
	return ids
}
