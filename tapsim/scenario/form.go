package scenario

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/tapsim/tap/model"
)

// What a name or a text may be is defined here, once, for the reader of scenarios
// and for that of JSON. What the one took and the other refused could be served,
// and not be recorded.

// A fault is what is wrong with a text; the zero fault is that nothing is. The hint
// may be empty. The values stay apart from the words, since a reader that hides a
// code looks for it among them.
type fault struct {
	hint, format string
	args         []any
}

func faultf(hint, format string, args ...any) fault { return fault{hint, format, args} }

// found reports whether anything is wrong.
func (f fault) found() bool { return f.format != "" }

// String is the message with its hint.
func (f fault) String() string {
	text := fmt.Sprintf(f.format, f.args...)
	if f.hint != "" {
		text += ": " + f.hint
	}
	return text
}

// The words of users and of the policy.
var (
	userTypes    = []string{"member", "guest"}
	policyStates = []string{"enabled", "disabled"}
)

// allUsers is the group that everybody is in.
const allUsers = "all_users"

// textFault demands that a text says something, all of which can be seen.
func textFault(what, text string) fault {
	switch {
	case strings.TrimSpace(text) == "":
		return faultf("", "%s is empty", what)
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }):
		return faultf("", "%s holds characters that nobody can see", what)
	}
	return fault{}
}

// lineFault demands a text of one line.
func lineFault(what, text string) fault {
	f := textFault(what, text)
	if !f.found() && (strings.ContainsAny(text, "\r\n") || strings.TrimSpace(text) != text) {
		return faultf("", "%s takes one line, without blanks around it", what)
	}
	return f
}

// short is the form of the names of users and groups.
var short = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// nameFault demands the short name of a user or a group.
func nameFault(what, name string) fault {
	f := lineFault(what, name)
	switch {
	case f.found():
	case name == "me":
		return faultf("", "%s cannot be me, which means whoever asks", what)
	case !short.MatchString(name):
		return faultf("", "%s cannot be %s: lower case, digits and - only, a letter first", what, quote(name))
	}
	return f
}

// principalFault demands a user principal name: something, an @ and something.
func principalFault(what, name string) fault {
	f := lineFault(what, name)
	if f.found() {
		return f
	}
	local, domain, ok := strings.Cut(name, "@")
	if !ok || local == "" || domain == "" || strings.Contains(domain, "@") || len(name) > 256 || strings.ContainsRune(name, unicode.ReplacementChar) {
		return faultf("one is written like adele@contoso.example", "%s cannot be %s", what, quote(name))
	}
	return f
}

// IsPrincipal reports whether a text can be a user principal name: something, an @
// and something, on one line, all of which can be seen.
func IsPrincipal(name string) bool { return !principalFault("", name).found() }

// readGUID reads an object id.
func readGUID(what, text string) (model.ID, fault) {
	if f := textFault(what, text); f.found() {
		return model.ID{}, f
	}
	id, ok := model.ParseID(text)
	if !ok || id == (model.ID{}) {
		return model.ID{}, faultf("ids are written like 071cc716-8147-4397-a5ba-b2105951cc0b", "%s cannot be %s", what, quote(text))
	}
	return id, fault{}
}

// wordFault demands one of the known words.
func wordFault(what, word string, known []string) fault {
	for _, k := range known {
		if k == word {
			return fault{}
		}
	}
	return faultf(suggest(word, known), "%s cannot be %s", what, quote(word))
}

// roleFault looks at the name of a directory role.
func roleFault(name string) fault {
	f, _ := typoFault("role", name, model.RoleNames())
	return f
}

// IsRole reports whether a text can be the name of a directory role: on one line, all of
// which can be seen, and none of those that the rules speak of with a typo in it.
func IsRole(name string) bool { return !lineFault("", name).found() && !roleFault(name).found() }

// IsPermission reports the same of a scope or a permission, which has a dot in it.
func IsPermission(name string) bool {
	return !lineFault("", name).found() && !permissionFault(name).found()
}

// Fold gives all spellings of a user principal name one spelling, as the directory
// compares them: whom it tells apart, everybody tells apart.
func Fold(name string) string { return strings.ToLower(name) }

// permissionFault looks at the name of a scope.
func permissionFault(name string) fault {
	known := model.ScopeNames()
	f, one := typoFault("permission", name, known)
	if !one && !strings.Contains(name, ".") {
		return faultf("permissions are written like "+known[0], "no permission %s", quote(name))
	}
	return f
}

// typoFault looks at a name of a kind of which the rules speak of some, and reports
// whether it is one of these or nearly. Entra has hundreds more, and one of those
// is fine as long as it is no typo: no caller would hold a role that exists nowhere,
// and a scenario that wants a refusal would be true for the wrong reason.
func typoFault(kind, name string, known []string) (f fault, one bool) {
	near, typo := Nearest(name, known)
	if typo && near != name {
		return faultf("did you mean "+near+"?", "no %s %s", kind, quote(name)), true
	}
	return fault{}, typo
}
