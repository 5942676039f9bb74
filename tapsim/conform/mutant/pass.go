package mutant

import (
	"encoding/json"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A pass is a pass as the reference shows it.
type pass struct {
	ID       string
	Code     string `json:"temporaryAccessPass"`
	Created  string `json:"createdDateTime"`
	Start    string `json:"startDateTime"`
	Lifetime int32  `json:"lifetimeInMinutes"`
	Once     bool   `json:"isUsableOnce"`
	Usable   bool   `json:"isUsable"`
	Reason   string `json:"methodUsabilityReason"`
}

func (p pass) start() model.Instant {
	at, _, _ := wire.ParseInstant(p.Start)
	return at
}

func (p pass) end() model.Instant { return p.start().Add(model.Minutes(p.Lifetime).Ticks()) }

func passIn(body protocol.JSON) (p pass) {
	json.Unmarshal(body.Reveal(), &p)
	return p
}

// shown is a pass that an answer shows.
func shown(members map[string]any) pass { return passIn(encode(members)) }

// pass returns the pass of the user of a request.
func (f *faulty) pass(r protocol.Request) (pass, bool) {
	res := f.Reference.Do(protocol.Request{Op: protocol.List, At: r.At, User: key(r)})
	var list struct{ Value []pass }
	json.Unmarshal(res.Body.Reveal(), &list)
	if len(list.Value) == 0 {
		return pass{}, false
	}
	return list.Value[0], true
}

// key is the key of the user of a request; with me it is that of the caller.
func key(r protocol.Request) string {
	if strings.EqualFold(r.User, "me") && r.Actor != nil {
		return r.Actor.User
	}
	return r.User
}

// user finds the user of a request.
func (f *faulty) user(r protocol.Request) (protocol.User, bool) {
	for _, u := range f.tenant.Users {
		if k := key(r); strings.EqualFold(k, u.UPN()) || strings.EqualFold(k, u.ID.String()) {
			return u, true
		}
	}
	return protocol.User{}, false
}
