package graph

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// graph answers the paths below /v1.0 and /beta. The checks are in this order: the
// token, whether /me has a user, the path, the method, the query, the body, and then
// those of the model.
func (x *exchange) graph(p *path) answer {
	token := bearer(x.r.Header["Authorization"])
	if token == "" {
		return unauthenticated(false)
	}
	var known bool
	if x.actor, known = x.tenant.actor(token); !known {
		return unauthenticated(true)
	}
	if x.noted != nil {
		x.noted.who = who(x.actor)
	}

	route := readRoute(p)
	read := x.method() == http.MethodGet
	if tapsim.IsMe(route.user) && !x.hasMe() {
		switch {
		case route.resource == passes && read:
			return x.read(&route, protocol.List) // the model refuses it, and a recording keeps it
		case route.resource == pass && read:
			return x.read(&route, protocol.Get)
		}
		return refusal(model.AccessMe)
	}
	switch route.resource {
	case nothing:
		return lost(&route)
	case methodCount:
		// Graph answers with 400,
		// https://github.com/microsoftgraph/msgraph-metadata/issues/648. No report shows the
		// code and the text: both are chosen.
		return refuse(http.StatusBadRequest, "badRequest", "The segment '$count' is not supported on authentication methods.")
	}
	if allowed := endpoints[route.resource].methods; !slices.Contains(allowed, x.r.Method) {
		refused := notAllowed(strings.Join(allowed, ", "))
		if route.resource == pass {
			refused.Rule = model.PassUpdate
		}
		return refused
	}

	var q query
	if raw := x.r.URL.RawQuery; raw != "" {
		var refused answer
		if q, refused = readQuery(raw, &route, read); refused.Status != 0 {
			return refused
		}
	}
	switch route.resource {
	case passes:
		if read {
			return x.read(&route, protocol.List)
		}
		return x.send(&route, protocol.Create)
	case pass:
		if read {
			return x.read(&route, protocol.Get)
		}
		return x.read(&route, protocol.Delete)
	case passCount:
		return x.count(&route)
	case methods, method:
		return x.methods(&route)
	case policy:
		switch {
		case read:
			return x.read(&route, protocol.GetPolicy)
		case x.method() == http.MethodPatch:
			return x.send(&route, protocol.UpdatePolicy)
		}
		return x.read(&route, protocol.ResetPolicy)
	default:
		return x.directory(&route, &q)
	}
}

// hasMe reports whether /me means a user.
func (x *exchange) hasMe() bool { return x.actor != nil && x.actor.Kind == "delegated" }

// request is the request of a route to the model.
func (x *exchange) request(r *route, op protocol.Op) protocol.Request {
	return protocol.Request{Op: op, Actor: x.actor, User: r.user, ID: r.id, Version: r.version}
}

// read answers a call without a body. If the client sends one it is ignored.
func (x *exchange) read(r *route, op protocol.Op) answer {
	return answer{Response: x.ask(x.request(r, op))}
}

// send answers a call that may have a body.
func (x *exchange) send(r *route, op protocol.Op) answer {
	body, refused := x.readBody()
	if refused.Status != 0 {
		return refused
	}
	req := x.request(r, op)
	req.Body, req.Raw = protocol.NewJSON(body), true
	return answer{Response: x.ask(req)}
}

// count answers with a number in plain text.
func (x *exchange) count(r *route) answer {
	r.id = ""
	a := x.read(r, protocol.List)
	if a.Accepted() {
		number := "0"
		if a.View != (model.View{}) {
			number = "1"
		}
		a.Body, a.kind = protocol.NewJSON(number), plainText
	}
	return a
}

// methods answers with the pass as one of the user's authentication methods; there are
// no others here.
func (x *exchange) methods(r *route) answer {
	if r.resource == method {
		a := x.read(r, protocol.Get)
		if a.Accepted() {
			context := wire.Annotations{Context: r.version.MethodEntityContext(r.user), Type: wire.PassType}
			a.Body = protocol.NewJSON(wire.AppendPass(nil, a.View, model.Code{}, context))
		}
		return a
	}
	a := x.read(r, protocol.List)
	if a.Accepted() {
		a.Body = protocol.NewJSON(wire.AppendMethods(nil, a.View, a.View != (model.View{}), r.version.MethodsContext(r.user)))
	}
	return a
}

// who formats an actor for the log.
func who(a *protocol.Actor) string {
	switch {
	case a == nil:
		return "operator"
	case a.Kind == "application":
		return a.Kind
	default:
		return a.User
	}
}

// unauthenticated refuses a request without a token, or with an unknown one. Rule
// access-token.
func unauthenticated(unknown bool) answer {
	a := refusal(model.AccessToken)
	a.name, a.value = "Www-Authenticate", "Bearer"
	if unknown {
		a.Error.Message = "Access token is not one that this service knows."
		a.value = `Bearer error="invalid_token"`
	}
	return a
}

// notAllowed refuses a method that a path does not have. It has the answer of the rule
// pass-update, but names no rule: that one is about passes.
func notAllowed(allowed string) answer {
	a := refusal(model.PassUpdate)
	a.Rule = model.NoRule
	a.name, a.value = "Allow", allowed
	return a
}
