package record

import (
	"strconv"
	"strings"

	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// The parser takes a file of a mebibyte, lines of 16384 characters and a thousand
// users. These limits are well below, since a recording has to parse.
const (
	mostAsked = 1500
	mostUsers = 900     // that a request is about, or that are added
	mostText  = 300_000 // of all keys and bodies, in bytes as they are written
	mostLine  = 8_000   // of one exchange
	mostNames = 2_500   // of that, for roles and permissions of the caller; expressible drops more
)

// limits counts what the recording holds, and what was left out of it.
type limits struct {
	asked, text int
	users       map[string]bool
	full        bool
	missed      int // exchanges since it is full
	long        int // refusals that are too long for a line; they changed nothing
}

// admit reports whether one more exchange fits. Once one did not fit, none does: a
// later exchange may depend on the missing one.
func (k *limits) admit(req *protocol.Request, res *protocol.Response) bool {
	line := len(req.User) + len(req.ID) + len(strconv.Quote(string(req.Body.Reveal())))
	if a := req.Actor; a != nil {
		names := len(a.User) + len(strings.Join(a.Scopes, ", ")) + len(strings.Join(a.Roles, ", ")) + len(strings.Join(a.Permissions, ", "))
		line += min(names, mostNames)
	}
	name := form.Fold(req.User)
	if req.Op == protocol.AddUser {
		name = form.Fold(req.Tenant.Users[0].UPN())
		line += len(name)
	}
	switch {
	case !k.full && line > mostLine && !res.Accepted():
		k.long++
		return false
	case line > mostLine, k.asked == mostAsked, k.text+line > mostText, !k.users[name] && len(k.users) == mostUsers:
		k.full = true
	}
	if k.full {
		k.missed++
		return false
	}
	if k.users == nil {
		k.users = map[string]bool{}
	}
	k.users[name] = true
	k.asked, k.text = k.asked+1, k.text+line
	return true
}

// countOmitted adds what was left out to the counts.
func (k *limits) countOmitted(omitted map[string]int) {
	if k.long > 0 {
		omitted["a refused request that is too long for a line"] = k.long
	}
	if k.missed > 0 {
		omitted["a request after the scenario was as long as a scenario can be"] = k.missed
	}
}
