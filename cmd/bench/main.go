// Command bench compares what one accepted transition costs: by model.Step,
// with all the rules of a Temporary Access Pass, and by two general libraries
// for state machines, which are given the bare states of a pass.
//
// It is a module of its own, so that the libraries it measures are no
// dependencies of the product.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"text/tabwriter"
	"time"
)

const usage = `Usage: go run . [--rounds N] [--time D]

Measures one accepted transition of a Temporary Access Pass, in one process:
by model.Step with the full rules, by looplab/fsm, and by qmuntal/stateless in
both of its firing modes. Each takes the same events through the same states.

The measurements are interleaved: every round measures each contender once, and
a ratio compares two measurements of one round, so a computer that slows down for
a while slows both. Fewer than five rounds would not show that spread.

Exit code: 0, or 2 for wrong arguments or a contender that broke (which go run
itself reports as "exit status 2", with a code of 1).

`

// limits follows every table: the ratio alone would hide that the contenders do less.
const limits = `
The libraries do less than model.Step: they keep one of three bare states, none,
usable and used, behind locks of their own, with no callback set. They know no
ids, codes or lifetimes, no policy, no clock and no callers, and name no rule.
model.Step decides all of that, keeps no lock and leaves the storing to its
caller. In each of them the commands or triggers are made beforehand.
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit code: 0 when the table was printed or help was asked
// for, 2 when the arguments are wrong or a contender broke.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	rounds := flags.Int("rounds", 7, "measure each contender `N` times, at least 5")
	span := flags.Duration("time", 500*time.Millisecond, "let one measurement last `D`")

	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return 0
	case err != nil:
	case flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q: only flags are taken", flags.Arg(0))
	case *rounds < 5:
		err = fmt.Errorf("--rounds is %d: give at least 5", *rounds)
	case *span <= 0:
		err = fmt.Errorf("--time is %s: give a positive duration, such as 200ms", *span)
	}
	if err != nil {
		fmt.Fprintf(stderr, "bench: %v (--help explains)\n", err)
		return 2
	}

	samples, err := measureAll(*rounds, *span)
	if err != nil {
		fmt.Fprintf(stderr, "bench: %v\n", err)
		return 2
	}
	fmt.Fprintf(stdout, "One accepted transition, %d interleaved rounds of %s each, %s %s/%s, %d CPUs\n\n",
		*rounds, *span, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	table(stdout, samples)
	fmt.Fprint(stdout, limits)
	return 0
}

// A sample is one measurement of one contender, per transition.
type sample struct{ ns, allocs float64 }

// measureAll returns the samples of each contender, in the order of rounds.
func measureAll(rounds int, span time.Duration) ([][]sample, error) {
	samples := make([][]sample, len(contenders))
	for range rounds {
		for i, c := range contenders {
			s, err := measure(c.new(), span)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			samples[i] = append(samples[i], s)
		}
	}
	return samples, nil
}

// measure runs laps for the given time. It reads the clock once in a hundred laps, so
// that the time of reading it does not count.
func measure(m machine, span time.Duration) (sample, error) {
	const batch = 100
	var before, after runtime.MemStats
	var elapsed time.Duration
	steps := 0

	runtime.GC() // the garbage of the contender before is not part of this measurement
	runtime.ReadMemStats(&before)
	for start := time.Now(); elapsed < span; elapsed = time.Since(start) {
		for range batch {
			if err := lap(m); err != nil {
				return sample{}, err
			}
		}
		steps += batch * len(course)
	}
	runtime.ReadMemStats(&after)

	return sample{
		ns:     float64(elapsed.Nanoseconds()) / float64(steps),
		allocs: float64(after.Mallocs-before.Mallocs) / float64(steps),
	}, nil
}

// table prints a line for each contender.
func table(w io.Writer, samples [][]sample) {
	tw := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(tw, "\tversion\tns\tallocations\ttimes model.Step (min to max)")
	for i, c := range contenders {
		var ns, allocs, ratios []float64
		for round, s := range samples[i] {
			ns = append(ns, s.ns)
			allocs = append(allocs, s.allocs)
			ratios = append(ratios, s.ns/samples[0][round].ns)
		}
		fmt.Fprintf(tw, "%s\t%s\t%.1f\t%.1f\t", c.name, version(c.module), median(ns), median(allocs))
		if i == 0 {
			fmt.Fprintln(tw, "1")
			continue
		}
		fmt.Fprintf(tw, "%.1f (%.1f to %.1f)\n", median(ratios), slices.Min(ratios), slices.Max(ratios))
	}
	tw.Flush()
}

// median returns the middle of the values, or the mean of the two in the middle.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// version returns the version of a module that this program was built with.
func version(module string) string {
	if module == "" {
		return "this one"
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == module {
				return dep.Version
			}
		}
	}
	return "unknown"
}
