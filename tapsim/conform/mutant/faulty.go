package mutant

import (
	"encoding/json"
	"maps"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A faulty asks the reference and then something goes wrong: with what it asks,
// or with what it says. It can ask the reference besides, as an operator, since
// a read changes nothing and time is a part of each request.
type faulty struct {
	protocol.Reference
	wrong wrong

	world  *protocol.Tenant
	codes  map[string]model.Code // by id of pass
	notes  map[string]string     // what a mutant remembers that the reference forgets, or never knew
	latest model.Instant         // likewise
}

// wrong answers one request in place of the reference.
type wrong func(l *faulty, r protocol.Request) protocol.Response

// Do answers one request.
func (l *faulty) Do(r protocol.Request) protocol.Response {
	if r.Op == protocol.Reset {
		l.world, l.codes, l.notes, l.latest = r.Tenant, map[string]model.Code{}, map[string]string{}, 0
	}
	if l.world == nil { // nothing has begun, so nothing can go wrong
		return l.Reference.Do(r)
	}
	res := l.answer(r)
	// Another implementation names no rules.
	res.Rule, res.Contributing, res.Near = model.NoRule, model.Rules{}, model.Rules{}
	return res
}

func (l *faulty) answer(r protocol.Request) protocol.Response {
	if l.wrong == nil {
		return l.Reference.Do(r)
	}
	return l.wrong(l, r)
}

// ask asks the reference.
func (l *faulty) ask(r protocol.Request) protocol.Response {
	res := l.Reference.Do(r)
	if r.Op == protocol.Create && res.Accepted() {
		made := passIn(res.Body)
		l.codes[made.ID] = model.NewCode(made.Code)
	}
	return res
}

// before makes a mutant that hears something else than what was asked.
func before(change func(l *faulty, r *protocol.Request)) wrong {
	return func(l *faulty, r protocol.Request) protocol.Response {
		change(l, &r)
		return l.ask(r)
	}
}

// after makes a mutant that says something else than the reference.
func after(change func(l *faulty, r protocol.Request, res *protocol.Response)) wrong {
	return wrong((*faulty).ask).then(change)
}

// then makes a mutant that also changes what it says.
func (w wrong) then(change func(l *faulty, r protocol.Request, res *protocol.Response)) wrong {
	return func(l *faulty, r protocol.Request) protocol.Response {
		res := w(l, r)
		change(l, r, &res)
		return res
	}
}

// accepting is after, for the answers to op that are a yes.
func accepting(op protocol.Op, change func(l *faulty, r protocol.Request, res *protocol.Response)) wrong {
	return after(func(l *faulty, r protocol.Request, res *protocol.Response) {
		if r.Op == op && res.Accepted() {
			change(l, r, res)
		}
	})
}

// seeing makes a mutant that shows another pass than the reference, wherever
// one is shown.
func seeing(change func(l *faulty, r protocol.Request, pass map[string]any)) wrong {
	return after(func(l *faulty, r protocol.Request, res *protocol.Response) {
		if res.Accepted() && shows(r.Op) {
			edit(res, func(pass map[string]any) map[string]any {
				change(l, r, pass)
				return pass
			})
		}
	})
}

// world makes a mutant that believes something else of the users.
func world(change func(w *protocol.Tenant, u *protocol.User), update ...string) wrong {
	return before(func(_ *faulty, r *protocol.Request) {
		switch r.Op {
		case protocol.Reset:
			w := *r.Tenant
			w.Users = append([]protocol.User(nil), w.Users...)
			for i := range w.Users {
				change(&w, &w.Users[i])
			}
			r.Tenant = &w
		case protocol.UpdateUser:
			members := object(r.Body)
			for _, name := range update {
				delete(members, name)
			}
			r.Body = encode(members)
		}
	})
}

// shows reports whether an op may show a pass, and judges whether its answer
// depends on how usable the pass is.
func shows(op protocol.Op) bool {
	return op == protocol.Create || op == protocol.List || op == protocol.Get
}

// edit changes the pass that an answer shows, if it shows one. Where the
// change returns nil a list leaves it out.
func edit(res *protocol.Response, change func(pass map[string]any) map[string]any) {
	body := object(res.Body)
	list, isList := body["value"].([]any)
	switch {
	case !isList:
		body = change(body)
	case len(list) == 1:
		body["value"] = []any{}
		if pass := change(list[0].(map[string]any)); pass != nil {
			body["value"] = []any{pass}
		}
	}
	res.Body = encode(body)
}

// object reads an object; what is none has no members.
func object(body protocol.JSON) map[string]any {
	var members map[string]any
	if json.Unmarshal(body.Reveal(), &members) != nil || members == nil {
		return map[string]any{}
	}
	return members
}

func encode(members map[string]any) protocol.JSON {
	body, err := json.Marshal(members)
	if err != nil {
		panic(err) // it was JSON before
	}
	return protocol.NewJSON(body)
}

// refuse is the answer to a call of Graph that is refused by a rule, and no to
// a sign-in.
func refuse(rule model.Rule) protocol.Response {
	entry := rule.Answer()
	res := protocol.Response{Status: entry.Status, Error: protocol.Error{Code: entry.Code, Message: entry.Message}}
	if entry.Refusal != "" {
		res.Result, res.Reason = "refused", entry.Refusal
	}
	return res
}

// with returns the object with some members put over its own.
func with(body protocol.JSON, over map[string]any) protocol.JSON {
	members := object(body)
	maps.Copy(members, over)
	return encode(members)
}
