package conform

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform/citizen"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// ServeCitizen is Serve for the bad citizen of that name, who is right about
// passes and wrong about the protocol. The program that calls it has to exit with
// the code at once, since a citizen may end in the middle of a conversation.
func ServeCitizen(name string, in io.Reader, out, stderr io.Writer) (code int, err error) {
	c, ok := citizen.Find(name)
	if !ok {
		return 2, fmt.Errorf("no citizen is called %s", name)
	}
	err = Serve(in, c.Mouth(out, stderr), &protocol.Reference{}, Capabilities{
		Name: "citizen " + c.Name, Version: scenarios.Version(), Language: "go", Editions: model.Editions(), Features: []string{"actors"},
	})
	if exit := citizen.Exit(0); errors.As(err, &exit) {
		return int(exit), nil
	}
	if err != nil {
		return 2, err
	}
	return 0, nil
}

// impatience is how long the self-test waits for the answer of a citizen who is
// going to be silent. It may be short: a machine too slow to start the citizen in
// that time comes to the same verdict.
const impatience = 100 * time.Millisecond

// sightings are enough of a citizen: the second shows that the first has not
// broken what came after.
const sightings = 2

// meetAll writes a table of the verdict that each citizen comes to, and returns
// what is wrong with it.
func meetAll(ctx context.Context, w io.Writer, stories []*scenario.Scenario, self func(name string) []string) (wrong []string, err error) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nCITIZEN\tDESERVES\tCOMES TO\tIN STORY\tWHAT IT DOES")
	for _, c := range citizen.All() {
		e := meet(ctx, stories, c, self(c.Name))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", c.Name, c.ComesTo, e.verdict, e.in, c.What)
		if e.wrong != "" {
			wrong = append(wrong, fmt.Sprintf("%s (%s): %s", c.Name, c.What, e.wrong))
		}
	}
	return wrong, table.Flush()
}

// An encounter is what a citizen came to, and where.
type encounter struct {
	verdict Verdict
	in      string
	wrong   string // empty if that is what it deserves
}

// meet puts scenarios to a citizen until it has shown what it is. A scenario that
// gives it no occasion to do so it passes, as anybody would.
func meet(ctx context.Context, stories []*scenario.Scenario, c citizen.Citizen, command []string) encounter {
	child := &Child{Command: command}
	defer child.Close()
	deserves := Verdict(c.ComesTo)
	if deserves == TimedOut {
		child.Timeout = impatience
	}
	seen := encounter{verdict: Passed, in: "nothing"}
	count := 0
	for _, s := range stories {
		ability, err := child.Capabilities(ctx)
		switch got := put(ctx, s, child, ability, err); {
		case got.Verdict == deserves:
			if count++; count == 1 {
				seen = encounter{verdict: deserves, in: s.ID}
			}
			if count == sightings {
				return seen
			}
		case got.Verdict != Passed:
			text := fmt.Sprintf("it deserves %s, and %s comes to %s: %s", deserves, s.ID, got.Verdict, cmp.Or(got.Why, "it answers otherwise than the reference"))
			return encounter{verdict: got.Verdict, in: s.ID, wrong: text}
		}
	}
	if count == 0 {
		seen.wrong = fmt.Sprintf("it deserves %s, and no scenario comes to that", deserves)
	}
	return seen
}
