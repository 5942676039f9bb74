package graph

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

// A resource is what a path of Graph leads to. Its zero value is nothing.
type resource uint8

const (
	nothing resource = iota
	users
	user
	passes
	pass
	passCount
	methods
	method
	policy
	methodCount // no endpoint: it is refused, as Graph does
)

// An endpoint is where a resource is found, below /v1.0 and /beta, and by what
// methods. Each path that begins with /users/{key} may begin with /me instead.
type endpoint struct {
	path    string
	methods []string
}

// endpoints are all that there is of Graph. The refusal of any other path shows
// them, the header Allow is made of them, and the table of README.md says the
// same: a test compares it.
var endpoints = [...]endpoint{
	users:     {"/users", []string{"GET", "HEAD", "POST"}},
	user:      {"/users/{key}", []string{"GET", "HEAD", "PATCH", "DELETE"}},
	passes:    {"/users/{key}/authentication/temporaryAccessPassMethods", []string{"GET", "HEAD", "POST"}},
	pass:      {"/users/{key}/authentication/temporaryAccessPassMethods/{id}", []string{"GET", "HEAD", "DELETE"}},
	passCount: {"/users/{key}/authentication/temporaryAccessPassMethods/$count", []string{"GET", "HEAD"}},
	methods:   {"/users/{key}/authentication/methods", []string{"GET", "HEAD"}},
	method:    {"/users/{key}/authentication/methods/{id}", []string{"GET", "HEAD"}},
	policy: {
		"/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass",
		[]string{"GET", "HEAD", "PATCH", "DELETE"},
	},
}

// A route is a path of Graph that has been read.
type route struct {
	version  wire.Version
	resource resource
	user     string // the key, decoded; me
	id       string // of the pass, decoded
	stray    string // where it leads to nothing: the segment at which it does
	wrong    string // what is wrong with a key in brackets; empty: nothing
}

// A path is the segments of one that is being read. A name may carry a key in
// brackets, users('ada@contoso.example'), which is then the next segment.
type path struct {
	segments [10]string
	n, i     int
	bracket  string // what stands in brackets behind the name just read
	keyed    bool
	named    string // the property that the key just read names; empty: none
	wrong    string // what is wrong with it
}

// split cuts a path into its decoded segments. It cuts before it decodes, so
// that an encoded slash is part of a key, and decodes once. A slash at the end
// means nothing, and several in a row are one: scripts put a base that ends in a
// slash before a path that begins with one. What has more segments than any path
// here is cut short: it leads to nothing either way.
func split(u *url.URL) (p path) {
	text := u.RawPath // empty: u.Path says it all
	if text == "" {
		text = u.Path
	}
	for text != "" && p.n < len(p.segments) {
		var segment string
		segment, text, _ = strings.Cut(text, "/")
		if segment == "" {
			continue
		}
		if u.RawPath != "" {
			if decoded, err := url.PathUnescape(segment); err == nil {
				segment = decoded
			}
		}
		p.segments[p.n] = segment
		p.n++
	}
	return p
}

// name reads the next segment as one of Graph's own words.
func (p *path) name() string {
	if p.keyed || p.i == p.n {
		return ""
	}
	segment := p.segments[p.i]
	p.i++
	if before, inside, ok := strings.Cut(segment, "("); ok {
		if inside, ok = strings.CutSuffix(inside, ")"); ok {
			p.bracket, p.keyed = inside, true
			return before
		}
	}
	return segment
}

// key reads the key that follows the name of a collection: the next segment as
// it stands, or what stands in brackets. There it may say which property it is
// of: id, which all have, or the alternate one, of which only users have any. It
// returns an empty key where there is none; p.wrong says what is wrong with one
// in brackets.
func (p *path) key(alternate string) string {
	if !p.keyed {
		if p.i == p.n {
			return ""
		}
		p.i++
		return p.segments[p.i-1]
	}
	p.keyed = false
	text := p.bracket
	if !strings.HasPrefix(text, "'") {
		name, value, ok := strings.Cut(text, "=")
		switch {
		case !ok:
			p.wrong = "a key in brackets stands in single quotes"
			return ""
		case is(name, "id"):
			p.named = "id"
		case alternate != "" && is(name, alternate):
			p.named = alternate
		default:
			p.wrong = "there is no key '" + name + "'"
			return ""
		}
		text = value
	}
	key, ok := literal(text)
	switch {
	case !ok:
		p.wrong = "a key in brackets stands in single quotes, and a quote in it is doubled"
	case key == "":
		p.wrong = "the key is empty"
	}
	return key
}

