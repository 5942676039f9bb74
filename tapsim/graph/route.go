package graph

import (
	"net/url"
	"strings"

	"github.com/tapsim/tap/tapsim/wire"
)

// A resource is what a path of Graph leads to. Its zero value is nothing.
type resource uint8

const (
	nothing     resource = iota
	users                // /users
	user                 // /users/{key}, /me
	passes               // .../authentication/temporaryAccessPassMethods
	passCount            // .../authentication/temporaryAccessPassMethods/$count
	pass                 // .../authentication/temporaryAccessPassMethods/{id}
	methods              // .../authentication/methods
	methodCount          // .../authentication/methods/$count
	method               // .../authentication/methods/{id}
	policy               // /policies/.../temporaryAccessPass
)

// A route is a path of Graph that has been read.
type route struct {
	version  wire.Version
	resource resource
	user     string // the key, decoded; me
	id       string // of the pass, decoded
	stray    string // where it leads to nothing: the segment at which it does
}

// A path is the segments of one that is being read. A name may carry a key in
// brackets, users('ada@contoso.example'), which is then the next segment.
type path struct {
	segments [10]string
	n, i     int
	bracket  string // the key of the name just read
	keyed    bool
}

// split cuts a path into its decoded segments. It cuts before it decodes, so
// that an encoded slash is part of a key, and decodes once. A slash at the end
// means nothing. What has more segments than any path here is cut short: it
// leads to nothing either way.
func split(u *url.URL) (p path) {
	text := u.RawPath // empty: u.Path says it all
	if text == "" {
		text = u.Path
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "/"), "/")
	for more := true; more && p.n < len(p.segments); p.n++ {
		var segment string
		segment, text, more = strings.Cut(text, "/")
		if u.RawPath != "" {
			if decoded, err := url.PathUnescape(segment); err == nil {
				segment = decoded
			}
		}
		p.segments[p.n] = segment
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
	if before, key, ok := strings.Cut(segment, "('"); ok {
		if key, ok = strings.CutSuffix(key, "')"); ok {
			p.bracket, p.keyed = strings.ReplaceAll(key, "''", "'"), true
			return before
		}
	}
	return segment
}

// key reads the next segment as it stands.
func (p *path) key() string {
	if p.keyed {
		p.keyed = false
		return p.bracket
	}
	if p.i == p.n {
		return ""
	}
	p.i++
	return p.segments[p.i-1]
}

// over reports whether everything has been read.
func (p *path) over() bool { return p.i == p.n && !p.keyed }

// is compares a segment with a word of Graph's, which has no case.
func is(segment, word string) bool { return strings.EqualFold(segment, word) }

// readRoute finds out where a path of Graph leads. The version has to be there
// already: who calls it has looked at the first segment.
func readRoute(p *path) (r route) {
	r.version = wire.V1
	if is(p.name(), string(wire.Beta)) {
		r.version = wire.Beta
	}
	switch first := p.name(); {
	case p.over() && is(first, "users"):
		r.resource = users
	case is(first, "users"):
		if r.user = p.key(); r.user != "" {
			r.below(p)
		}
	case is(first, "me") && !p.keyed:
		r.user = me
		r.below(p)
	case is(first, "policies"):
		if is(p.name(), "authenticationMethodsPolicy") && is(p.name(), "authenticationMethodConfigurations") && is(p.key(), "temporaryAccessPass") {
			r.resource = policy
		}
	}
	if r.resource != nothing && !p.over() {
		r.resource = nothing
		p.name()
	}
	if r.resource == nothing {
		r.stray = p.segments[max(p.i-1, 0)]
	}
	return r
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
	switch r.id = p.key(); {
	case r.id == "":
	case is(r.id, "$count"):
		r.resource = count
	default:
		r.resource = one
	}
}
