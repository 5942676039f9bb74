package lines

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tapsim/tap/tapsim/protocol"
)

// A Response is an answer as a line of JSON. The pointers distinguish a missing member
// from an empty one. Null counts as missing, because some writers write every member.
type Response struct {
	Seq         *int             `json:"seq"`
	Status      *int             `json:"status"`
	Body        *json.RawMessage `json:"body"`
	Error       *protocol.Error  `json:"error"`
	Result      *string          `json:"result"`
	Reason      *string          `json:"reason"`
	SessionEnds *string          `json:"sessionEnds"`
	RegisterBy  *string          `json:"registerBy"`
	Skipped     *string          `json:"skipped"`
	Failed      *string          `json:"failed"`
}

// responseNames are the names that an answer may have.
var responseNames = []string{
	"seq", "status", "body", "error", "result", "reason", "sessionEnds", "registerBy", "skipped", "failed",
}

// ReadResponse reads the answer to the request of that number. The error is a
// *Malformed, or a *protocol.Skip if the subject cannot do the request.
func ReadResponse(text []byte, seq int, op protocol.Op) (protocol.Response, error) {
	var line Response
	if err := Object(text, &line, responseNames); err != nil {
		return protocol.Response{}, malformed("%v", err)
	}
	if err := line.follows(seq); err != nil {
		return protocol.Response{}, err
	}
	return line.Read(op)
}

// follows checks that this is the answer to the request of that number.
func (l *Response) follows(seq int) error {
	switch {
	case l.Seq == nil:
		return malformed("the answer lacks seq, which was %d", seq)
	case *l.Seq != seq:
		t := malformed("the answer has seq %d, and the request had %d", *l.Seq, seq)
		t.Earlier = *l.Seq < seq
		return t
	}
	return nil
}

// Read makes an answer to op from the line, whatever its seq.
func (l *Response) Read(op protocol.Op) (protocol.Response, error) {
	switch {
	case l.Failed != nil:
		return protocol.Response{}, malformed("the subject says that it failed: %s", *l.Failed)
	case l.Skipped != nil:
		return protocol.Response{}, &protocol.Skip{Why: *l.Skipped}
	}
	if name := l.foreign(op); name != "" {
		return protocol.Response{}, malformed("the answer has the name %q, which no answer to %s has", name, op)
	}
	if !isSignIn(op) && l.Status == nil {
		return protocol.Response{}, malformed("the answer lacks status")
	}
	res := protocol.Response{
		Status: value(l.Status), Body: protocol.NewJSON(value(l.Body)), Result: value(l.Result),
		Reason: value(l.Reason), SessionEnds: value(l.SessionEnds), RegisterBy: value(l.RegisterBy),
	}
	if l.Error != nil {
		res.Error = *l.Error
	} else if !isSignIn(op) && !res.Accepted() {
		return protocol.Response{}, malformed("the refusal lacks error")
	}
	return res, nil
}

// foreign finds a member that only the other kind of answer has.
func (l *Response) foreign(op protocol.Op) string {
	graph, signIn := []string{"status", "body"}, []string{"result", "reason", "sessionEnds", "registerBy"}
	there := map[string]bool{
		"status": l.Status != nil, "body": l.Body != nil, "result": l.Result != nil, "reason": l.Reason != nil,
		"sessionEnds": l.SessionEnds != nil, "registerBy": l.RegisterBy != nil,
	}
	foreign := signIn
	if isSignIn(op) {
		foreign = graph
	}
	if i := slices.IndexFunc(foreign, func(name string) bool { return there[name] }); i >= 0 {
		return foreign[i]
	}
	return ""
}

func isSignIn(op protocol.Op) bool { return op == protocol.SignIn || op == protocol.Refresh }

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// reasons are why a sign-in can be refused. Another case of letters is a difference,
// and no violation of the protocol.
var reasons = []string{"NoPass", "WrongCode", "DisabledByPolicy", "Expired", "NotYetValid", "OneTimeUsed"}

