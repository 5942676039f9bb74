package record

import (
	"strconv"
	"strings"

	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// What a scenario can hold is bounded by what its reader takes: a file of a
// mebibyte, lines of 16384 characters, a thousand users. These bounds lie well
// within, and are far more than anybody reads.
const (
	mostAsked = 1500
	mostUsers = 900     // asked about, or added
	mostText  = 300_000 // of all keys and bodies, in bytes as they are written
	mostLine  = 8_000   // of one exchange
	mostNames = 2_500   // of that, of a caller: the recorder leaves out what is more
)

// kept is how much of a scenario there is, and what there was no more room for.
type kept struct {
	asked, text int
	users       map[string]bool
	full        bool
	missed      int // since it is full
	long        int // refusals that are too long for a line, and change nothing
}

// takes reports whether there is room for one more exchange. Once there was none
// the scenario has ended: what comes later may depend on what is not in it.
func (k *kept) takes(req *protocol.Request, res *protocol.Response) bool {
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

// tell adds to what is left out of a scenario.
func (k *kept) tell(left map[string]int) {
	if k.long > 0 {
		left["what was refused and is too long for a line"] = k.long
	}
	if k.missed > 0 {
		left["all that was asked when the scenario was as long as one can be"] = k.missed
	}
}
