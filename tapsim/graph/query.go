package graph

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/tapsim"
)

// A query is what the options of a request ask about users. Its zero value asks
// for all of them, with all properties.
//
// An option is carried out or refused with its name, and never ignored: a list
// that is not filtered hands a script another user than it asked for. Refused
// with 501 is what Graph would carry out, with 400 what it would refuse as well.
type query struct {
	by       string // the property of $filter, userPrincipalName or id; empty: every user is found
	value    string // that it is compared with
	selected properties
	context  string // what a context says of them, in brackets; empty: all
}

// A support says whether an option is carried out.
type support uint8

const (
	unsupported support = iota // nor is it by Graph
	unsimulated                // by Graph alone
	supported
)

// options are those that Graph has for users, on the list of all and on a single
// one.
var options = [...]struct {
	name         string
	list, single support
}{
	{"$filter", supported, unsupported},
	{"$select", supported, supported},
	{"$expand", unsimulated, unsimulated},
	{"$format", unsimulated, unsimulated},
	{"$top", unsimulated, unsupported},
	{"$orderby", unsimulated, unsupported},
	{"$count", unsimulated, unsupported},
	{"$search", unsimulated, unsupported},
	{"$skiptoken", unsimulated, unsupported},
	{"$skip", unsupported, unsupported},
}

// An option is a name and a value as a client sent them, and its place in
// options, or -1.
type option struct {
	name, value string
	known       int
}

// support says whether the option is carried out at a path of Graph.
func (o *option) support(r *route, read bool) support {
	switch {
	case o.known < 0 || !read:
		return unsupported
	case r.resource == users:
		return options[o.known].list
	case r.resource == user:
		return options[o.known].single
	}
	return unsupported
}

// readQuery reads the options of a request, which reads or writes.
func readQuery(raw string, r *route, read bool) (q query, refused answer) {
	sent, refused := readOptions(raw)
	for i := 0; i < len(sent) && refused.Status == 0; i++ {
		o := &sent[i]
		switch support := o.support(r, read); {
		case support == unsupported:
			refused = noOption(o, r, read)
		case support == unsimulated:
			refused = notSimulated("tapsim does not carry out the query option '" + o.name + "'. " + taken(r))
		case strings.TrimSpace(o.value) == "":
			refused = refuse(http.StatusBadRequest, "BadRequest", "Query option '"+o.name+"' is empty.")
		case o.name == "$filter":
			refused = q.filter(o.value)
		default:
			refused = q.choose(o.value)
		}
	}
	return q, refused
}

// readOptions cuts a query into its options. An option is the same with the
// dollar and without it, as on Graph's /beta and for scripts on /v1.0, and in
// any case of letters. What cannot be read is refused: a semicolon that is not
// encoded stands between two options for some readers, and within one for others.
func readOptions(raw string) (sent []option, refused answer) {
	unreadable := func(why string) ([]option, answer) {
		return nil, refuse(http.StatusBadRequest, "BadRequest", "The query cannot be read: "+why+".")
	}
	var seen [len(options)]bool
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		if strings.Contains(part, ";") {
			return unreadable("a semicolon has to be encoded as %3B")
		}
		name, value, _ := strings.Cut(part, "=")
		name, badName := url.QueryUnescape(name)
		value, badValue := url.QueryUnescape(value)
		switch {
		case badName != nil || badValue != nil:
			return unreadable("a % stands before two hexadecimal digits, or is encoded as %25")
		case !utf8.ValidString(name) || !utf8.ValidString(value):
			return unreadable("it is not UTF-8")
		case name == "":
			return unreadable("an option has no name")
		}
		o := option{name, value, -1}
		for i := range options {
			known := options[i].name
			if !is(name, known) && !is(name, known[1:]) {
				continue
			}
			if seen[i] {
				// The text is Graph's: https://github.com/GearPlug/microsoftgraph-python/issues/26
				return nil, refuse(http.StatusBadRequest, "BadRequest", "Query option '"+known+"' was specified more than once, but it must be specified at most once.")
			}
			seen[i], o.name, o.known = true, known, i
		}
		sent = append(sent, o)
	}
	return sent, answer{}
}

