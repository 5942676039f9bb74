package graph

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// control answers the paths below /_tapsim. The checks are in this order: the caller,
// the path, the method. GET healthz needs no token.
func (x *exchange) control(p *path) answer {
	name, key := p.segments[1], p.segments[2]
	if p.n == 2 && name == "healthz" {
		return x.only(http.MethodGet, x.healthz)
	}
	if refused := x.admit(); refused.Status != 0 {
		return refused
	}
	switch {
	case p.n == 2 && name == "reset":
		return x.only(http.MethodPost, x.reset)
	case p.n == 2 && name == "clock" && x.method() == http.MethodPut:
		return x.setClock()
	case p.n == 2 && name == "clock" && x.method() == http.MethodGet:
		return x.showClock()
	case p.n == 2 && name == "clock":
		return notAllowed("GET, HEAD, PUT")
	case p.n == 2 && name == "signIn":
		return x.only(http.MethodPost, x.signIn)
	case p.n == 2 && name == "refresh":
		return x.only(http.MethodPost, x.refresh)
	case p.n == 2 && name == "state":
		return x.only(http.MethodGet, x.state)
	case p.n == 2 && name == "next":
		return x.only(http.MethodGet, x.next)
	case p.n == 3 && name == "users":
		return x.only(http.MethodPatch, func() answer { return x.updateUser(key) })
	case p.n == 4 && name == "passes" && p.segments[3] == "code":
		return x.only(http.MethodGet, func() answer { return x.code(key) })
	default:
		return strayed(p.segments[p.n-1], " Below /_tapsim there are "+strings.Join(controls[:], ", ")+".")
	}
}

// controls are the control routes, as the refusal of any other path lists them. A test
// compares them with the table of README.md.
var controls = [...]string{
	"PUT clock", "GET clock", "GET next", "POST signIn", "POST refresh", "POST reset",
	"PATCH users/{user}", "GET passes/{id}/code", "GET state", "GET healthz",
}

// only answers a path that has a single method.
func (x *exchange) only(method string, do func() answer) answer {
	switch {
	case x.method() == method:
		return do()
	case method == http.MethodGet:
		return notAllowed("GET, HEAD")
	}
	return notAllowed(method)
}

// admit checks that the caller may use the control routes. The zero answer means yes.
func (x *exchange) admit() answer {
	token := bearer(x.r.Header["Authorization"])
	switch rule := x.mayControl(token); rule {
	case model.NoRule:
	case model.AccessToken:
		return unauthenticated(token != "")
	default:
		return refusal(rule)
	}
	if x.noted != nil {
		x.noted.who = who(nil)
	}
	return answer{}
}

// join moves the exchange to the current tenant, if there was a reset in between: a
// reset or a move of the clock is about the service, and not about one tenant. In the
// new tenant the caller may have no access. order is held.
func (x *exchange) join() answer {
	now := x.service.now()
	if now == x.tenant {
		return answer{}
	}
	x.tenant = now
	return x.admit()
}

// plain is an answer of the control routes: JSON without the annotations of Graph.
func plain(v any) answer {
	return answer{Response: protocol.Response{Status: http.StatusOK, Body: protocol.NewJSON(wire.JSON(v))}, kind: plainJSON}
}

func badRequest(err error) answer {
	return refuse(http.StatusBadRequest, "badRequest", strings.ReplaceAll(err.Error(), "\n", "; "))
}

// lacking refuses a body without a member that it needs. The zero answer means that it
// has all of them.
func lacking(body map[string]*string) answer {
	for _, name := range slices.Sorted(maps.Keys(body)) {
		if body[name] == nil {
			return refuse(http.StatusBadRequest, "badRequest", "the body lacks "+name)
		}
	}
	return answer{}
}

// readLine reads the body of a control route.
func (x *exchange) readLine(into any) answer {
	text, refused := x.readBody()
	if refused.Status != 0 {
		return refused
	}
	if err := protocol.ReadJSON(text, into); err != nil {
		return badRequest(err)
	}
	return answer{}
}

func (x *exchange) healthz() answer { return plain(map[string]string{"status": "ok"}) }

func badInstant(name, text string) answer {
	return refuse(http.StatusBadRequest, "badRequest", fmt.Sprintf("%s: %.60q is no instant: write one like 2026-01-01T00:00:00Z", name, text))
}

// clockLine is the clock in the answers of control routes.
type clockLine struct {
	Now     string        `json:"now"`
	Frozen  *bool         `json:"frozen,omitempty"`
	Changes *[]changeLine `json:"changes,omitempty"`
}

