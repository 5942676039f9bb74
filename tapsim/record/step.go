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

// unknownCode is a code that no pass has. It stands for every presented code that
// belongs to no pass of this scenario. The code itself may belong to a pass of an
// earlier recording, so it is not written.
const unknownCode = "never-issued"

// addExchange adds the step of one exchange.
func (d *draft) addExchange(x *exchange) {
	switch req := &x.req; req.Op {
	case protocol.AddUser:
		d.userAdded(req, &x.res)
		return
	case protocol.RemoveUser:
		d.userRemoved(req, &x.res)
		return
	}
	if x.res.Rule == model.NoRule {
		d.omitted["a request that was refused by no rule of a pass"]++
		return
	}
	if d.dependsOnInitial(x) {
		d.omitted["a request that depends on a pass that was there from the beginning"]++
		return
	}
	step, ok := d.step(x)
	if !ok {
		return
	}
	d.setWants(&step, x)
	d.addStep(step, x.req.At, x.res.Rule)
}

// addStep adds a step to the end of the scenario, at its instant.
func (d *draft) addStep(step scenario.Step, at model.Instant, rule model.Rule) {
	if at != d.now {
		step.At, step.Skew = d.words.TimeExpression(at, step.As), at < d.now
		d.now = at
	}
	d.scenario.Steps, d.origins = append(d.scenario.Steps, step), append(d.origins, d.index)
	if rule != model.NoRule && !slices.Contains(d.scenario.Rules, rule) {
		d.scenario.Rules = append(d.scenario.Rules, rule)
		d.scenario.RulePos = append(d.scenario.RulePos, scenario.Position{})
	}
}

// userAdded puts a new user into the directory. The scenario has had the user from its
// start, but no step before this point is about that user.
func (d *draft) userAdded(req *protocol.Request, res *protocol.Response) {
	if res.Accepted() {
		d.activate(req.Tenant.Users[0])
	}
}

// userRemoved takes a user out of the directory. A step deletes the user's pass, and
// from here on the user's key is one that no user has.
func (d *draft) userRemoved(req *protocol.Request, res *protocol.Response) {
	known := d.activeUser(req.User)
	if known == nil || !res.Accepted() {
		return
	}
	if p := d.current(known); p != nil {
		d.addStep(scenario.Step{Op: protocol.Delete, User: known.UPN(), Pass: p.label, Note: "was deleted from the directory"}, req.At, model.DeleteFound)
		p.deleted = true
	}
	delete(d.active, known.ID)
}

// addInitial records the passes that were there from the beginning. No step can make
// one: a create makes a pass of its own instant, with a new id and a new code.
func (d *draft) addInitial(passes []initialPass) {
	d.initial = map[model.ID]string{}
	for _, p := range passes {
		if u := d.activeUser(p.user); u != nil {
			d.initial[u.ID] = p.id
			d.omitted["a pass that was there from the beginning"]++
		}
	}
}