// noOption is the refusal of an option that Graph does not have at a path either.
// For users it is Graph's own, https://github.com/microsoftgraph/msgraph-metadata/issues/135.
// Of passes the published page says that they take none, and not how Graph
// refuses one: there the code of that service is chosen, and Graph's text for
// users. That the methods and the policy take none is chosen.
func noOption(o *option, r *route, read bool) answer {
	text := "'" + o.name + "' is not supported by the service."
	code := "badRequest"
	if r.resource == users || r.resource == user {
		code = "Request_BadRequest"
	}
	switch {
	case !read:
		text += " Only GET and HEAD take query options."
	case code == "badRequest":
		text += " Nothing at this path takes query options."
	case o.known < 0:
		text += " " + taken(r)
	}
	return refuse(http.StatusBadRequest, code, text)
}

// taken says which options there are for users.
func taken(r *route) string {
	if r.resource == user {
		return "Of a user it takes $select."
	}
	return "Of users it takes $filter and $select."
}

// filter reads the one filter by which scripts find a user.
func (q *query) filter(text string) answer {
	left, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	operator, right, _ := strings.Cut(strings.TrimSpace(rest), " ")
	right = strings.TrimSpace(right)
	for _, by := range [...]string{"userPrincipalName", "id"} {
		if !is(left, by) || !is(operator, "eq") {
			continue
		}
		value, ok := literal(right)
		if ok {
			q.by, q.value = by, value
			return answer{}
		}
		if !strings.HasPrefix(right, "'") {
			return refuse(http.StatusBadRequest, "BadRequest", "Query option '$filter' compares "+by+" with a string in single quotes.")
		}
	}
	if !balanced(text) {
		return refuse(http.StatusBadRequest, "BadRequest", "Query option '$filter' cannot be read: a quote or a bracket in it is not closed.")
	}
	return notSimulated("tapsim does not carry out this '$filter'. Users are found by userPrincipalName eq '...' or by id eq '...'.")
}

// balanced reports whether the quotes and the brackets of a filter close.
func balanced(text string) bool {
	depth, quoted := 0, false
	for _, c := range []byte(text) {
		switch {
		case c == '\'':
			quoted = !quoted // twice for a doubled one
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0 && !quoted
}

// matches reports whether a query finds a user.
func (q *query) matches(u *tapsim.User) bool {
	switch q.by {
	case "":
		return true
	case "id":
		return is(u.ID.String(), q.value)
	default:
		return is(u.Name, q.value)
	}
}

// properties are some of a user's, as bits in the order of propertyNames. None
// stands for all.
type properties uint8

// propertyNames are the properties of users that are kept, in the order in which
// an answer has them.
var propertyNames = [...]string{"id", "displayName", "userPrincipalName", "userType"}

func (p properties) has(i int) bool { return p == 0 || p&(1<<i) != 0 }

// choose reads $select: names without case, and * for all.
func (q *query) choose(text string) answer {
	var names []string
	all := false
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		i := slices.IndexFunc(propertyNames[:], func(known string) bool { return is(name, known) })
		switch {
		case name == "*":
			all = true
		case name == "":
			return refuse(http.StatusBadRequest, "BadRequest", "Query option '$select' has an empty name in it.")
		case i < 0:
			return notSimulated("tapsim keeps no property '" + name + "' of users. '$select' takes " + strings.Join(propertyNames[:], ", ") + ".")
		case q.selected&(1<<i) == 0:
			q.selected |= 1 << i
			names = append(names, propertyNames[i])
		}
	}
	if all {
		q.selected = 0
		return answer{}
	}
	// https://github.com/microsoftgraph/microsoft-graph-docs/issues/22278 shows a
	// context with the names in the order in which they were asked for.
	q.context = "(" + strings.Join(names, ",") + ")"
	return answer{}
}
