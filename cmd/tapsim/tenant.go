package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// tenant reads what there is at the beginning, and when that is.
func (f *serveFlags) tenant(cmd *cobra.Command) (graph.Config, error) {
	edition := model.Documented
	if f.edition != "" {
		if err := oneOf("edition", f.edition, model.Editions()...); err != nil {
			return graph.Config{}, err
		}
		edition, _ = model.ParseEdition(f.edition)
	}
	world := graph.Tenant()
	world.Edition = edition
	world.Policy = model.DefaultPolicy(edition)
	world.Policy.Enabled = true
	config := graph.Config{World: &world}

	var start *model.Instant
	if f.seed != "" {
		text, err := readInput(cmd, f.seed)
		if err != nil {
			return config, fmt.Errorf("--seed: %w", err)
		}
		seed, err := scenario.ParseSeed(f.seed, text, edition)
		if err != nil {
			return config, err
		}
		if f.edition != "" && seed.Edition != edition {
			return config, fmt.Errorf("--edition %s: %s is of the edition %s; leave out one of the two", f.edition, f.seed, seed.Edition)
		}
		config.World, config.Steps, start = &seed.World, seed.Steps, seed.Start
	}
	if f.nowIsSet {
		at, _, ok := wire.ParseInstant(f.now)
		if !ok {
			return config, fmt.Errorf("--now %s: want an instant like 2026-01-05T08:00:00Z", f.now)
		}
		start = &at
	}

	switch {
	case f.clock == "frozen" && start == nil && f.seed != "":
		config.Clock = graph.FrozenClock(scenario.DefaultStart)
	case f.clock == "frozen" && start == nil:
		config.Clock = graph.FrozenClock(model.InstantOf(time.Now().Truncate(time.Second)))
	case f.clock == "frozen":
		config.Clock = graph.FrozenClock(*start)
	case start != nil && !f.nowIsSet:
		return config, fmt.Errorf("--seed %s: it says when it starts, and the real clock is elsewhere; use --clock frozen, or --now to say where the real clock begins", f.seed)
	default:
		config.Clock = graph.RealClock()
		if start != nil {
			if err := config.Clock.Set(*start, true); err != nil {
				return config, fmt.Errorf("--now %s: %w", f.now, err)
			}
		}
	}
	return config, nil
}
