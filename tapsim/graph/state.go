package graph

import (
	"encoding/json"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/wire"
)

// stateLine is the whole tenant. Without now and passes it is the body of a
// reset to the same.
type stateLine struct {
	Now     string          `json:"now"`
	Edition string          `json:"edition"`
	Policy  json.RawMessage `json:"policy"`
	Groups  []groupLine     `json:"groups"`
	Users   []userLine      `json:"users"`
	Passes  []passLine      `json:"passes"`
}

type groupLine struct {
	ID   string `json:"id"`
	Name string `json:"displayName"`
}

type userLine struct {
	ID       string     `json:"id"`
	UPN      string     `json:"userPrincipalName"`
	UserType string     `json:"userType"`
	External bool       `json:"external"`
	Groups   []model.ID `json:"groups"`
	Roles    []string   `json:"roles"`
}

type passLine struct {
	User string          `json:"user"`
	Pass json.RawMessage `json:"pass"`
}

// state tells what there is: the policy, the users, and their passes as Graph
// shows them, so without codes.
func (x *exchange) state() answer {
	engine := x.world.engine
	policy, _ := engine.Amend(model.Actor{}, model.PolicyCommand{Op: model.ReadPolicy})
	line := stateLine{
		Now: x.service.clock.Instant().String(), Edition: x.world.Edition.String(),
		Policy: wire.AppendPolicy(nil, policy, wire.Annotations{}),
		Groups: []groupLine{}, Users: []userLine{}, Passes: []passLine{},
	}
	for _, g := range x.world.Groups {
		line.Groups = append(line.Groups, groupLine{g.ID.String(), g.Name})
	}
	for _, u := range engine.Users() {
		line.Users = append(line.Users, lineOfUser(&u))
		out := engine.Do(u.ID.String(), model.Actor{}, model.Command{Op: model.List})
		if out.View != (model.View{}) {
			line.Passes = append(line.Passes, passLine{u.Name, wire.AppendPass(nil, out.View, model.Code{}, wire.Annotations{})})
		}
	}
	return plain(line)
}

func lineOfUser(u *tapsim.User) userLine {
	line := userLine{
		ID: u.ID.String(), UPN: u.Name, UserType: "member", External: u.External,
		Groups: append([]model.ID{}, u.Groups...), Roles: append([]string{}, roleNames(u)...),
	}
	if u.Guest {
		line.UserType = "guest"
	}
	if u.Roles&model.OtherRole != 0 {
		line.Roles = append(line.Roles, "(another)") // the machine knows no more of it
	}
	return line
}

// code tells the secret of a pass to a test that has to sign in with it, unless
// the service was told not to.
func (x *exchange) code(pass string) answer {
	id, ok := model.ParseID(pass)
	if !ok || x.service.noReadback {
		return refusal(model.GetMissing)
	}
	engine := x.world.engine
	for _, u := range engine.Users() {
		if state, _ := engine.State(u.ID.String()); state.Exists() && state.ID == id {
			return plain(map[string]string{"temporaryAccessPass": state.Code.Reveal()})
		}
	}
	return refusal(model.GetMissing)
}
