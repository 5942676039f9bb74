package graph

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/scenario"
)

// filter reads the one filter that scripts use to find a user. To ignore any
// other would hand a script somebody else.
func filter(u *url.URL) (func(*tapsim.User) bool, answer) {
	query := u.Query()
	text := strings.TrimSpace(query.Get("$filter"))
	if text == "" && !query.Has("$search") {
		return func(*tapsim.User) bool { return true }, answer{}
	}
	words := strings.SplitN(text, " ", 3)
	if len(words) == 3 && is(words[1], "eq") {
		value := strings.TrimSpace(words[2])
		if n := len(value); n >= 2 && value[0] == '\'' && value[n-1] == '\'' {
			value = strings.ReplaceAll(value[1:n-1], "''", "'")
			switch words[0] {
			case "userPrincipalName":
				return func(u *tapsim.User) bool { return is(u.Name, value) }, answer{}
			case "id":
				return func(u *tapsim.User) bool { return is(u.ID.String(), value) }, answer{}
			}
		}
	}
	return nil, refuse(http.StatusBadRequest, "Request_UnsupportedQuery", "Users are found by $filter=userPrincipalName eq '...' or id eq '...', and by no other query.")
}

// userBody is a user as a client sends one. Whatever else there is in Graph is
// accepted, and not kept.
type userBody struct {
	UPN         *string `json:"userPrincipalName"`
	DisplayName *string `json:"displayName"`
	UserType    *string `json:"userType"`
	Identities  []struct {
		SignInType string `json:"signInType"`
		Issuer     string `json:"issuer"`
	} `json:"identities"`
}

// readUser reads a user, and whether it is a guest and one with an identity of
// another tenant, by which Graph tells external guests.
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

// userObject is a user as the only thing that is returned.
func (x *exchange) userObject(r *route, u *tapsim.User) scenario.JSON {
	text := `{"@odata.context":"` + r.version.Metadata() + `users/$entity",`
	return scenario.NewJSON(x.appendUser([]byte(text), u))
}

// worldUser is a user of the engine in the words of a story.
func worldUser(u *tapsim.User) scenario.User {
	w := scenario.User{ID: u.ID, Guest: u.Guest, External: u.External, Groups: u.Groups, Roles: roleNames(u)}
	w.Name, _, _ = strings.Cut(u.Name, "@")
	if w.UPN() != u.Name {
		w.Known = u.Name
	}
	return w
}

// appendUser adds the members of a user's object to b, and its end.
func (x *exchange) appendUser(b []byte, u *tapsim.User) []byte {
	shown := x.world.names.of(u.ID)
	if shown == "" {
		shown, _, _ = strings.Cut(u.Name, "@")
	}
	kind := "Member"
	if u.Guest {
		kind = "Guest"
	}
	b = append(b, `"id":"`...)
	b = u.ID.Append(b)
	b = append(b, `","displayName":`...)
	b = appendText(b, shown)
	b = append(b, `,"userPrincipalName":`...)
	b = appendText(b, u.Name)
	return append(b, `,"userType":"`+kind+`"}`...)
}
