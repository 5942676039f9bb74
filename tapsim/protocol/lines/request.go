package lines

import (
	"encoding/json"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A Request is a request as a line of JSON. Which members it has depends on op.
type Request struct {
	Seq      int             `json:"seq"`
	Op       protocol.Op     `json:"op"`
	Protocol int             `json:"protocol,omitempty"`
	Suite    string          `json:"suite,omitempty"`
	At       string          `json:"at,omitempty"`
	Edition  string          `json:"edition,omitempty"`
	Policy   json.RawMessage `json:"policy,omitempty"`
	Users    json.RawMessage `json:"users,omitempty"`
	Groups   json.RawMessage `json:"groups,omitempty"`
	User     string          `json:"user,omitempty"`
	ID       string          `json:"id,omitempty"`
	Code     *string         `json:"code,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
	Raw      *string         `json:"raw,omitempty"`
	Actor    *protocol.Actor `json:"actor,omitempty"`
}

// RequestOf makes the line of a request.
func RequestOf(seq int, r *protocol.Request) Request {
	line := Request{
		Seq: seq, Op: r.Op, At: r.At.String(), User: r.User, ID: r.ID, Actor: r.Actor,
	}
	switch {
	case r.Op == protocol.Reset:
		line.tenant(r.Tenant)
	case r.Op == protocol.SignIn:
		code := r.Code.Reveal()
		line.Code = &code
	case r.Raw:
		raw := string(r.Body.Reveal())
		line.Raw = &raw
	default:
		line.Body = r.Body.Reveal()
	}
	return line
}

func (l *Request) tenant(t *protocol.Tenant) {
	l.Edition = t.Edition.String()
	l.Policy = wire.AppendPolicy(nil, t.Policy, wire.Annotations{})
	l.Users = wire.JSON(append([]protocol.User{}, t.Users...))
	l.Groups = wire.JSON(append([]protocol.Group{}, t.Groups...))
}
