// Package form says what a name or a text may be, once, for the reader of scenarios
// and for that of JSON. If one accepted what the other refuses, a tenant could be
// served and not be recorded. The package also formats a wrong text for a message:
// cut, in quotes, with the known word that was probably meant.
package form

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/tapsim/tap/model"
)

// A Fault is what is wrong with a text; the zero Fault: nothing. The hint may be
// empty. The values are kept apart from the format, because a reader cuts each of them
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

// The words for users and for the policy.
var (
	UserTypes    = []string{"member", "guest"}
	PolicyStates = []string{"enabled", "disabled"}
)

// AllUsers is the group of all users.
const AllUsers = "all_users"

// Text demands a text that is not empty, and of which every character can be seen.
func Text(what, text string) Fault {
	switch {
	case strings.TrimSpace(text) == "":
		return Faultf("", "%s is empty", what)
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }):
		return Faultf("", "%s has characters that cannot be seen", what)
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

// Principal demands a user principal name: a part, an @ and a part.
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

// IsPrincipal reports whether a text can be a user principal name: a part, an @ and a
// part, on one line, and every character can be seen.
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

// Role checks the name of a directory role.
func Role(name string) Fault {
	f, _ := typoFault("role", name, model.RoleNames())
	return f
}

// IsRole reports whether a text can be the name of a directory role: on one line,
// every character can be seen, and it is no typo of a role that the rules use.
func IsRole(name string) bool { return !Line("", name).Found() && !Role(name).Found() }

// IsPermission reports the same of a scope or a permission, which also has a dot in
// it.
func IsPermission(name string) bool {
	return !Line("", name).Found() && !Permission(name).Found()
}

// Fold maps all spellings of a user principal name to one, as the directory compares
// names. All readers use it, so that they distinguish the same users.
func Fold(name string) string { return strings.ToLower(name) }

// Permission checks the name of a scope.
func Permission(name string) Fault {
	known := model.ScopeNames()
	f, one := typoFault("permission", name, known)
	if !one && !strings.Contains(name, ".") {
		return Faultf("permissions are written like "+known[0], "no permission %s", Quote(name))
	}
	return f
}

// typoFault checks a name of a kind of which the rules use only some. one reports
// whether the name is one of these. Entra has hundreds more, and they are fine unless
// they look like a typo: no caller would have a role with a typo in it, so a scenario
// that wants a refusal would pass for the wrong reason.
func typoFault(kind, name string, known []string) (f Fault, one bool) {
	near, typo := Nearest(name, known)
	if typo && near != name {
		return Faultf("did you mean "+near+"?", "no %s %s", kind, Quote(name)), true
	}
	return Fault{}, typo
}