// changeLine is a change of a pass by time alone, in the past or in the future.
type changeLine struct {
	At     string `json:"at"`
	User   string `json:"user"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func lineOf(c tapsim.Change) changeLine {
	return changeLine{c.At.String(), c.Name, c.Before.String(), c.After.String()}
}

func (x *exchange) showClock() answer {
	c := x.tenant.clock
	return plain(clockLine{Now: c.Instant().String(), Frozen: new(c.Frozen())})
}

// setClock moves the clock, and answers with the changes in between.
func (x *exchange) setClock() answer {
	var line struct {
		Now     *string `json:"now"`
		Advance *string `json:"advance"`
		Skew    bool    `json:"skew"`
	}
	if refused := x.readLine(&line); refused.Status != 0 {
		return refused
	}
	s := x.service
	s.order.Lock()
	defer s.order.Unlock()
	if refused := x.join(); refused.Status != 0 {
		return refused
	}
	before, after := s.clock.Instant(), model.Instant(0)
	switch {
	case (line.Now == nil) == (line.Advance == nil):
		return refuse(http.StatusBadRequest, "badRequest", `The clock takes either {"now": "2026-01-01T00:00:00Z"} or {"advance": "90m"}.`)
	case line.Advance != nil:
		by, err := form.ParseDuration(*line.Advance)
		if err == nil {
			after, err = s.clock.Advance(by)
		}
		if err != nil {
			return badRequest(err)
		}
	default:
		var ok bool
		if after, _, ok = wire.ParseInstant(*line.Now); !ok {
			return badInstant("now", *line.Now)
		}
		if err := s.clock.Set(after, line.Skew); err != nil {
			return refuse(http.StatusConflict, "conflict", err.Error())
		}
	}
	changes := []changeLine{}
	for _, c := range x.tenant.engine.Changes(before, after) {
		changes = append(changes, lineOf(c))
	}
	return plain(clockLine{Now: after.String(), Changes: &changes})
}

// next answers with the next change by time; null: there is none.
func (x *exchange) next() answer {
	var line struct {
		Now  string      `json:"now"`
		Next *changeLine `json:"next"`
	}
	line.Now = x.tenant.clock.Instant().String()
	if c, ok := x.tenant.engine.Next(); ok {
		line.Next = new(lineOf(c))
	}
	return plain(line)
}

func (x *exchange) signIn() answer {
	var line struct {
		User *string `json:"user"`
		Code *string `json:"code"` // an empty code is a wrong one
	}
	if refused := x.readLine(&line); refused.Status != 0 {
		return refused
	}
	if refused := lacking(map[string]*string{"user": line.User, "code": line.Code}); refused.Status != 0 {
		return refused
	}
	return session(x.ask(protocol.Request{Op: protocol.SignIn, User: *line.User, Code: model.NewCode(*line.Code)}))
}

func (x *exchange) refresh() answer {
	var line struct {
		User *string `json:"user"`
		ID   *string `json:"id"`
	}
	if refused := x.readLine(&line); refused.Status != 0 {
		return refused
	}
	if refused := lacking(map[string]*string{"user": line.User, "id": line.ID}); refused.Status != 0 {
		return refused
	}
	return session(x.ask(protocol.Request{Op: protocol.Refresh, User: *line.User, ID: *line.ID}))
}

// session formats the answer to a sign-in or a refresh. The status of a refusal is 200
// too.
func session(res protocol.Response) answer {
	line := struct {
		Result      string          `json:"result"`
		Reason      string          `json:"reason,omitempty"`
		SessionEnds string          `json:"sessionEnds,omitempty"`
		RegisterBy  string          `json:"registerBy,omitempty"`
		Error       *protocol.Error `json:"error,omitempty"`
	}{Result: res.Result, Reason: res.Reason, SessionEnds: res.SessionEnds, RegisterBy: res.RegisterBy}
	if res.Error != (protocol.Error{}) {
		line.Error = &res.Error
	}
	a := plain(line)
	a.Rule, a.Contributing = res.Rule, res.Contributing
	return a
}

func (x *exchange) updateUser(key string) answer {
	body, refused := x.readBody()
	if refused.Status != 0 {
		return refused
	}
	return answer{Response: x.ask(protocol.Request{Op: protocol.UpdateUser, User: key, Body: protocol.NewJSON(body)})}
}
