package conform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// Protocol is the version of the exchange that this package speaks.
const Protocol = 1

// A request, as a line of JSON. Which members it has depends on op.
type requestLine struct {
	Seq      int             `json:"seq"`
	Op       scenario.Op     `json:"op"`
	Protocol int             `json:"protocol,omitempty"`
	Suite    string          `json:"suite,omitempty"`
	At       string          `json:"at,omitempty"`
	Edition  string          `json:"edition,omitempty"`
	Policy   json.RawMessage `json:"policy,omitempty"`
	Users    *[]userLine     `json:"users,omitempty"`
	Groups   *[]groupLine    `json:"groups,omitempty"`
	User     string          `json:"user,omitempty"`
	ID       string          `json:"id,omitempty"`
	Code     *string         `json:"code,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
	Raw      *string         `json:"raw,omitempty"`
	Actor    *actorLine      `json:"actor,omitempty"`
}

type userLine struct {
	ID       string   `json:"id"`
	UPN      string   `json:"userPrincipalName"`
	UserType string   `json:"userType"`
	External bool     `json:"external"`
	Groups   []string `json:"groups"`
	Roles    []string `json:"roles"`
}

type groupLine struct {
	ID   string `json:"id"`
	Name string `json:"displayName"`
}

// An actor is told whole: what it lacks is an empty list.
type actorLine struct {
	Kind        string    `json:"kind"`
	User        string    `json:"user,omitempty"`
	Scopes      *[]string `json:"scopes,omitempty"`
	Roles       *[]string `json:"directoryRoles,omitempty"`
	Permissions *[]string `json:"permissions,omitempty"`
}

// encode spells a request; the line has no end.
func encode(seq int, r *scenario.Request) []byte {
	line := requestLine{
		Seq: seq, Op: r.Op, At: r.At.String(), User: r.User, ID: r.ID, Actor: actorOf(r.Actor),
	}
	switch {
	case r.Op == scenario.Reset:
		line.world(r.World)
	case r.Op == scenario.SignIn:
		code := r.Code.Reveal()
		line.Code = &code
	case r.Raw:
		raw := string(r.Body)
		line.Raw = &raw
	case len(r.Body) > 0:
		line.Body = json.RawMessage(r.Body)
	}
	return marshal(line)
}

func marshal(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("conform: " + err.Error()) // the bodies of stories are JSON, or raw
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func (l *requestLine) world(w *scenario.World) {
	l.Edition = w.Edition.String()
	l.Policy = wire.AppendPolicy(nil, w.Policy, wire.Annotations{})
	users, groups := make([]userLine, len(w.Users)), make([]groupLine, len(w.Groups))
	for i, u := range w.Users {
		users[i] = userLine{ID: u.ID.String(), UPN: u.UPN(), UserType: "member", External: u.External, Groups: []string{}, Roles: u.Roles}
		if u.Guest {
			users[i].UserType = "guest"
		}
		for _, g := range u.Groups {
			users[i].Groups = append(users[i].Groups, g.String())
		}
		if users[i].Roles == nil {
			users[i].Roles = []string{}
		}
	}
	for i, g := range w.Groups {
		groups[i] = groupLine{ID: g.ID.String(), Name: g.Name}
	}
	l.Users, l.Groups = &users, &groups
}

func actorOf(a *scenario.Actor) *actorLine {
	if a == nil {
		return nil
	}
	some := func(words []string) *[]string {
		if words == nil {
			words = []string{}
		}
		return &words
	}
	if a.Kind == "application" {
		return &actorLine{Kind: a.Kind, Permissions: some(a.Permissions)}
	}
	return &actorLine{Kind: a.Kind, User: a.User, Scopes: some(a.Scopes), Roles: some(a.Roles)}
}

// A response, as a line of JSON. Pointers tell what is missing from what is
// empty.
type responseLine struct {
	Seq         *int            `json:"seq"`
	Status      *int            `json:"status"`
	Body        json.RawMessage `json:"body"`
	Error       *errorLine      `json:"error"`
	Result      *string         `json:"result"`
	Reason      *string         `json:"reason"`
	SessionEnds *string         `json:"sessionEnds"`
	RegisterBy  *string         `json:"registerBy"`
	Skipped     *string         `json:"skipped"`
	Failed      *string         `json:"failed"`
}

type errorLine struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// decode reads the answer to a request. What is not an answer is trouble.
func decode(text []byte, seq int, op scenario.Op) (scenario.Response, error) {
	var line responseLine
	if err := object(text, &line); err != nil {
		return scenario.Response{}, trouble(Failed, "%v", err)
	}
	if err := line.follows(seq); err != nil {
		return scenario.Response{}, err
	}
	return line.response(op)
}

// response turns what a subject said into an answer.
func (l *responseLine) response(op scenario.Op) (scenario.Response, error) {
	switch {
	case l.Failed != nil:
		return scenario.Response{}, trouble(Failed, "the subject says that it failed: %s", *l.Failed)
	case l.Skipped != nil:
		return scenario.Response{}, &Skip{*l.Skipped}
	}
	res := scenario.Response{Body: scenario.JSON(l.Body)}
	if l.Error != nil {
		res.Error = scenario.Error{Code: l.Error.Code, Message: l.Error.Message}
	}
	var wrong error
	if op == scenario.SignIn || op == scenario.Refresh {
		wrong = l.signIn(&res)
	} else {
		wrong = l.graph(&res, op)
	}
	if wrong != nil {
		return scenario.Response{}, trouble(Failed, "%v", wrong)
	}
	return res, nil
}

func (l *responseLine) follows(seq int) error {
	switch {
	case l.Seq == nil:
		return trouble(Failed, "the answer lacks seq, which was %d", seq)
	case *l.Seq != seq:
		return trouble(Failed, "the answer has seq %d, and the request had %d", *l.Seq, seq)
	}
	return nil
}

func (l *responseLine) signIn(res *scenario.Response) error {
	switch {
	case l.Result == nil:
		return errors.New("the answer lacks result")
	case *l.Result == "accepted" && l.SessionEnds == nil:
		return errors.New("the accepted answer lacks sessionEnds")
	case *l.Result == "refused" && l.Reason == nil:
		return errors.New("the refusal lacks reason")
	case *l.Result != "accepted" && *l.Result != "refused":
		return fmt.Errorf("the answer has the result %q: accepted and refused are the words", *l.Result)
	}
	res.Result = *l.Result
	if l.Reason != nil {
		res.Reason = *l.Reason
	}
	if l.SessionEnds != nil {
		res.SessionEnds = *l.SessionEnds
	}
	if l.RegisterBy != nil {
		res.RegisterBy = *l.RegisterBy
	}
	return nil
}

// answersWithBody are the ops whose accepted answer is an object.
var answersWithBody = []scenario.Op{scenario.Create, scenario.List, scenario.Get, scenario.GetPolicy}

func (l *responseLine) graph(res *scenario.Response, op scenario.Op) error {
	if l.Status == nil {
		return errors.New("the answer lacks status")
	}
	res.Status = *l.Status
	switch {
	case res.Status < 100 || res.Status > 599:
		return fmt.Errorf("the answer has the status %d, which is none of HTTP's", res.Status)
	case res.Accepted() && slices.Contains(answersWithBody, op) && !isObject(l.Body):
		return errors.New("the accepted answer lacks body, an object")
	case !res.Accepted() && l.Error == nil:
		return errors.New("the refusal lacks error")
	}
	return nil
}

// isObject reports whether a text, which is JSON, is an object.
func isObject(text []byte) bool { return len(text) > 0 && text[0] == '{' }

// strict checks that a text is one JSON object: nothing after it, no name twice.
func strict(text []byte) error {
	if !utf8.Valid(text) {
		return fmt.Errorf("the answer is no UTF-8: %s", clip(text))
	}
	if !json.Valid(text) {
		return fmt.Errorf("the answer is no JSON: %s", clip(text))
	}
	if !isObject(bytes.TrimSpace(text)) {
		return fmt.Errorf("the answer is no JSON object: %s", clip(text))
	}
	if name, twice := repeated(text); twice {
		return fmt.Errorf("the answer has the name %q twice", name)
	}
	return nil
}

// object reads one object of the protocol.
func object(text []byte, into any) error {
	if err := strict(text); err != nil {
		return err
	}
	if name, word := misspelt(text); name != "" {
		return fmt.Errorf("the answer has the name %q, which is spelt %s", name, word)
	}
	err := json.Unmarshal(text, into)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return fmt.Errorf("the answer has a %s as %s", wrong.Value, wrong.Field)
	}
	return err
}

// words are the names that answers have.
var words = []string{
	"seq", "status", "body", "error", "result", "reason", "sessionEnds", "registerBy", "skipped", "failed",
	"protocol", "implementation", "editions", "ops", "features",
}

// misspelt finds a name in the wrong case. The package json would take it for
// the right one.
func misspelt(text []byte) (name, word string) {
	var names map[string]json.RawMessage
	json.Unmarshal(text, &names)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		for _, word := range words {
			if name != word && strings.EqualFold(name, word) {
				return name, word
			}
		}
	}
	return "", ""
}

// repeated finds a name that an object in the text has twice, at any depth.
func repeated(text []byte) (string, bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	type level struct {
		object, value bool
		seen          map[string]bool
	}
	var stack []*level
	for {
		token, err := d.Token()
		if err != nil {
			return "", false
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			stack = stack[:len(stack)-1]
			if n := len(stack); n > 0 {
				stack[n-1].value = false
			}
			continue
		}
		if n := len(stack); n > 0 && stack[n-1].object && !stack[n-1].value {
			name := token.(string)
			if stack[n-1].seen[name] {
				return name, true
			}
			stack[n-1].seen[name], stack[n-1].value = true, true
			continue
		}
		if delim, ok := token.(json.Delim); ok {
			stack = append(stack, &level{object: delim == '{', seen: map[string]bool{}})
		} else if n := len(stack); n > 0 {
			stack[n-1].value = false
		}
	}
}

// clip shortens what a subject said, for a message, and hides the code in it.
func clip(text []byte) string {
	const enough = 200
	s := scenario.JSON(text).String()
	if r := []rune(s); len(r) > enough {
		s = string(r[:enough]) + "..."
	}
	return fmt.Sprintf("%q", s)
}

// helloLine is what a subject says of itself.
type helloLine struct {
	Seq            *int `json:"seq"`
	Protocol       *int `json:"protocol"`
	Implementation struct {
		Name     string `json:"name"`
		Version  string `json:"version"`
		Language string `json:"language"`
	} `json:"implementation"`
	Editions []string      `json:"editions"`
	Ops      []scenario.Op `json:"ops"`
	Features []string      `json:"features"`
	Failed   *string       `json:"failed"`
}

func encodeHello(seq int) []byte {
	return marshal(requestLine{Seq: seq, Op: "hello", Protocol: Protocol, Suite: scenarios.Version()})
}

func decodeHello(text []byte, seq int) (*Ability, error) {
	var line helloLine
	if err := object(text, &line); err != nil {
		return nil, trouble(Failed, "hello: %v", err)
	}
	switch {
	case line.Failed != nil:
		return nil, trouble(Failed, "hello: the subject says that it failed: %s", *line.Failed)
	case line.Seq == nil || *line.Seq != seq:
		return nil, trouble(Failed, "hello: the answer does not repeat seq, which was %d", seq)
	case line.Protocol == nil || *line.Protocol != Protocol:
		return nil, trouble(Failed, "hello: the subject does not say that it speaks protocol %d", Protocol)
	case line.Implementation.Name == "":
		return nil, trouble(Failed, "hello: the answer lacks implementation.name")
	case line.Editions == nil || line.Ops == nil:
		return nil, trouble(Failed, "hello: the answer lacks editions or ops")
	}
	for _, e := range line.Editions {
		if _, ok := model.ParseEdition(e); !ok {
			return nil, trouble(Failed, "hello: no edition %q", e)
		}
	}
	return &Ability{
		Name: line.Implementation.Name, Version: line.Implementation.Version, Language: line.Implementation.Language,
		Editions: line.Editions, Ops: line.Ops, Features: line.Features,
	}, nil
}
