package scenarios_test

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// An observer is the reference model, and remembers what happened to each pass.
type observer struct {
	protocol.Reference
	edition model.Edition
	users   []*seenUser
}

type seenUser struct {
	protocol.User
	passes []*seenPass // in the order in which they were created, the removed ones too
}

type seenPass struct {
	id         string
	code       model.Code
	once       bool
	start, end model.Instant
	gone       protocol.Op    // Create, if it was replaced, or Delete; empty: it exists
	did        map[string]int // how often something happened to it, by the name of the event
	last       []string       // the latest of these, without those of other users
	beside     []string       // the latest of other users, without wrong codes
	wrong      []model.Code   // that were presented for it
}

// noPass is the reason where there is no pass.
const noPass = "NoPass"

// Do answers as the reference model does.
func (o *observer) Do(req protocol.Request) protocol.Response {
	res := o.Reference.Do(req)
	if req.Op == protocol.Reset {
		o.edition, o.users = req.Tenant.Edition, nil
		for _, u := range req.Tenant.Users {
			o.users = append(o.users, &seenUser{User: u})
		}
	} else {
		o.note(&req, &res)
	}
	return res
}

// ask puts a request to the reference model without a note.
func (o *observer) ask(req protocol.Request) protocol.Response { return o.Reference.Do(req) }

// note records a request. A request about the policy happens to every pass; any other
// happens to the pass of its user, and beside the passes of the others.
func (o *observer) note(req *protocol.Request, res *protocol.Response) {
	u := o.user(req)
	for _, other := range o.users {
		p := other.pass()
		if p == nil {
			continue
		}
		words := events(req, res)
		if other == u || ofPolicy(req.Op) {
			p.last = words
		} else {
			for i := range words {
				words[i] = "another user's " + words[i]
			}
			if res.Reason != "WrongCode" {
				p.beside = words
			}
		}
		for _, word := range words {
			p.did[word]++
		}
		if other == u && res.Reason == "WrongCode" {
			p.wrong = append(p.wrong, req.Code)
		}
	}
	if u == nil || !res.Accepted() || req.Op != protocol.Create && req.Op != protocol.Delete {
		return
	}
	if p := u.pass(); p != nil {
		p.gone = req.Op
	}
	if req.Op == protocol.Create {
		u.passes = append(u.passes, created(res))
	}
}

func ofPolicy(op protocol.Op) bool {
	return op == protocol.GetPolicy || op == protocol.UpdatePolicy || op == protocol.ResetPolicy
}

// events names what happened: the op, with what it changed or why it was refused.
func events(req *protocol.Request, res *protocol.Response) []string {
	op := string(req.Op)
	switch {
	case res.Reason != "":
		return []string{"refused " + op, op + " refused: " + res.Reason}
	case !res.Accepted():
		return []string{"refused " + op}
	case req.Op != protocol.UpdatePolicy && req.Op != protocol.UpdateUser:
		return []string{op}
	}
	words := []string{op}
	for name := range object(req.Body) {
		words = append(words, op+" of "+name)
	}
	return words
}

// created is a pass as the answer to its create shows it.
func created(res *protocol.Response) *seenPass {
	var p struct {
		ID                  string
		TemporaryAccessPass string
		StartDateTime       string
		LifetimeInMinutes   model.Minutes
		IsUsableOnce        bool
	}
	json.Unmarshal(res.Body.Reveal(), &p)
	start, _, _ := wire.ParseInstant(p.StartDateTime)
	return &seenPass{
		id: p.ID, code: model.NewCode(p.TemporaryAccessPass), once: p.IsUsableOnce,
		start: start, end: start.Add(p.LifetimeInMinutes.Ticks()), did: map[string]int{"create": 1},
	}
}

// user finds the user of a request; nil: the directory has no such user, or the
// request is about the policy.
func (o *observer) user(req *protocol.Request) *seenUser {
	name := req.User
	if strings.EqualFold(name, "me") && req.Actor != nil {
		name = req.Actor.User
	}
	for _, u := range o.users {
		if strings.EqualFold(name, u.UPN()) || strings.EqualFold(name, u.ID.String()) {
			return u
		}
	}
	return nil
}

// pass returns the user's pass; nil: none.
func (u *seenUser) pass() *seenPass {
	if n := len(u.passes); n > 0 && u.passes[n-1].gone == "" {
		return u.passes[n-1]
	}
	return nil
}

// had reports whether an id is that of a removed pass.
func (u *seenUser) had(id string) bool {
	return slices.ContainsFunc(u.passes, func(p *seenPass) bool { return p.gone != "" && strings.EqualFold(p.id, id) })
}

// reason returns the reason that the user's pass shows at an instant, or noPass.
func (o *observer) reason(u *seenUser, at model.Instant) string {
	var list struct {
		Value []struct{ MethodUsabilityReason string }
	}
	res := o.ask(protocol.Request{Op: protocol.List, At: at, User: u.UPN()})
	json.Unmarshal(res.Body.Reveal(), &list)
	if len(list.Value) == 0 {
		return noPass
	}
	return list.Value[0].MethodUsabilityReason
}

// A seenPolicy is the policy as a GET shows it.
type seenPolicy struct {
	State    string
	Minimum  model.Minutes `json:"minimumLifetimeInMinutes"`
	Maximum  model.Minutes `json:"maximumLifetimeInMinutes"`
	Default  model.Minutes `json:"defaultLifetimeInMinutes"`
	OnceOnly bool          `json:"isUsableOnce"`
	Include  []seenTarget  `json:"includeTargets"`
	Exclude  []seenTarget  `json:"excludeTargets"`
}

type seenTarget struct{ TargetType, ID string }

func (o *observer) policy(at model.Instant) (p seenPolicy) {
	res := o.ask(protocol.Request{Op: protocol.GetPolicy, At: at})
	json.Unmarshal(res.Body.Reveal(), &p)
	return p
}

// setPolicy changes the policy, by the text of some properties.
func (o *observer) setPolicy(at model.Instant, properties string) {
	o.ask(protocol.Request{Op: protocol.UpdatePolicy, At: at, Body: protocol.NewJSON(`{"@odata.type":"` + wire.PolicyType + `",` + properties + `}`)})
}

// object reads a body; nil, where it is no object.
func object(body protocol.JSON) (members map[string]any) {
	json.Unmarshal(body.Reveal(), &members)
	return members
}

// encode writes an object that was read with object.
func encode(members map[string]any) protocol.JSON {
	text, err := json.Marshal(members)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return protocol.NewJSON(text)
}
