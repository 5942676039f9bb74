package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// A Beginning is a tenant as it begins: what a scenario begins with, and what has
// happened in it by then.
type Beginning struct {
	World
	Start  *model.Instant      // where the clock stands before the first step; nil: not said
	Shown  map[model.ID]string // display names of users who have one
	Passes []tapsim.Pass       // that are there by then, without their codes
	Steps  []Step
}

// MaxTenant is how long a file with a tenant may be, in bytes. One in YAML, which
// people write by hand, may be as long as a scenario; see MaxSize.
const MaxTenant = 1 << 26

// ParseTenant reads a tenant: a scenario of which nothing is required, so that each
// scenario is a tenant, and so is a list of users. Its steps are for making passes;
// one with a want has to be answered as it says.
//
// A JSON object that has nothing that only a scenario has is what ReadReset reads,
// less the tokens: a state that was written down, with its passes.
//
// A tenant that names no edition is one of usual. name is used in messages. The error
// says all that is wrong; of a scenario it is a Mistakes.
func ParseTenant(name string, data []byte, usual model.Edition) (*Beginning, error) {
	if isState(data) {
		return readState(name, data, usual)
	}
	s := story{Scenario: &Scenario{File: name, World: World{Edition: usual}}}
	err := ReadYAML(name, data, func(v Value) { s.read(v, &tenantMapping) })
	if err != nil {
		return nil, err
	}
	tenant := &Beginning{World: s.World, Steps: s.Steps}
	if s.starts {
		tenant.Start = &s.Start
	}
	return tenant, nil
}

var tenantMapping = func() Mapping[*story] {
	fields := slices.Clone(storyMapping.Fields)
	for i := range fields {
		fields[i].Required = false
	}
	return Mapping[*story]{"a tenant", fields}
}()

// isState reports whether a text is a JSON object with no member that only a scenario
// has. What is meant as one and is no JSON is read as YAML, whose reader knows the place
// of a mistake.
func isState(data []byte) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(data, byteOrderMark), &members) != nil {
		return false
	}
	for _, key := range []string{"id", "title", "description", "rules", "steps"} {
		if _, ok := members[key]; ok {
			return false
		}
	}
	return true
}

var byteOrderMark = []byte("\ufeff")

func readState(name string, data []byte, usual model.Edition) (*Beginning, error) {
	if len(data) > MaxTenant {
		return nil, fmt.Errorf("%s: the file is too large: %d bytes are allowed", name, MaxTenant)
	}
	t := newTenantReader(usual)
	err := readJSON("the tenant", bytes.TrimPrefix(data, byteOrderMark), func(n *node) {
		members, _ := n.members(append(clockMembers, tenantMembers...)...)
		t.readStart(members)
		t.read(members)
	})
	if err != nil {
		return nil, inFile(name, err)
	}
	return t.Beginning, nil
}

// inFile puts the name of a file before each mistake in it.
func inFile(name string, err error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return fmt.Errorf("%s: %w", name, err)
	}
	all := joined.Unwrap()
	errs := make([]error, len(all))
	for i, e := range all {
		errs[i] = fmt.Errorf("%s: %w", name, e)
	}
	return errors.Join(errs...)
}
