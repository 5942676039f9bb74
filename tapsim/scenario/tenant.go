package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A Tenant is a tenant at its beginning, with the steps that run before the first
// request.
type Tenant struct {
	protocol.Beginning
	Steps []Step
}

// Begin runs the steps of the tenant; the clock is at start. A step without the wanted
// answer is an error.
func (t *Tenant) Begin(start model.Instant, subject protocol.Subject) error {
	s := Scenario{Tenant: t.Tenant, Steps: t.Steps}
	return s.Begin(start, subject)
}

// Begin runs the steps of a scenario as those of a tenant whose clock is at start. A
// step without the wanted answer is an error.
func (s *Scenario) Begin(start model.Instant, subject protocol.Subject) error {
	now := *s
	now.Start = start
	for step := range Play(&now, subject) {
		for _, f := range step.Failures {
			return fmt.Errorf("line %d: the step %s at the start: %s: want %s, got %s", step.Step.Pos.Line, step.Step.Op, f.Name, f.Want, f.Got)
		}
	}
	return nil
}

// ParseTenant reads a tenant: a scenario without required keys. So each scenario is a
// tenant, and so is a list of users. Its steps make passes; a step with a want must
// have the wanted answer.
//
// A JSON object without a key that only a scenario has is a state: the members that
// ReadReset reads, without the tokens.
//
// usual is the edition of a tenant that names none. name is the name of the file in
// messages. The error reports everything that is wrong; that of a scenario is a
// Diagnostics.
func ParseTenant(name string, data []byte, usual model.Edition) (*Tenant, error) {
	if isState(data) {
		state, err := protocol.ReadState(name, data, usual)
		if err != nil {
			return nil, err
		}
		return &Tenant{Beginning: *state}, nil
	}
	s := draft{Scenario: &Scenario{File: name, Tenant: protocol.Tenant{Edition: usual}}}
	err := ReadYAML(name, data, func(v Value) { s.read("a tenant", v, false) })
	if err != nil {
		return nil, err
	}
	tenant := &Tenant{Beginning: protocol.Beginning{Tenant: s.Tenant}, Steps: s.Steps}
	if s.starts {
		tenant.Start = &s.Start
	}
	return tenant, nil
}

// isState reports whether a text is a JSON object without a member that only a
// scenario has. Broken JSON is read as YAML, whose reader gives the place of the
// error.
func isState(data []byte) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(data, protocol.ByteOrderMark), &members) != nil {
		return false
	}
	for _, key := range []string{"id", "title", "description", "rules", "steps"} {
		if _, ok := members[key]; ok {
			return false
		}
	}
	return true
}
