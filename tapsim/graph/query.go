package graph

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/tapsim"
)

// A query is what the options of a request select of users. Its zero value selects all
// users, with all properties.
//
// An option is carried out, or refused by name, and never ignored: an unfiltered list
// would give a script another user than it asked for. The status is 501 for an option
// that Graph would carry out, and 400 for one that Graph would refuse as well.
type query struct {
	by       string // the property of $filter, userPrincipalName or id; empty: every user matches
	value    string // the value of $filter
	selected properties
	context  string // of $select, as the context shows it, in brackets; empty: all
}

// A support says whether an option is carried out.
type support uint8

const (
	unsupported support = iota // Graph refuses it too
	unsimulated                // only Graph carries it out
	supported
)

// options are those that Graph has for users, on the list and on a single user.
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

// support reports whether the option is carried out at a path of Graph.
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

// readOptions splits a query into its options. An option may have the dollar or not,
// as on Graph's /beta and in scripts on /v1.0, and any case of letters. A query that
// cannot be read is refused: for some readers a semicolon that is not encoded
// separates two options, and for others it does not.
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

// noOption refuses an option that Graph does not have at a path either. For users the
// answer is Graph's own,
// https://github.com/microsoftgraph/msgraph-metadata/issues/135. For passes the
// published page says that they take no options, and not how Graph refuses one: there
// the code is chosen, and the text is that for users. That the methods and the policy
// take none is chosen.
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

// taken lists the options for users.
func taken(r *route) string {
	if r.resource == user {
		return "Of a user it takes $select."
	}
	return "Of users it takes $filter and $select."
}

// filter reads the one form of filter that finds a user.
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

// balanced reports whether the quotes and the brackets of a filter are closed.
func balanced(text string) bool {
	depth, quoted := 0, false
	for _, c := range []byte(text) {
		switch {
		case c == '\'':
			quoted = !quoted // a doubled quote changes it twice
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

// matches reports whether the query selects a user.
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

// properties is a set of a user's properties, as bits in the order of propertyNames.
// The zero set means all.
type properties uint8

// propertyNames are the stored properties of users, in the order of an answer.
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
	// https://github.com/microsoftgraph/microsoft-graph-docs/issues/22278 shows a context
	// with the names in the order of the request.
	q.context = "(" + strings.Join(names, ",") + ")"
	return answer{}
}