// literal reads a string of OData, which stands in single quotes and in which a
// single quote is doubled.
func literal(text string) (string, bool) {
	inside, opened := strings.CutPrefix(text, "'")
	inside, closed := strings.CutSuffix(inside, "'")
	if !opened || !closed || strings.Contains(strings.ReplaceAll(inside, "''", ""), "'") {
		return "", false
	}
	return strings.ReplaceAll(inside, "''", "'"), true
}

// over reports whether everything has been read.
func (p *path) over() bool { return p.i == p.n && !p.keyed }

// is compares a segment with a word of Graph's, which has no case.
func is(segment, word string) bool { return strings.EqualFold(segment, word) }

// readRoute finds out where a path of Graph leads. The version has to be there
// already: the caller has looked at the first segment.
func readRoute(p *path) (r route) {
	r.version = wire.V1
	if is(p.name(), string(wire.Beta)) {
		r.version = wire.Beta
	}
	switch first := p.name(); {
	case p.over() && is(first, "users"):
		r.resource = users
	case is(first, "users"):
		bracketed := p.keyed
		if r.user = p.key("userPrincipalName"); !bracketed && isFunction(r.user) {
			r.user = ""
		}
		if p.named != "" {
			if _, isID := model.ParseID(r.user); p.wrong == "" && isID != (p.named == "id") {
				p.wrong = "no user has such a value of " + p.named
			}
		}
		if r.user != "" && p.wrong == "" {
			r.below(p)
		}
	case is(first, "me") && !p.keyed:
		r.user = me
		r.below(p)
	case is(first, "policies"):
		if is(p.name(), "authenticationMethodsPolicy") && is(p.name(), "authenticationMethodConfigurations") && is(p.key(""), "temporaryAccessPass") {
			r.resource = policy
		}
	}
	if p.wrong != "" {
		r.resource = nothing
	} else if r.resource != nothing && !p.over() {
		r.resource = nothing
		p.name()
	}
	if r.resource == nothing {
		r.stray, r.wrong = p.segments[max(p.i-1, 0)], p.wrong
	}
	return r
}

// isFunction reports whether what stands in the place of a user is something that
// Graph computes over all of them, and that is not simulated. No principal name
// begins with a dollar.
func isFunction(segment string) bool {
	return strings.HasPrefix(segment, "$") || is(segment, "delta") || is(segment, "delta()")
}

// me is how callers name themselves.
const me = "me"

// below reads what comes after a user.
func (r *route) below(p *path) {
	if p.over() {
		r.resource = user
		return
	}
	if !is(p.name(), "authentication") || p.keyed {
		return
	}
	all, count, one := passes, passCount, pass
	switch collection := p.name(); {
	case is(collection, "temporaryAccessPassMethods"):
	case is(collection, "methods"):
		all, count, one = methods, methodCount, method
	default:
		return
	}
	if p.over() {
		r.resource = all
		return
	}
	bracketed := p.keyed
	switch r.id = p.key(""); {
	case r.id == "":
	case !bracketed && is(r.id, "$count"):
		r.resource = count
	default:
		r.resource = one
	}
}

// lost is the answer to a path of Graph that leads to nothing here. Most of what
// Graph has is not simulated, so a segment that the service does not have is no
// mistake of the client's: the answer says so, and what there is. A key in
// brackets that nothing can have is one.
func lost(r *route) answer {
	if r.wrong != "" {
		return refuse(http.StatusBadRequest, "BadRequest", "In the segment '"+r.stray+"': "+r.wrong+".")
	}
	return notSimulated("tapsim simulates nothing at the segment '" + r.stray + "'. " + served())
}

// notSimulated is the refusal of what Graph has, or may have, and this service
// has not.
func notSimulated(message string) answer {
	return refuse(http.StatusNotImplemented, "notSimulated", message)
}

// served names all that there is of Graph.
func served() string {
	var paths []string
	for _, e := range endpoints[users:] {
		paths = append(paths, e.path)
	}
	return "Below /v1.0 and /beta there are " + strings.Join(paths, ", ") + ", and /me in the place of /users/{key}."
}
