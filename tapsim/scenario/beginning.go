package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A Tenant is one as it begins, and what is asked in it before any client asks.
type Tenant struct {
	protocol.Beginning
	Steps []Step
}

// Begin asks the steps of the tenant, whose clock stands at start. One that is not
// answered as it wants is an error.
func (t *Tenant) Begin(start model.Instant, subject protocol.Subject) error {
	s := Scenario{Tenant: t.Tenant, Steps: t.Steps}
	return s.Begin(start, subject)
}

// Begin asks the steps of a scenario of a tenant whose clock stands at start. One that
// is not answered as it wants is an error.
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

// ParseTenant reads a tenant: a scenario of which nothing is required, so that each
// scenario is a tenant, and so is a list of users. Its steps are for making passes;
// one with a want has to be answered as it says.
//
// A JSON object that has nothing that only a scenario has is what ReadReset reads,
// less the tokens: a state that was written down, with its passes.
//
// A tenant that names no edition is one of usual. name is used in messages. The error
// says all that is wrong; of a scenario it is a Diagnostics.
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

// isState reports whether a text is a JSON object with no member that only a scenario
// has. What is meant as one and is no JSON is read as YAML, whose reader knows the place
// of what is wrong.
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
