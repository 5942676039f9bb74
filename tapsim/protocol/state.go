package protocol

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// A Beginning is a tenant at its beginning.
type Beginning struct {
	Tenant
	Start  *model.Instant      // where the clock stands before the first step; nil: not given
	Shown  map[model.ID]string // display names, of the users that have one
	Passes []tapsim.Pass       // that exist already, without their codes
}

// MaxTenant is the largest size of a file with a tenant, in bytes. A YAML file, which
// people write by hand, has the limit of a scenario; see MaxSize of scenario.
const MaxTenant = 1 << 26

// ByteOrderMark may precede a text.
var ByteOrderMark = []byte("\ufeff")

// ReadState reads a state from a file: the members that ReadReset reads, without the
// tokens. name is the name of the file in messages.
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

// inFile puts the name of a file before each fault in it.
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
