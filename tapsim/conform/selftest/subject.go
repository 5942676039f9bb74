package selftest

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
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/misbehave"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Serve is lines.Serve for the misbehaving subject with that name, which is right about
// passes and wrong about the protocol. The calling program has to exit with the code at
// once, since a subject may end before the last request.
func Serve(name string, in io.Reader, out, stderr io.Writer) (code int, err error) {
	s, ok := misbehave.Find(name)
	if !ok {
		return 2, fmt.Errorf("no misbehaving subject is called %s", name)
	}
	err = lines.Serve(in, s.Writer(out, stderr), &protocol.Reference{}, protocol.Capabilities{
		Name: s.Name, Version: scenarios.Version(), Language: "go", Editions: model.Editions(), Features: []string{"actors"},
	})
	if exit := misbehave.Exit(0); errors.As(err, &exit) {
		return int(exit), nil
	}
	if err != nil {
		return 2, err
	}
	return 0, nil
}

// impatience is how long the self-test waits for the answer of a silent subject. It may be
// short: on a computer that is too slow to start the subject in that time, the verdict is
// the same.
const impatience = 100 * time.Millisecond

// sightings is how many scenarios must show the verdict. The second one shows that the
// runner still works after the first.
const sightings = 2

// tryMisbehaving writes a table with the verdict of each subject, and returns the wrong
// ones.
func tryMisbehaving(ctx context.Context, w io.Writer, all []*scenario.Scenario, subjects []misbehave.Subject, self func(name string) []string) (wrong []string, err error) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nMISBEHAVES\tSHOULD COME TO\tCOMES TO\tIN SCENARIO\tWHAT IT DOES")
	for _, s := range subjects {
		e := meet(ctx, all, s, self(s.Name))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", s.Name, s.ComesTo, e.verdict, e.in, s.Text)
		if e.wrong != "" {
			wrong = append(wrong, fmt.Sprintf("%s (%s): %s", s.Name, s.Text, e.wrong))
		}
	}
	return wrong, table.Flush()
}

// An encounter is the verdict of a subject, and the scenario that shows it.
type encounter struct {
	verdict conform.Verdict
	in      string
	wrong   string // why the verdict is wrong; empty if it is right
}

// meet runs scenarios on a subject until enough of them show the right verdict. The
// subject passes a scenario that has no request of the kind that it breaks at.
func meet(ctx context.Context, all []*scenario.Scenario, subject misbehave.Subject, command []string) encounter {
	child := &transport.Child{Command: command}
	defer child.Close()
	should := conform.Verdict(subject.ComesTo)
	if should == conform.TimedOut {
		child.Timeout = impatience
	}
	seen := encounter{verdict: conform.Passed, in: "nothing"}
	count := 0
	for _, s := range all {
		switch got := conform.Put(ctx, s, child); {
		case got.Verdict == should:
			if count++; count == 1 {
				seen = encounter{verdict: should, in: s.ID}
			}
			if count == sightings {
				return seen
			}
		case got.Verdict != conform.Passed:
			text := fmt.Sprintf("it should come to %s, and %s comes to %s: %s", should, s.ID, got.Verdict, cmp.Or(got.Why, "it answers otherwise than the reference"))
			return encounter{verdict: got.Verdict, in: s.ID, wrong: text}
		}
	}
	if count == 0 {
		seen.wrong = fmt.Sprintf("it should come to %s, and no scenario comes to that", should)
	}
	return seen
}
