package conform

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// VectorsVersion is the version of the format of the vectors. It changes when a program
// that reads them has to change.
const VectorsVersion = 2

// VectorsSchema is the JSON Schema of the vectors, draft 2020-12.
//
//go:embed vectors.schema.json
var VectorsSchema []byte

// aboutVectors is what a reader of the document has to know, one paragraph a line.
//
//go:embed vectors.about.txt
var aboutVectors string

// The document, from the outside in.
type (
	vectors struct {
		Schema   string                `json:"$schema"`
		About    string                `json:"about"`
		Version  int                   `json:"version"`
		Protocol int                   `json:"protocol"`
		Suite    string                `json:"suite"`
		Rules    map[string]vectorRule `json:"rules"` // by id
		Cases    []vectorCase          `json:"cases"`
	}

	vectorRule struct {
		Text        string         `json:"text"`
		Evidence    model.Evidence `json:"standing"`
		Unspecified bool           `json:"free"`
		Sources     []model.Source `json:"sources"`
	}

	vectorCase struct {
		ID          string        `json:"id"`
		Title       string        `json:"title"`
		Description string        `json:"description,omitempty"`
		Rules       []string      `json:"rules"`
		Features    []string      `json:"features"` // that a subject needs for it
		Reset       vectorRequest `json:"reset"`
		Steps       []vectorStep  `json:"steps"`
	}

	vectorStep struct {
		Note    string        `json:"note,omitempty"`
		Skew    bool          `json:"skew,omitempty"`
		Request vectorRequest `json:"request"`
		Expect  vectorAnswer  `json:"expect"`
	}

	// A vectorRequest is a line of the protocol without its seq, and with placeholders
	// in place of the subject's own ids and codes. Its fields hide the fields of the line
	// with the same names.
	vectorRequest struct {
		lines.Request
		Seq  any `json:"seq,omitempty"`
		ID   any `json:"id,omitempty"`
		Code any `json:"code,omitempty"`
	}

	vectorAnswer struct {
		Status       int             `json:"status,omitempty"`
		Body         map[string]any  `json:"body,omitempty"`
		Result       string          `json:"result,omitempty"`
		Reason       string          `json:"reason,omitempty"`
		SessionEnds  string          `json:"sessionEnds,omitempty"`
		RegisterBy   string          `json:"registerBy,omitempty"`
		Error        *protocol.Error `json:"error,omitempty"`
		OrError      *protocol.Error `json:"orError,omitempty"` // another one that a source gives for the same refusal
		Chosen       []string        `json:"chosen,omitempty"`  // parts that no source settles, and that are not compared
		Rule         vectorDecider   `json:"rule"`
		Contributing []string        `json:"also"`
		Otherwise    []string        `json:"otherwise,omitempty"` // rules that no source settles, and by another reading of which the answer is another one
	}

	// A vectorDecider is the rule that decided an answer, with its evidence.
	vectorDecider struct {
		ID          string         `json:"id"`
		Evidence    model.Evidence `json:"standing"`
		Unspecified bool           `json:"free"`
	}
)

