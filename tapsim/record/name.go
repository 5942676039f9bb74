package record

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A namer makes names that scenarios take, each of them once. It holds, by name, the
// number that was put behind it last.
type namer map[string]int

// name makes a name of any text.
func (n namer) name(text string) string {
	first := short(text)
	name := first
	for number := n[first]; n[name] > 0; name = fmt.Sprintf("%s-%d", first, number) {
		number = max(number, 1) + 1
		n[first] = number
	}
	n[name] = max(n[name], 1)
	return name
}

// short makes a name that scenarios take of any text: small letters, digits and hyphens,
// a letter first.
func short(text string) string {
	const enough = 40
	var b strings.Builder
	for _, r := range text {
		if r = unicode.ToLower(r); !('a' <= r && r <= 'z' || '0' <= r && r <= '9') {
			r = '-'
		}
		if b.Len() > 0 || r != '-' {
			b.WriteRune(r)
		}
		if b.Len() == 2*enough {
			break
		}
	}
	name := strings.Trim(b.String(), "-")
	if name == "" || name == "me" || name[0] <= '9' {
		name = "x-" + name
	}
	return strings.Trim(name[:min(len(name), enough)], "-")
}

// What a scenario says in the place of roles and permissions that it cannot say. No rule
// speaks of them, so that any other name means the same.
const (
	anotherRole       = "another role"
	anotherPermission = "Another.Permission"
)

// sayable is a list of roles or permissions as a scenario can say it: those that the rules
// speak of, and of the others as many as there is room for.
func (t *tale) sayable(names []string, what, other string, known []string, can func(string) bool) []string {
	room := 2000 // bytes
	if names == nil {
		return nil
	}
	said, replaced := make([]string, 0, min(len(names), 100)), 0
	for _, name := range names {
		switch {
		case slices.Contains(known, name):
			said = append(said, name)
		case len(name) > room || !can(name):
			replaced++
		default:
			room -= len(name)
			said = append(said, name)
		}
	}
	if replaced > 0 {
		t.left[what+" that no scenario can say"] += replaced
		if !slices.Contains(said, other) {
			said = append(said, other)
		}
	}
	return said
}

// actor is a caller as a scenario can say it.
func (t *tale) actor(a *protocol.Actor) *protocol.Actor {
	if said, ok := t.actors[a]; ok {
		return said
	}
	said := *a
	said.Roles = t.sayable(a.Roles, "a role", anotherRole, model.RoleNames(), form.IsRole)
	said.Scopes = t.sayable(a.Scopes, "a permission", anotherPermission, model.ScopeNames(), form.IsPermission)
	said.Permissions = t.sayable(a.Permissions, "a permission", anotherPermission, model.ScopeNames(), form.IsPermission)
	t.actors[a] = &said
	return &said
}
