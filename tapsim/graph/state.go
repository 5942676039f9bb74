package graph

import (
	"encoding/json"
	"net/http"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// stateLine is the whole tenant. It can be the body of a reset.
type stateLine struct {
	Now     string           `json:"now"`
	Edition string           `json:"edition"`
	Policy  json.RawMessage  `json:"policy"`
	Groups  []protocol.Group `json:"groups"`
	Users   []userLine       `json:"users"`
	Passes  []passLine       `json:"passes"`
}

type userLine struct {
	ID       string     `json:"id"`
	UPN      string     `json:"userPrincipalName"`
	Shown    string     `json:"displayName,omitempty"`
	UserType string     `json:"userType"`
	External bool       `json:"external"`
	Groups   []model.ID `json:"groups"`
	Roles    []string   `json:"roles"`
}

// passLine is a pass as Graph shows it, with one fact that Graph may hide: a spent
// pass can show Expired or DisabledByPolicy.
type passLine struct {
	User  string          `json:"user"`
	Pass  json.RawMessage `json:"pass"`
	Spent bool            `json:"spent"`
}

// state answers with the whole tenant: the policy, the users, and their passes,
// without codes.
func (x *exchange) state() answer {
	engine := x.tenant.engine
	policy, _ := engine.StepPolicy(model.Actor{}, model.PolicyCommand{Op: model.ReadPolicy})
	env := model.Env{Now: x.tenant.clock.Instant(), Edition: x.tenant.Edition, Policy: policy}
	line := stateLine{
		Now: env.Now.String(), Edition: env.Edition.String(), Policy: wire.AppendPolicy(nil, policy, wire.Annotations{}),
		Groups: []protocol.Group{}, Users: []userLine{}, Passes: []passLine{},
	}
	line.Groups = append(line.Groups, x.tenant.Groups...)
	for _, u := range engine.Users() {
		line.Users = append(line.Users, x.lineOfUser(&u))
		pass, _ := engine.State(u.ID.String())
		env.User = model.User{ID: u.ID, Groups: u.Groups, Guest: u.Guest, External: u.External, Roles: u.Roles}
		if view, some := pass.View(env); some {
			line.Passes = append(line.Passes, passLine{u.Name, wire.AppendPass(nil, view, model.Code{}, wire.Annotations{}), pass.Used})
		}
	}
	return plain(line)
}

func (x *exchange) lineOfUser(u *tapsim.User) userLine {
	line := userLine{
		ID: u.ID.String(), UPN: u.Name, Shown: x.tenant.names.of(u.ID), UserType: "member", External: u.External,
		Groups: append([]model.ID{}, u.Groups...), Roles: append([]string{}, roleNames(u)...),
	}
	if u.Guest {
		line.UserType = "guest"
	}
	if u.Roles&model.OtherRole != 0 && len(u.OtherRoles) == 0 {
		line.Roles = append(line.Roles, "(another)") // its name is not known
	}
	return line
}

// code shows the code of a pass to a test that signs in with it, unless the service is
// configured not to.
func (x *exchange) code(pass string) answer {
	id, ok := model.ParseID(pass)
	if !ok || x.service.noReadback {
		return refusal(model.GetMissing)
	}
	engine := x.tenant.engine
	for _, u := range engine.Users() {
		switch state, _ := engine.State(u.ID.String()); {
		case !state.Exists() || state.ID != id:
		case state.Code == model.Code{}:
			return refuse(http.StatusNotFound, "resourceNotFound", "The code of this pass is not known: the pass was there from the beginning of the tenant, and a state holds no codes.")
		default:
			return plain(map[string]string{"temporaryAccessPass": state.Code.Reveal()})
		}
	}
	return refusal(model.GetMissing)
}
