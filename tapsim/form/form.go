// Package form says what a name or a text may be: once, for the reader of scenarios
// and for that of JSON. What the one took and the other refused could be served, and
// not be recorded. It also has the words with which a message speaks of a text that
// may not be: cut, in quotes, with the known word that was probably meant.
package form

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/tapsim/tap/model"
)

// A Fault is what is wrong with a text; the zero Fault is that nothing is. The hint
// may be empty. The values stay apart from the words, since a reader cuts each of them
// before it makes the message.
type Fault struct {
	Hint, Format string
	Args         []any
}

// Faultf makes a fault; hint may be empty.
func Faultf(hint, format string, args ...any) Fault { return Fault{hint, format, args} }

// Found reports whether anything is wrong.
func (f Fault) Found() bool { return f.Format != "" }

// String is the message with its hint.
func (f Fault) String() string {
	text := fmt.Sprintf(f.Format, f.Args...)
	if f.Hint != "" {
		text += ": " + f.Hint
	}
	return text
}

// The words of users and of the policy.
var (
	UserTypes    = []string{"member", "guest"}
	PolicyStates = []string{"enabled", "disabled"}
)

// AllUsers is the group that everybody is in.
const AllUsers = "all_users"

// Text demands that a text says something, all of which can be seen.
func Text(what, text string) Fault {
	switch {
	case strings.TrimSpace(text) == "":
		return Faultf("", "%s is empty", what)
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }):
		return Faultf("", "%s holds characters that nobody can see", what)
	}
	return Fault{}
}

// Line demands a text of one line.
func Line(what, text string) Fault {
	f := Text(what, text)
	if !f.Found() && (strings.ContainsAny(text, "\r\n") || strings.TrimSpace(text) != text) {
		return Faultf("", "%s takes one line, without blanks around it", what)
	}
	return f
}

// short is the form of the names of users and groups.
var short = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// Name demands the short name of a user or a group.
func Name(what, name string) Fault {
	f := Line(what, name)
	switch {
	case f.Found():
	case name == "me":
		return Faultf("", "%s cannot be me, which means the caller", what)
	case !short.MatchString(name):
		return Faultf("", "%s cannot be %s: lower case, digits and - only, a letter first", what, Quote(name))
	}
	return f
}

// Principal demands a user principal name: something, an @ and something.
func Principal(what, name string) Fault {
	f := Line(what, name)
	if f.Found() {
		return f
	}
	local, domain, ok := strings.Cut(name, "@")
	if !ok || local == "" || domain == "" || strings.Contains(domain, "@") || len(name) > 256 || strings.ContainsRune(name, unicode.ReplacementChar) {
		return Faultf("one is written like adele@contoso.example", "%s cannot be %s", what, Quote(name))
	}
	return f
}

// IsPrincipal reports whether a text can be a user principal name: something, an @
// and something, on one line, all of which can be seen.
func IsPrincipal(name string) bool { return !Principal("", name).Found() }

// GUID reads an object id.
func GUID(what, text string) (model.ID, Fault) {
	if f := Text(what, text); f.Found() {
		return model.ID{}, f
	}
	id, ok := model.ParseID(text)
	if !ok || id == (model.ID{}) {
		return model.ID{}, Faultf("ids are written like 071cc716-8147-4397-a5ba-b2105951cc0b", "%s cannot be %s", what, Quote(text))
	}
	return id, Fault{}
}

// Word demands one of the known words.
func Word(what, word string, known []string) Fault {
	for _, k := range known {
		if k == word {
			return Fault{}
		}
	}
	return Faultf(Suggest(word, known), "%s cannot be %s", what, Quote(word))
}

// Role looks at the name of a directory role.
func Role(name string) Fault {
	f, _ := typoFault("role", name, model.RoleNames())
	return f
}

// IsRole reports whether a text can be the name of a directory role: on one line, all of
// which can be seen, and none of those that the rules speak of with a typo in it.
func IsRole(name string) bool { return !Line("", name).Found() && !Role(name).Found() }

// IsPermission reports the same of a scope or a permission, which has a dot in it.
func IsPermission(name string) bool {
	return !Line("", name).Found() && !Permission(name).Found()
}

// Fold gives all spellings of a user principal name one spelling, as the directory
// compares them: whom it tells apart, everybody tells apart.
func Fold(name string) string { return strings.ToLower(name) }

// Permission looks at the name of a scope.
func Permission(name string) Fault {
	known := model.ScopeNames()
	f, one := typoFault("permission", name, known)
	if !one && !strings.Contains(name, ".") {
		return Faultf("permissions are written like "+known[0], "no permission %s", Quote(name))
	}
	return f
}

// typoFault looks at a name of a kind of which the rules speak of some, and reports
// whether it is one of these or nearly. Entra has hundreds more, and one of those
// is fine as long as it is no typo: no caller would hold a role that exists nowhere,
// and a scenario that wants a refusal would be true for the wrong reason.
func typoFault(kind, name string, known []string) (f Fault, one bool) {
	near, typo := Nearest(name, known)
	if typo && near != name {
		return Faultf("did you mean "+near+"?", "no %s %s", kind, Quote(name)), true
	}
	return Fault{}, typo
}
