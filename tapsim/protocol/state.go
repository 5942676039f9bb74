package protocol

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// A Beginning is a tenant as it begins.
type Beginning struct {
	Tenant
	Start  *model.Instant      // where the clock stands before the first step; nil: not said
	Shown  map[model.ID]string // display names of users who have one
	Passes []tapsim.Pass       // that are there by then, without their codes
}

// MaxTenant is how long a file with a tenant may be, in bytes. One in YAML, which
// people write by hand, may be as long as a scenario; see MaxSize of scenario.
const MaxTenant = 1 << 26

// ByteOrderMark may stand before a text.
var ByteOrderMark = []byte("\ufeff")

// ReadState reads a state that was written down: the members that ReadReset reads,
// less the tokens. name is used in messages.
func ReadState(name string, data []byte, usual model.Edition) (*Beginning, error) {
	if len(data) > MaxTenant {
		return nil, fmt.Errorf("%s: the file is too large: %d bytes are allowed", name, MaxTenant)
	}
	t := newTenantReader(usual)
	err := readJSON("the tenant", bytes.TrimPrefix(data, ByteOrderMark), func(n *node) {
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
