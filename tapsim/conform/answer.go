package conform

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tapsim/tap/tapsim/protocol"
)

// A response, as a line of JSON. Pointers tell what is missing from what is
// empty, and null is missing: some write down every member that they have.
type responseLine struct {
	Seq         *int             `json:"seq"`
	Status      *int             `json:"status"`
	Body        *json.RawMessage `json:"body"`
	Error       *errorLine       `json:"error"`
	Result      *string          `json:"result"`
	Reason      *string          `json:"reason"`
	SessionEnds *string          `json:"sessionEnds"`
	RegisterBy  *string          `json:"registerBy"`
	Skipped     *string          `json:"skipped"`
	Failed      *string          `json:"failed"`
}

type errorLine struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
}

// answerNames are the names that an answer may have.
var answerNames = []string{
	"seq", "status", "body", "error", "result", "reason", "sessionEnds", "registerBy", "skipped", "failed",
}

// decode reads the answer to a request. What is not an answer is trouble.
func decode(text []byte, seq int, op protocol.Op) (protocol.Response, error) {
	var line responseLine
	if err := object(text, &line, answerNames); err != nil {
		return protocol.Response{}, subjectError(Errored, "%v", err)
	}
	if err := line.follows(seq); err != nil {
		return protocol.Response{}, err
	}
	return line.response(op)
}

// follows makes sure that this is an answer to the request of that number.
func (l *responseLine) follows(seq int) error {
	switch {
	case l.Seq == nil:
		return subjectError(Errored, "the answer lacks seq, which was %d", seq)
	case *l.Seq != seq:
		t := subjectError(Errored, "the answer has seq %d, and the request had %d", *l.Seq, seq)
		t.Before = *l.Seq < seq
		return t
	}
	return nil
}

// response turns what a subject said into an answer to op.
func (l *responseLine) response(op protocol.Op) (protocol.Response, error) {
	switch {
	case l.Failed != nil:
		return protocol.Response{}, subjectError(Errored, "the subject says that it failed: %s", *l.Failed)
	case l.Skipped != nil:
		return protocol.Response{}, &Skip{*l.Skipped}
	}
	if name := l.foreign(op); name != "" {
		return protocol.Response{}, subjectError(Errored, "the answer has the name %q, which no answer to %s has", name, op)
	}
	if !isSignIn(op) && l.Status == nil {
		return protocol.Response{}, subjectError(Errored, "the answer lacks status")
	}
	res := protocol.Response{
		Status: value(l.Status), Body: protocol.NewJSON(value(l.Body)), Result: value(l.Result),
		Reason: value(l.Reason), SessionEnds: value(l.SessionEnds), RegisterBy: value(l.RegisterBy),
	}
	if l.Error != nil {
		res.Error = protocol.Error{Code: l.Error.Code, Message: l.Error.Message}
	} else if !isSignIn(op) && !res.Accepted() {
		return protocol.Response{}, subjectError(Errored, "the refusal lacks error")
	}
	return res, nil
}

// foreign finds a member of an answer of the other kind.
func (l *responseLine) foreign(op protocol.Op) string {
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

// reasons are why a sign-in can be refused. They may come in any case of
// letters, and that is a difference and no breach.
var reasons = []string{"NoPass", "WrongCode", "DisabledByPolicy", "Expired", "NotYetValid", "OneTimeUsed"}

// bodied are the ops whose accepted answer is an object.
var bodied = []protocol.Op{protocol.Create, protocol.List, protocol.Get, protocol.GetPolicy}

// sound makes sure that an answer is one that there can be: that it has what
// such an answer needs and nothing that contradicts it. Whoever breaks that says
// nothing that could be compared.
func sound(res *protocol.Response, op protocol.Op) error {
	wrong := graphAnswer
	if isSignIn(op) {
		wrong = signInAnswer
	}
	// An answer of both kinds could be taken for a yes and for a no.
	if isSignIn(op) && (res.Status != 0 || res.Body != protocol.JSON{}) {
		return subjectError(Errored, "the answer has a status or a body, and none to %s has", op)
	} else if !isSignIn(op) && res.Result+res.Reason+res.SessionEnds+res.RegisterBy != "" {
		return subjectError(Errored, "the answer has what only one to a sign-in has, and this is one to %s", op)
	}
	if text := wrong(res, op); text != "" {
		return subjectError(Errored, "%s", text)
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
