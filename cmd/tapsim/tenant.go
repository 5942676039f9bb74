package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// tenant reads the tenant and the instant that the service begins with.
func (f *serveFlags) tenant(cmd *cobra.Command) (graph.Config, error) {
	var edition model.Edition // the default is the zero one
	if f.edition != "" {
		var err error
		if edition, err = readEdition(f.edition); err != nil {
			return graph.Config{}, err
		}
	}
	initial := graph.Tenant()
	initial.Edition = edition
	initial.Policy = model.DefaultPolicy(edition)
	initial.Policy.Enabled = true
	config := graph.Config{Tenant: &initial}

	var start *model.Instant
	var isState bool // --tenant is an answer of GET state: the real clock goes on from its instant, as after a reset
	if f.tenantFile != "" {
		text, err := readInput(cmd, f.tenantFile, protocol.MaxTenant)
		if err != nil {
			return config, fmt.Errorf("--tenant: %w", err)
		}
		tenant, err := scenario.ParseTenant(f.tenantFile, text, edition)
		if err != nil {
			return config, err
		}
		if f.edition != "" && tenant.Edition != edition {
			return config, fmt.Errorf("--edition %s: %s is of the edition %s; leave out one of the two", f.edition, f.tenantFile, tenant.Edition)
		}
		config.Tenant, config.Shown, config.Passes, config.Begin = &tenant.Tenant, tenant.Shown, tenant.Passes, tenant.Begin
		f.steps = len(tenant.Steps)
		start, isState = tenant.Start, json.Valid(text)
	}
	if f.nowIsSet {
		at, _, ok := wire.ParseInstant(f.now)
		if !ok {
			return config, fmt.Errorf("--now %s: want an instant like 2026-01-05T08:00:00Z", f.now)
		}
		start = &at
	}

	switch {
	case f.clock == "frozen" && start == nil && f.tenantFile != "":
		config.Clock = graph.FrozenClock(scenario.DefaultStart)
	case f.clock == "frozen" && start == nil:
		config.Clock = graph.FrozenClock(model.InstantOf(time.Now().Truncate(time.Second)))
	case f.clock == "frozen":
		config.Clock = graph.FrozenClock(*start)
	case start != nil && !f.nowIsSet && !isState:
		return config, fmt.Errorf("--tenant %s: it says when it starts, and the real clock is elsewhere; use --clock frozen, or --now to say where the real clock begins", f.tenantFile)
	default:
		config.Clock = graph.RealClock()
		if start != nil {
			if err := config.Clock.Set(*start, true); err != nil {
				return config, fmt.Errorf("begin at %s: %w", *start, err)
			}
		}
	}
	return config, nil
}
