package graph

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

// A resource is the target of a path of Graph. Its zero value is none.
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
	methodCount // no endpoint: it is refused, as in Graph
)

// An endpoint is the path of a resource below /v1.0 and /beta, with its methods. A
// path that begins with /users/{key} may begin with /me instead.
type endpoint struct {
	path    string
	methods []string
}

// endpoints are all endpoints of Graph here. The refusal of any other path lists them,
// and the header Allow comes from them. A test compares them with the table of
// README.md.
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
	stray    string // of an unknown path: the first unknown segment
	wrong    string // the error in a key in brackets; empty: none
}

// A path is a list of segments while it is read. A name may have a key in brackets,
// users('ada@contoso.example'), which is then the next segment.
type path struct {
	segments [10]string
	n, i     int
	bracket  string // the text in brackets after the last name
	keyed    bool
	named    string // the property that the last key names; empty: none
	wrong    string // the error in it
}

// split splits a path into its decoded segments. It splits before it decodes, so that
// an encoded slash is part of a key, and it decodes once. A slash at the end is
// ignored, and several in a row are one, because scripts join a base that ends in a
// slash and a path that begins with one. A path with more segments than any endpoint
// is cut: it is unknown anyway.
func split(u *url.URL) (p path) {
	text := u.RawPath // empty: u.Path is enough
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

// key reads the key after the name of a collection: the next segment, or the text in
// brackets. In brackets it may name its property: id, which every collection has, or
// the alternate one, which only users have. It returns an empty key if there is none;
// p.wrong is the error of one in brackets.
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

// literal reads a string of OData, in single quotes, in which a single quote is
// doubled.
func literal(text string) (string, bool) {
	inside, opened := strings.CutPrefix(text, "'")
	inside, closed := strings.CutSuffix(inside, "'")
	if !opened || !closed || strings.Contains(strings.ReplaceAll(inside, "''", ""), "'") {
		return "", false
	}
	return strings.ReplaceAll(inside, "''", "'"), true
}

// over reports whether all segments have been read.
func (p *path) over() bool { return p.i == p.n && !p.keyed }

// is compares a segment with a word of Graph, without case.
func is(segment, word string) bool { return strings.EqualFold(segment, word) }

// readRoute finds the target of a path of Graph. The caller has checked the first
// segment, the version.
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

// isFunction reports whether the segment in the place of a user is a function of Graph
// over all users, which is not simulated. No principal name begins with a dollar.
func isFunction(segment string) bool {
	return strings.HasPrefix(segment, "$") || is(segment, "delta") || is(segment, "delta()")
}

// me is the key by which callers name themselves.
const me = "me"

// below reads the path after a user.
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

// lost is the answer to a path of Graph that is unknown here. Most of Graph is not
// simulated, so an unknown segment is no error of the client: the answer says so, and
// lists what there is. An impossible key in brackets is an error of the client.
func lost(r *route) answer {
	if r.wrong != "" {
		return refuse(http.StatusBadRequest, "BadRequest", "In the segment '"+r.stray+"': "+r.wrong+".")
	}
	return notSimulated("tapsim simulates nothing at the segment '" + r.stray + "'. " + served())
}

// notSimulated refuses a request that Graph carries out, or may carry out, and this
// service does not.
func notSimulated(message string) answer {
	return refuse(http.StatusNotImplemented, "notSimulated", message)
}

// served lists the endpoints of Graph here.
func served() string {
	var paths []string
	for _, e := range endpoints[users:] {
		paths = append(paths, e.path)
	}
	return "Below /v1.0 and /beta there are " + strings.Join(paths, ", ") + ", and /me in the place of /users/{key}."
}