// Vectors writes scenarios as one JSON document in the format of VectorsSchema, with the
// whole answers of the reference. With it an implementation can be tested without running
// any program of this project. The same scenarios give the same bytes, and the document
// has no code of a pass.
//
// It is an error if a scenario is not true of the reference.
func Vectors(all []*scenario.Scenario) ([]byte, error) {
	v := vectors{
		Schema: "vectors.schema.json", About: strings.TrimSpace(aboutVectors),
		Version: VectorsVersion, Protocol: lines.Version, Suite: scenarios.Version(),
		Rules: map[string]vectorRule{}, Cases: []vectorCase{},
	}
	for _, e := range model.Catalogue() {
		rule := vectorRule{Text: e.Text, Evidence: e.Evidence, Unspecified: e.Unspecified, Sources: e.Sources}
		if rule.Sources == nil {
			rule.Sources = []model.Source{}
		}
		v.Rules[e.ID] = rule
	}
	var reference protocol.Reference
	for _, s := range all {
		result := scenario.Replay(s, &reference)
		if !result.Passed() {
			return nil, fmt.Errorf("%s: the scenario is not true of the reference, so its vectors would be wrong; replay it to see why", s.ID)
		}
		v.Cases = append(v.Cases, vectorise(&result))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// A labeller gives labels to the passes of one scenario. It does not use the labels of
// the scenario itself: a pass may have none, and two passes may have the same.
type labeller struct {
	ids, codes map[string]string // labels, by the ids and codes of the reference
}

func vectorise(r *scenario.Result) vectorCase {
	s := r.Scenario
	c := vectorCase{ID: s.ID, Title: s.Title, Description: s.Description, Features: []string{}}
	for _, rule := range s.Rules {
		c.Rules = append(c.Rules, rule.String())
	}
	l := labeller{map[string]string{}, map[string]string{}}
	c.Reset = l.request(&protocol.Request{Op: protocol.Reset, At: s.Start, Tenant: &s.Tenant}, "")
	otherwise := readOtherwise(r)
	for i := range r.Steps {
		step := &r.Steps[i]
		if needsActors(step.Step) && len(c.Features) == 0 {
			c.Features = []string{"actors"}
		}
		c.Steps = append(c.Steps, vectorStep{
			Note: strings.TrimSpace(step.Step.Note), Skew: step.Step.Skew,
			Request: l.request(&step.Request, step.Step.Alter),
			Expect:  l.answer(step.Request.Op, &step.Response, otherwise[i]),
		})
	}
	return c
}

// readOtherwise returns, for each step, the rules that no source settles and by another
// reading of which the answer of the reference would be another one.
func readOtherwise(r *scenario.Result) []model.Rules {
	exchanges := []exchange{{request: protocol.Request{Op: protocol.Reset, At: r.Scenario.Start, Tenant: &r.Scenario.Tenant}}}
	for i := range r.Steps {
		step := &r.Steps[i]
		exchanges = append(exchanges, exchange{request: step.Request, want: step.Response, got: step.Response})
	}
	rules := make([]model.Rules, len(r.Steps))
	for _, one := range protocol.AllReadings() {
		if !matters(exchanges, protocol.Readings{}, one) {
			continue
		}
		a := newAlternative(&protocol.Reference{}, &exchanges[0].request)
		for i, e := range exchanges[1:] {
			e.readings = one
			if c := a.compare(&e); c.differs() {
				rules[i] = rules[i].Union(one.Rules())
			}
		}
	}
	return rules
}

// request writes a request as the protocol does.
func (l labeller) request(r *protocol.Request, alter protocol.Alter) vectorRequest {
	var v vectorRequest
	if err := json.Unmarshal(wire.JSON(lines.RequestOf(0, r)), &v.Request); err != nil {
		panic("conform: " + err.Error()) // RequestOf writes a valid line
	}
	if r.ID != "" {
		v.ID = r.ID
		if label, ok := l.ids[r.ID]; ok {
			v.ID = placeholder("$id", label, alter)
		}
	}
	if r.Op == protocol.SignIn {
		code := r.Code.Reveal()
		v.Code = code
		if label, ok := l.codes[code]; ok {
			v.Code = placeholder("$code", label, alter)
		} else if label, ok := l.ids[code]; ok {
			v.Code = placeholder("$id", label, "")
		}
	}
	return v
}

// placeholder is written in place of an id or a code of the subject.
func placeholder(kind, label string, alter protocol.Alter) map[string]any {
	p := map[string]any{kind: label}
	if alter != "" {
		p["alter"] = alter
	}
	return p
}

// answer writes the whole answer of the reference.
func (l labeller) answer(op protocol.Op, res *protocol.Response, otherwise model.Rules) vectorAnswer {
	entry, said := res.Rule.Entry(), model.Outcome{Rule: res.Rule, Contributing: res.Contributing}.Answer()
	v := vectorAnswer{
		Status: res.Status, Result: res.Result, Reason: res.Reason, SessionEnds: res.SessionEnds, RegisterBy: res.RegisterBy,
		Rule:         vectorDecider{ID: entry.ID, Evidence: entry.Evidence, Unspecified: entry.Unspecified},
		Contributing: []string{},
	}
	for rule := range res.Contributing.All() {
		v.Contributing = append(v.Contributing, rule.String())
	}
	for rule := range otherwise.All() {
		v.Otherwise = append(v.Otherwise, rule.String())
	}
	if res.Error != (protocol.Error{}) {
		v.Error = &res.Error
	}
	if said.OtherCode != "" || said.OtherMessage != "" {
		v.OrError = &protocol.Error{Code: said.OtherCode, Message: said.OtherMessage}
	}
	for _, part := range []struct {
		name   string
		chosen bool
	}{
		{"status", said.ChosenStatus},
		{"error.code", said.ChosenCode},
		{"error.message", said.ChosenMessage},
	} {
		if part.chosen {
			v.Chosen = append(v.Chosen, part.name)
		}
	}
	if res.Body == (protocol.JSON{}) {
		return v
	}
	v.Body = res.Body.Object()
	maps.DeleteFunc(v.Body, func(name string, _ any) bool { return !compared(name) })
	switch op {
	case protocol.Create, protocol.Get:
		l.pass(v.Body)
	case protocol.List:
		for _, item := range v.Body["value"].([]any) {
			l.pass(item.(map[string]any))
		}
	}
	return v
}

// pass replaces the id and the code of a pass by labels.
func (l labeller) pass(object map[string]any) {
	id := object["id"].(string)
	label, known := l.ids[id]
	if !known {
		label = "pass" + strconv.Itoa(len(l.ids)/2+1)
		l.ids[id], l.ids[protocol.OtherCase.Text(id)] = label, label
	}
	object["id"] = map[string]any{"$id": label}
	if code, ok := object["temporaryAccessPass"].(string); ok {
		l.codes[code] = label
		for _, alter := range protocol.Alters() {
			l.codes[alter.Text(code)] = label
		}
		object["temporaryAccessPass"] = map[string]any{"$code": label, "length": utf8.RuneCountInString(code)}
	}
}
