package mutant

import (
	"encoding/json"
	"maps"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A faulty subject asks the reference, with a fault in the request or in the answer. It
// can also read from the reference as an operator, since a read changes nothing and time
// is a part of each request.
type faulty struct {
	protocol.Reference
	wrongs []wrong
	named  bool // its answers name their rules
	depth  int  // of wrongs that are at work

	tenant *protocol.Tenant
	codes  map[string]model.Code // by id of pass
	latest model.Instant         // what a mutant needs and the reference does not keep
	notes  map[string]string     // likewise; of the wrong that is at work
	pages  []map[string]string   // notes, by depth
}

// wrong answers one request in place of the reference.
type wrong func(f *faulty, r protocol.Request) protocol.Response

// Do answers one request.
func (f *faulty) Do(r protocol.Request) protocol.Response {
	if r.Op == protocol.Reset {
		f.tenant, f.codes, f.latest, f.pages = r.Tenant, map[string]model.Code{}, 0, nil
		for range f.wrongs {
			f.pages = append(f.pages, map[string]string{})
		}
	}
	if f.tenant == nil { // no reset yet, so there is no tenant to be wrong about
		return f.Reference.Do(r)
	}
	res := f.answer(r)
	if !f.named {
		// Another implementation names no rules.
		res.Rule, res.Contributing = model.NoRule, model.Rules{}
	}
	return res
}

// answer lets the next wrong answer, or else the reference.
func (f *faulty) answer(r protocol.Request) protocol.Response {
	if f.depth == len(f.wrongs) {
		return f.reference(r)
	}
	was := f.notes
	f.notes = f.pages[f.depth]
	f.depth++
	defer func() {
		f.depth--
		f.notes = was
	}()
	return f.wrongs[f.depth-1](f, r)
}

func (f *faulty) reference(r protocol.Request) protocol.Response {
	res := f.Reference.Do(r)
	if r.Op == protocol.Create && res.Accepted() && len(f.wrongs) > 0 {
		made := passIn(res.Body)
		f.codes[made.ID] = model.NewCode(made.Code)
	}
	return res
}

// ask asks what is under the wrong that is at work.
func (f *faulty) ask(r protocol.Request) protocol.Response { return f.answer(r) }

// before makes a mutant that changes the request.
func before(change func(f *faulty, r *protocol.Request)) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		change(f, &r)
		return f.ask(r)
	}
}

// after makes a mutant that changes the answer of the reference.
func after(change func(f *faulty, r protocol.Request, res *protocol.Response)) wrong {
	return wrong((*faulty).ask).then(change)
}

// then makes a mutant that also changes the answer.
func (w wrong) then(change func(f *faulty, r protocol.Request, res *protocol.Response)) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		res := w(f, r)
		change(f, r, &res)
		return res
	}
}

// accepting is after, for the accepted answers to op.
func accepting(op protocol.Op, change func(f *faulty, r protocol.Request, res *protocol.Response)) wrong {
	return after(func(f *faulty, r protocol.Request, res *protocol.Response) {
		if r.Op == op && res.Accepted() {
			change(f, r, res)
		}
	})
}

// seeing makes a mutant that changes each pass that an answer shows.
func seeing(change func(f *faulty, r protocol.Request, pass map[string]any)) wrong {
	return after(func(f *faulty, r protocol.Request, res *protocol.Response) {
		if res.Accepted() && shows(r.Op) {
			edit(res, func(pass map[string]any) map[string]any {
				change(f, r, pass)
				return pass
			})
		}
	})
}

// shows reports whether the answer to an op may show a pass.
func shows(op protocol.Op) bool {
	return op == protocol.Create || op == protocol.List || op == protocol.Get
}

// edit changes the pass that an answer shows, if it shows one. If change returns nil, a
// list leaves the pass out.
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

// object reads an object. A text that is none gives one without members.
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

// refuse is the answer to a call or a sign-in that is refused by a rule.
func refuse(rule model.Rule) protocol.Response {
	entry := rule.Answer()
	res := protocol.Response{Status: entry.Status, Error: protocol.Error{Code: entry.Code, Message: entry.Message}}
	if entry.Refusal != "" {
		res.Result, res.Reason = "refused", entry.Refusal
	}
	return res
}

// with returns the object with some members added or replaced.
func with(body protocol.JSON, over map[string]any) protocol.JSON {
	members := object(body)
	maps.Copy(members, over)
	return encode(members)
}
