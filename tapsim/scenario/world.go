package scenario

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

// ReadJSON reads one JSON object into a struct, strictly: a name that the struct
// does not have, and anything after the object, is an error, so that no slip
// passes for a default. No text at all is an empty object.
func ReadJSON(text []byte, into any) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("the body: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("the body goes on after its object: send one and no more")
	}
	return nil
}

// A userLine is a user as a reset spells one.
type userLine struct {
	ID       string   `json:"id"`
	UPN      string   `json:"userPrincipalName"`
	UserType string   `json:"userType"`
	External bool     `json:"external"`
	Groups   []string `json:"groups"`
	Roles    []string `json:"roles"`
}

// ReadWorld reads what a case begins with, as the reset of the protocol has it:
// an object of edition, policy, users and groups, and nothing else. What is left
// out of it is what a new tenant has: the edition documented, the edition's own
// policy, nobody. A user or a group without an id gets the one that stories give
// to that name.
func ReadWorld(text []byte) (*World, error) {
	var line struct {
		Edition *string         `json:"edition"`
		Policy  json.RawMessage `json:"policy"`
		Users   []userLine      `json:"users"`
		Groups  []struct {
			ID   string `json:"id"`
			Name string `json:"displayName"`
		} `json:"groups"`
	}
	if err := ReadJSON(text, &line); err != nil {
		return nil, err
	}

	w := &World{}
	if line.Edition != nil {
		var ok bool
		if w.Edition, ok = model.ParseEdition(*line.Edition); !ok {
			return nil, fmt.Errorf("no edition %q: there are %s", *line.Edition, strings.Join(model.Editions(), ", "))
		}
	}
	var err error
	if w.Policy, err = ReadPolicy(line.Policy, model.DefaultPolicy(w.Edition)); err != nil {
		return nil, err
	}
	for _, g := range line.Groups {
		group := Group{Name: g.Name, ID: GroupID(g.Name)}
		if g.ID != "" || g.Name == "" {
			var ok bool
			if group.ID, ok = model.ParseID(g.ID); !ok {
				return nil, fmt.Errorf("the group %s: %q is no GUID", g.Name, g.ID)
			}
		}
		w.Groups = append(w.Groups, group)
	}
	for i := range line.Users {
		user, err := line.Users[i].read(w.Groups)
		if err != nil {
			return nil, fmt.Errorf("the user %s: %w", line.Users[i].UPN, err)
		}
		w.Users = append(w.Users, user)
	}
	return w, nil
}

// ReadPolicy lays a policy in Graph's JSON over another, and makes sure that a
// tenant can have what comes of it. No text changes nothing.
func ReadPolicy(text []byte, over model.Policy) (model.Policy, error) {
	cmd, _, refused := wire.ParsePolicy(text)
	if refused == model.NoRule {
		policy, out := model.Amend(over, model.Env{}, cmd)
		if out.Accepted() {
			return policy, nil
		}
		refused = out.Rule
	}
	return over, fmt.Errorf("the policy breaks the rule %s: %s", refused, refused.Entry().Text)
}

func (u *userLine) read(groups []Group) (User, error) {
	user := User{External: u.External, Roles: u.Roles}
	user.Name, _, _ = strings.Cut(u.UPN, "@")
	if user.UPN() != u.UPN {
		user.Known = u.UPN
	}
	var ok bool
	switch user.ID, ok = model.ParseID(u.ID); {
	case u.UPN == "":
		return user, fmt.Errorf("userPrincipalName is missing")
	case u.ID == "":
		user.ID = UserID(cmp.Or(user.Known, user.Name))
	case !ok:
		return user, fmt.Errorf("%q is no GUID", u.ID)
	}
	switch {
	case u.UserType == "": // a member
	case !slices.Contains(userTypes, u.UserType):
		return user, fmt.Errorf("no userType %q: there are %s", u.UserType, strings.Join(userTypes, ", "))
	default:
		user.Guest = u.UserType == "guest"
	}
	for _, g := range u.Groups {
		id, ok := model.ParseID(g)
		if i := slices.IndexFunc(groups, func(group Group) bool { return group.Name == g }); i >= 0 {
			id, ok = groups[i].ID, true
		}
		if !ok {
			return user, fmt.Errorf("%q is no GUID of a group, and no group here has that name", g)
		}
		user.Groups = append(user.Groups, id)
	}
	return user, nil
}

// ReadActors reads who stands behind which token: an object with an actor for
// each, {"kind":"operator"} among them, who is nil here as in a Request. A user
// is named by object id or by user principal name.
func ReadActors(text []byte) (map[string]*Actor, error) {
	var lines map[string]json.RawMessage
	if err := ReadJSON(text, &lines); err != nil {
		return nil, err
	}
	actors := make(map[string]*Actor, len(lines))
	for token, line := range lines {
		actor, err := readActorLine(line)
		if !isToken(token) {
			err = errors.New(noToken)
		}
		if err != nil {
			return nil, fmt.Errorf("one of the tokens: %w", err) // which one is a secret
		}
		actors[token] = actor
	}
	return actors, nil
}

// noToken says what is wrong with a token, and not what it is: that is a secret.
const noToken = "a token is a word, without blanks"

func isToken(text string) bool { return text != "" && !strings.ContainsAny(text, " \t\r\n") }

func readActorLine(text []byte) (*Actor, error) {
	var a Actor
	if err := ReadJSON(text, &a); err != nil {
		return nil, err
	}
	switch {
	case a.Kind == "operator" && a.User == "" && a.Scopes == nil && a.Roles == nil && a.Permissions == nil:
		return nil, nil
	case a.Kind == "operator":
		return nil, fmt.Errorf("an operator has neither user nor scopes: an operator may do everything")
	case a.Kind == "delegated" && a.User == "":
		return nil, fmt.Errorf("a delegated actor takes a user")
	case a.Kind == "delegated" && a.Permissions != nil:
		return nil, fmt.Errorf("a delegated actor has scopes and directoryRoles, and no permissions")
	case a.Kind == "application" && (a.User != "" || a.Scopes != nil || a.Roles != nil):
		return nil, fmt.Errorf("an application has permissions, and neither user, scopes nor directoryRoles")
	case a.Kind != "delegated" && a.Kind != "application":
		return nil, fmt.Errorf("no kind %q of actor: there are operator, delegated, application", a.Kind)
	}
	return &a, nil
}