// dependsOnInitial reports whether the answer would differ without a pass that was there
// from the beginning. It forgets a pass that is replaced or deleted.
func (d *draft) dependsOnInitial(x *exchange) bool {
	req, key := &x.req, x.req.User
	if tapsim.IsMe(key) && req.Actor != nil {
		key = req.Actor.User
	}
	u := d.activeUser(key)
	if u == nil {
		return false
	}
	pass, ok := d.initial[u.ID]
	if !ok {
		return false
	}
	named := strings.EqualFold(req.ID, pass)
	switch req.Op {
	case protocol.Create:
		if x.res.Accepted() {
			delete(d.initial, u.ID)
		}
		return x.res.Rule == model.CreateConflict
	case protocol.Delete:
		if named && x.res.Accepted() {
			delete(d.initial, u.ID)
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

// current returns the pass that was last created for a user; nil if it was deleted or
// there is none.
func (d *draft) current(u *protocol.User) *madePass {
	for i := len(d.passes) - 1; i >= 0; i-- {
		if p := &d.passes[i]; p.owner == u.Name {
			if p.deleted {
				return nil
			}
			return p
		}
	}
	return nil
}

// step turns a request into a step; false if the format cannot express it.
func (d *draft) step(x *exchange) (scenario.Step, bool) {
	req := &x.req
	step := scenario.Step{Op: req.Op, Actor: req.Actor}
	if a := req.Actor; a != nil && a.Kind == "operator" {
		step.Actor = nil
	} else if a != nil && a.Kind == "delegated" && d.activeUser(a.User) == nil {
		if !x.res.Accepted() {
			d.omitted["a refused request of a caller who is not in the directory"]++
			return step, false
		}
		// The request changed something, so the scenario needs it. Its callers are users
		// of the scenario, so an operator takes the place of this one.
		step.Actor, step.Note = nil, "the caller is not in the directory"
	} else if a != nil {
		step.Actor = d.actor(a)
	}
	if req.User != "" {
		step.User = d.key(req)
	}
	switch req.Op {
	case protocol.Create, protocol.UpdatePolicy, protocol.UpdateUser:
		body := req.Body.Reveal()
		if !utf8.Valid(body) {
			d.omitted["a body that is no UTF-8"]++
			return step, false
		}
		step.Body = []byte(protocol.Redact(string(body)))
		if req.Op == protocol.UpdatePolicy {
			step.Body = typeFirst(step.Body)
		}
		_, plain := write.Members(step.Body)
		step.Raw = !plain // a body that is empty is not the empty object
		if req.Op == protocol.UpdateUser && step.Raw {
			d.omitted["an update of a user that is no JSON object"]++
			return step, false
		}
		if req.Op == protocol.Create && x.res.Accepted() {
			step.As = d.addPass(x)
		}
	case protocol.Get, protocol.Delete:
		if p := d.pass(req.ID); p != nil && req.Op == protocol.Delete && x.res.Accepted() {
			p.deleted = true
		}
		if step.Pass = d.label(req.ID); step.Pass == "" {
			step.PassID = req.ID
		}
	case protocol.Refresh:
		p := d.pass(req.ID)
		if p == nil || !p.signedIn {
			d.omitted["the renewal of a session that began before this scenario"]++
			return step, false
		}
		step.Pass = p.label
	case protocol.SignIn:
		d.setCode(&step, req.Code)
		if i := slices.IndexFunc(d.passes, func(p madePass) bool { return p.label == step.Pass }); i >= 0 && x.res.Accepted() {
			d.passes[i].signedIn = true
		}
	}
	return step, true
}

// typeFirst moves @odata.type to the front of a body. The short form of a step, which
// lists the properties alone, has it there; the order has no meaning.
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

// key returns the key of the user that a request is about. A user of the scenario who is
// not in the directory at this point gets a key that no user has.
func (d *draft) key(req *protocol.Request) string {
	u := d.activeUser(req.User)
	_, isID := model.ParseID(req.User)
	switch {
	case strings.EqualFold(req.User, "me"):
		return "me"
	case u == nil && d.known(req.User):
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

func (d *draft) pass(id string) *madePass {
	for i := range d.passes {
		if strings.EqualFold(d.passes[i].id, id) {
			return &d.passes[i]
		}
	}
	return nil
}

func (d *draft) label(id string) string {
	if p := d.pass(id); p != nil {
		return p.label
	}
	return ""
}

// setCode names the pass whose code was presented, and how the code was altered.
func (d *draft) setCode(step *scenario.Step, code model.Code) {
	if p, ok := d.codes[code.Reveal()]; ok {
		step.Pass, step.Alter = p.label, p.alter
		return
	}
	step.Code = model.NewCode(unknownCode)
}

// addPass records a new pass, and returns its label.
func (d *draft) addPass(x *exchange) string {
	object := objectOf(x.res.Body)
	p := madePass{label: "p" + strconv.Itoa(len(d.passes)+1)}
	p.id, _ = object["id"].(string)
	if code, _ := object["temporaryAccessPass"].(string); code != "" {
		for _, alter := range append([]protocol.Alter{""}, protocol.Alters()...) {
			if text := alter.Text(code); d.codes[text] == (presentedCode{}) {
				d.codes[text] = presentedCode{p.label, alter}
			}
		}
	}
	if u := d.activeUser(x.req.User); u != nil {
		p.owner = u.Name
	}
	start, _ := object["startDateTime"].(string)
	begins, _, _ := wire.ParseInstant(start)
	minutes, _ := object["lifetimeInMinutes"].(float64)
	d.words.Made(p.label, begins, begins.Add(model.Minutes(minutes).Ticks()))
	d.passes = append(d.passes, p)
	return p.label
}

// setWants turns the answer into what the step wants.
func (d *draft) setWants(step *scenario.Step, x *exchange) {
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
	step.Wants = write.Wants(&res, &d.words, step.As, names...)
}

func objectOf(body protocol.JSON) map[string]any {
	var object map[string]any
	if json.Unmarshal(body.Reveal(), &object) != nil {
		return nil
	}
	return object
}

// groupsOf returns the ids of the groups that an update of a user names.
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
