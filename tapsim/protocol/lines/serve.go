package lines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// Serve reads requests from in and writes the subject's answers to out, one JSON
// object a line, until bye or the end of in. A program that calls it with stdin and
// stdout can be tested against the reference model.
//
// It announces who. Nil Editions are current alone, and nil Ops are all of them. A
// line that is no request of the protocol gets an answer that says so, if it has a
// seq. The returned error is one of reading or writing, or a line without a seq. A
// panic of the subject ends the program, and the runner shows Go's message.
func Serve(in io.Reader, out io.Writer, s protocol.Subject, who protocol.Capabilities) error {
	lines := bufio.NewReader(in)
	for {
		text, err := lines.ReadBytes('\n')
		if text = bytes.TrimSpace(text); len(text) > 0 {
			answer, last, wrong := serve(text, s, &who)
			if wrong != nil {
				return wrong
			}
			if _, err := out.Write(append(answer, '\n')); err != nil || last {
				return err
			}
		}
		switch err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

// serve answers one line; last reports that it was bye.
func serve(text []byte, s protocol.Subject, who *protocol.Capabilities) (answer []byte, last bool, err error) {
	var line Request
	if err := json.Unmarshal(text, &line); err != nil || line.Seq == 0 {
		return nil, false, fmt.Errorf("not a request of the protocol, an object with a seq: %s", Excerpt(text))
	}
	switch line.Op {
	case "hello":
		return hello(&line, who), false, nil
	case "bye":
		return wire.JSON(map[string]int{"seq": line.Seq}), true, nil
	}
	r, err := line.Read()
	if err != nil {
		return failed(line.Seq, err), false, nil
	}
	return respond(line.Seq, s.Do(r)), false, nil
}

func failed(seq int, err error) []byte {
	text := err.Error()
	return wire.JSON(answerLine{Seq: seq, Failed: &text})
}

// announcement is helloLine as it is written.
type announcement struct {
	Seq            int               `json:"seq"`
	Protocol       int               `json:"protocol"`
	Implementation map[string]string `json:"implementation"`
	Editions       []string          `json:"editions"`
	Ops            []protocol.Op     `json:"ops"`
	Features       []string          `json:"features"`
}

// everyOp is the ops that a subject can have beside reset.
var everyOp = []protocol.Op{
	protocol.Create, protocol.List, protocol.Get, protocol.Delete, protocol.SignIn, protocol.Refresh,
	protocol.GetPolicy, protocol.UpdatePolicy, protocol.ResetPolicy, protocol.UpdateUser,
}

// Ops lists the ops that a subject can have beside reset.
func Ops() []protocol.Op { return slices.Clone(everyOp) }

func hello(line *Request, who *protocol.Capabilities) []byte {
	if line.Protocol != Version {
		return failed(line.Seq, fmt.Errorf("protocol %d: this speaks %d", line.Protocol, Version))
	}
	a := announcement{
		Seq: line.Seq, Protocol: Version,
		Implementation: map[string]string{"name": who.Name, "version": who.Version, "language": who.Language},
		Editions:       who.Editions, Ops: who.Ops, Features: who.Features,
	}
	if a.Editions == nil {
		a.Editions = []string{model.Current.String()}
	}
	if a.Ops == nil {
		a.Ops = everyOp
	}
	if a.Features == nil {
		a.Features = []string{}
	}
	return wire.JSON(a)
}

// Read makes a request from a line.
func (l *Request) Read() (r protocol.Request, err error) {
	r = protocol.Request{Op: l.Op, User: l.User, ID: l.ID, Body: protocol.NewJSON(l.Body)}
	if !slices.Contains(everyOp, l.Op) && l.Op != protocol.Reset {
		return r, fmt.Errorf("unknown op %q", l.Op)
	}
	var ok bool
	if r.At, _, ok = wire.ParseInstant(l.At); !ok {
		return r, fmt.Errorf("at %q is no instant", l.At)
	}
	if l.Code != nil {
		r.Code = model.NewCode(*l.Code)
	}
	if l.Raw != nil {
		r.Body, r.Raw = protocol.NewJSON(*l.Raw), true
	}
	if a := l.Actor; a != nil {
		if !slices.Contains(actorKinds, a.Kind) {
			return r, fmt.Errorf("no kind %q of actor: there are %s", a.Kind, strings.Join(actorKinds, ", "))
		}
		r.Actor = a
	}
	if l.Op == protocol.Reset {
		r.Tenant, err = l.readTenant()
	}
	return r, err
}

// actorKinds are the kinds of callers. Without an actor the caller is an operator too.
var actorKinds = []string{"operator", "delegated", "application"}

// readTenant reads the tenant at the beginning of a case.
func (l *Request) readTenant() (*protocol.Tenant, error) {
	return protocol.ReadTenant(wire.JSON(struct {
		Edition string          `json:"edition"`
		Policy  json.RawMessage `json:"policy,omitempty"`
		Users   json.RawMessage `json:"users,omitempty"`
		Groups  json.RawMessage `json:"groups,omitempty"`
	}{l.Edition, l.Policy, l.Users, l.Groups}))
}

// An answerLine is a Response as it is written, without the members that do not belong
// to the answer.
type answerLine struct {
	Seq         int             `json:"seq"`
	Status      int             `json:"status,omitempty"`
	Body        json.RawMessage `json:"body,omitempty"`
	Error       *protocol.Error `json:"error,omitempty"`
	Result      string          `json:"result,omitempty"`
	Reason      string          `json:"reason,omitempty"`
	SessionEnds string          `json:"sessionEnds,omitempty"`
	RegisterBy  string          `json:"registerBy,omitempty"`
	Failed      *string         `json:"failed,omitempty"`
}

func respond(seq int, res protocol.Response) []byte {
	body := res.Body.Reveal()
	if len(body) > 0 && !json.Valid(body) {
		return failed(seq, fmt.Errorf("the subject answers with a body that is no JSON: %s", Excerpt(body)))
	}
	line := answerLine{
		Seq: seq, Status: res.Status, Body: body,
		Result: res.Result, Reason: res.Reason, SessionEnds: res.SessionEnds, RegisterBy: res.RegisterBy,
	}
	if res.Result != "" {
		line.Status = 0 // a sign-in is no call of Graph
	}
	if res.Error != (protocol.Error{}) || res.Result == "" && !res.Accepted() {
		line.Error = &res.Error
	}
	return wire.JSON(line)
}
