package scenario

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// A Seed is a tenant as it begins, and what has happened in it by then.
type Seed struct {
	World
	Start *model.Instant // where the clock stands before the first step; nil: the file does not say
	Steps []Step
}

// ParseSeed reads a seed: a story of which nothing is required, so that each
// story is a seed, and so is a list of users. Its steps are for making passes;
// one with a want has to be answered as it says. A seed that names no edition is
// one of usual.
//
// name is used in messages. The error is a Mistakes with all that is wrong.
func ParseSeed(name string, data []byte, usual model.Edition) (*Seed, error) {
	s := story{Scenario: &Scenario{File: name, World: World{Edition: usual}}}
	err := ReadYAML(name, data, func(v Value) { s.read(v, &seedMapping) })
	if err != nil {
		return nil, err
	}
	seed := &Seed{World: s.World, Steps: s.Steps}
	if s.starts {
		seed.Start = &s.Start
	}
	return seed, nil
}

var seedMapping = func() Mapping[*story] {
	fields := slices.Clone(storyMapping.Fields)
	for i := range fields {
		fields[i].Required = false
	}
	return Mapping[*story]{"a seed", fields}
}()