// bodied are the ops whose accepted answer is an object.
var bodied = []protocol.Op{protocol.Create, protocol.List, protocol.Get, protocol.GetPolicy}

// Check checks that an answer is possible: that it has all members that it needs and
// none that contradict. An answer that violates this cannot be compared. The error is
// a *Malformed.
func Check(res *protocol.Response, op protocol.Op) error {
	wrong := graphAnswer
	if isSignIn(op) {
		wrong = signInAnswer
	}
	// An answer of both kinds could be read as accepted and as refused.
	if isSignIn(op) && (res.Status != 0 || res.Body != protocol.JSON{}) {
		return malformed("the answer has a status or a body, and none to %s has", op)
	} else if !isSignIn(op) && res.Result+res.Reason+res.SessionEnds+res.RegisterBy != "" {
		return malformed("the answer has what only one to a sign-in has, and this is one to %s", op)
	}
	if text := wrong(res, op); text != "" {
		return malformed("%s", text)
	}
	return nil
}

func signInAnswer(res *protocol.Response, op protocol.Op) string {
	isReason := func(r string) bool { return strings.EqualFold(r, res.Reason) }
	switch accepted := res.Result == "accepted"; {
	case res.Result == "":
		return "the answer lacks result"
	case !accepted && res.Result != "refused":
		return fmt.Sprintf("the answer has the result %q: accepted and refused are the words", res.Result)
	case accepted && res.SessionEnds == "":
		return "the accepted answer lacks sessionEnds"
	case accepted && res.Reason != "":
		return "the accepted answer has a reason"
	case accepted && res.Error != protocol.Error{}:
		return "the accepted answer has an error"
	case accepted:
		return ""
	case res.Reason == "":
		return "the refusal lacks reason"
	case !slices.ContainsFunc(reasons, isReason):
		return fmt.Sprintf("the refusal has the reason %q: the words are %s", res.Reason, strings.Join(reasons, ", "))
	case res.SessionEnds != "" || res.RegisterBy != "":
		return "the refusal has sessionEnds or registerBy"
	}
	return ""
}

func graphAnswer(res *protocol.Response, op protocol.Op) string {
	switch {
	case op == protocol.Reset && res.Accepted() && res.Status != http.StatusNoContent:
		return fmt.Sprintf("the answer has the status %d, and 204 is the only one that accepts", res.Status)
	case res.Status < 100 || res.Status > 599:
		return fmt.Sprintf("the answer has the status %d, which is none of HTTP's", res.Status)
	case res.Status/100 == 2 && res.Error != protocol.Error{}:
		return "the accepted answer has an error"
	case !res.Accepted() && res.Body != protocol.JSON{}:
		return "the refusal has a body beside its error"
	case !res.Accepted():
		return ""
	case slices.Contains(bodied, op) && !isObject(res.Body.Reveal()):
		return "the accepted answer lacks body, an object"
	case !slices.Contains(bodied, op) && res.Body != protocol.JSON{}:
		return fmt.Sprintf("the accepted answer has a body, and that to %s has none", op)
	}
	return ""
}

// IsBye reports whether a text is the answer to bye, the request of that number.
func IsBye(text []byte, seq int) bool {
	var line Response
	return Object(text, &line, responseNames) == nil && line.follows(seq) == nil
}

// ReadSignIn reads the answer to a sign-in or a refresh that has no seq. The error is
// that of ReadResponse.
func ReadSignIn(text []byte, op protocol.Op) (protocol.Response, error) {
	var line Response
	if err := Object(text, &line, responseNames); err != nil {
		return protocol.Response{}, malformed("%v", err)
	}
	return line.Read(op)
}

// A Malformed says how a line violates the protocol.
type Malformed struct {
	Text    string
	Earlier bool // it answers an earlier request
}

func (m *Malformed) Error() string { return m.Text }

func malformed(format string, args ...any) *Malformed {
	return &Malformed{Text: fmt.Sprintf(format, args...)}
}
