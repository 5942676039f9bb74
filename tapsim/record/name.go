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

// A namer makes names that the scenario format takes, each of them once. It holds, by
// name, the last number that was put behind it.
type namer map[string]int

// name turns any text into a name that is not used yet.
func (n namer) name(text string) string {
	first := shortName(text)
	name := first
	for number := n[first]; n[name] > 0; name = fmt.Sprintf("%s-%d", first, number) {
		number = max(number, 1) + 1
		n[first] = number
	}
	n[name] = max(n[name], 1)
	return name
}

// shortName turns any text into a name that the scenario format takes: small letters,
// digits and hyphens, a letter first.
func shortName(text string) string {
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

// These stand for roles and permissions that the format cannot express. No rule is about
// such a name, so another one that no rule is about has the same effect.
const (
	anotherRole       = "another role"
	anotherPermission = "Another.Permission"
)

// expressible returns roles or permissions as the format can express them: all that the
// rules are about, and as many of the others as there is room for.
func (d *draft) expressible(names []string, what, other string, known []string, can func(string) bool) []string {
	room := 2000 // bytes
	if names == nil {
		return nil
	}
	list, replaced := make([]string, 0, min(len(names), 100)), 0
	for _, name := range names {
		switch {
		case slices.Contains(known, name):
			list = append(list, name)
		case len(name) > room || !can(name):
			replaced++
		default:
			room -= len(name)
			list = append(list, name)
		}
	}
	if replaced > 0 {
		d.omitted[what+" that no scenario can express"] += replaced
		if !slices.Contains(list, other) {
			list = append(list, other)
		}
	}
	return list
}

// actor returns a caller as the format can express it.
func (d *draft) actor(a *protocol.Actor) *protocol.Actor {
	if actor, ok := d.actors[a]; ok {
		return actor
	}
	actor := *a
	actor.Roles = d.expressible(a.Roles, "a role", anotherRole, model.RoleNames(), form.IsRole)
	actor.Scopes = d.expressible(a.Scopes, "a permission", anotherPermission, model.ScopeNames(), form.IsPermission)
	actor.Permissions = d.expressible(a.Permissions, "a permission", anotherPermission, model.ScopeNames(), form.IsPermission)
	d.actors[a] = &actor
	return &actor
}
