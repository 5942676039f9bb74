package graph

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
)

// userBody is the body of a user. All other properties of Graph are accepted and not
// stored.
type userBody struct {
	UPN         *string `json:"userPrincipalName"`
	DisplayName *string `json:"displayName"`
	UserType    *string `json:"userType"`
	Identities  []struct {
		SignInType string `json:"signInType"`
		Issuer     string `json:"issuer"`
	} `json:"identities"`
}

// readUser reads a user: whether it is a guest, and whether it has an identity of
// another tenant, which is how Graph marks external guests.
func (x *exchange) readUser() (body userBody, update tapsim.UserUpdate, refused answer) {
	text, refused := x.readBody()
	if refused.Status != 0 {
		return body, update, refused
	}
	if len(text) > 0 && json.Unmarshal(text, &body) != nil {
		return body, update, badUser("The request body is not a valid user.")
	}
	if body.UserType != nil {
		guest := is(*body.UserType, "guest")
		if !guest && !is(*body.UserType, "member") {
			return body, update, badUser("Invalid value specified for property 'userType' of resource 'User'.")
		}
		update.Guest = &guest
	}
	for _, identity := range body.Identities {
		external := is(identity.SignInType, "federated") && is(identity.Issuer, "ExternalAzureAD")
		update.External = &external
		if external {
			break
		}
	}
	return body, update, answer{}
}

func badUser(message string) answer {
	return refuse(http.StatusBadRequest, "Request_BadRequest", message)
}

// userObject is a user as an answer of its own.
func (x *exchange) userObject(r *route, u *tapsim.User, q *query) protocol.JSON {
	text := `{"@odata.context":"` + r.version.Metadata() + "users" + q.context + `/$entity"`
	return protocol.NewJSON(x.appendUser([]byte(text), u, q.selected))
}

// protocolUser converts a user of the engine into one of the protocol.
func protocolUser(u *tapsim.User) protocol.User {
	w := protocol.User{ID: u.ID, Guest: u.Guest, External: u.External, Groups: u.Groups, Roles: roleNames(u)}
	w.Name, _, _ = strings.Cut(u.Name, "@")
	if w.UPN() != u.Name {
		w.PrincipalName = u.Name
	}
	return w
}

// appendUser adds the members of a user's object to b, and its end. The caller has
// begun the object.
func (x *exchange) appendUser(b []byte, u *tapsim.User, selected properties) []byte {
	for i, name := range propertyNames {
		if !selected.has(i) {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), `":`...)
		switch name {
		case "id":
			b = append(u.ID.Append(append(b, '"')), '"')
		case "displayName":
			shown := x.tenant.names.of(u.ID)
			if shown == "" {
				shown, _, _ = strings.Cut(u.Name, "@")
			}
			b = appendText(b, shown)
		case "userPrincipalName":
			b = appendText(b, u.Name)
		case "userType":
			kind := "Member"
			if u.Guest {
				kind = "Guest"
			}
			b = append(append(append(b, '"'), kind...), '"')
		}
	}
	return append(b, '}')
}
