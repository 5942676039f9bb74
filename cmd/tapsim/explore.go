package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/files"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// An exploreRun has the flags of explore, and what they name.
type exploreRun struct {
	worlds, editions        []string
	variant                 string // explored in place of the model
	against, againstVariant string
	graph, emit, output     string
	level                   string
	length                  int
	exact                   bool
	format                  string
	quiet                   bool

	chosen []explore.World
	all    bool // no flag leaves a world out
}

func exploreCommand() *cobra.Command {
	var run exploreRun
	cmd := &cobra.Command{
		Use:   "explore",
		Short: "Visit every state that can be reached, and check properties in each",
		Long: `Visit every state of the reference model that can be reached in small worlds, and
check properties in each: the invariants, and those that need a whole graph. An
answer depends on the time only through its order with a few edges, so one instant
of each region between two edges stands for all of them, and a world has an end:
what is visited is all of it, and not a part. Only first-days and last-days, at the
ends of the calendar, are visited to a depth of so many commands.

It prints the states of each world, in how many states or commands the premise of
each property held, and the rules that were reached. If a property does not hold,
it writes a shortest scenario that shows it: tapsim replay fails at its last step.
With --variant it explores a faulty machine that comes with tapsim; the scenario
wants what the reference model answers, and conform FILE -- tapmutant ID fails.

--against says what another edition does differently, and --against-variant what
a faulty machine does: a shortest scenario for each kind of difference, or that
there is none. The scenarios want what the first one answers.

--emit writes scenarios that together take every transition of a user's whole
life, and --graph draws the transitions of one world in one edition. Of both,
--level says how much of a state counts: reasons are no pass and the five reasons,
regions add the kind of the pass, the region of time and what the policy has
against it, ticks the last tick of a region. --exact shows that the instants that
stand for a region do not matter: it explores each world with the middle, the
first and the last tick, in 1970, 2025 and 3169, and compares.

It exits with 0 if all is as it should be, and for a difference that was asked
for; with 1 if a property does not hold or says nothing, or a rule is not reached;
with 2 if it could not run or was interrupted; what is known by then is printed.`,
		Example: `  tapsim explore
  tapsim explore --world lifecycle,edges --edition current
  tapsim explore --against documented
  tapsim explore --against-variant end-a-tick-late -o found/
  tapsim explore --emit generated/ --level regions --length 20
  tapsim explore --world lifecycle --edition current --graph life.mmd`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := run.read(); err != nil {
				return err
			}
			ctx, stop := untilInterrupted(cmd.Context())
			defer stop()
			switch {
			case run.emit != "":
				return run.write(ctx, cmd)
			case run.graph != "":
				return run.draw(ctx, cmd)
			case run.exact:
				return run.compare(ctx, cmd)
			case run.against != "" || run.againstVariant != "":
				return run.contrast(ctx, cmd)
			}
			return run.visit(ctx, cmd)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&run.worlds, "world", nil, "explore these worlds alone: "+strings.Join(worldNames(), ", "))
	flags.StringSliceVar(&run.editions, "edition", nil, "explore these editions alone: "+strings.Join(model.Editions(), ", "))
	flags.StringVar(&run.variant, "variant", "", "explore this faulty machine in place of the reference model; tapmutant --list lists them")
	flags.StringVar(&run.against, "against", "", "say what this edition does differently")
	flags.StringVar(&run.againstVariant, "against-variant", "", "say what this faulty machine does differently")
	flags.StringVar(&run.graph, "graph", "", "draw one world in one edition to this `file`: .dot, .mmd (Mermaid) or .itf.json")
	flags.StringVar(&run.emit, "emit", "", "write scenarios that take every transition to this `folder`")
	flags.StringVar(&run.level, "level", "reasons", "what counts in a state, for --emit and --graph: "+strings.Join(explore.Levels(), ", "))
	flags.IntVar(&run.length, "length", 20, "how many steps a scenario of --emit has at most")
	flags.BoolVar(&run.exact, "exact", false, "compare the instants that stand for a region")
	flags.StringVarP(&run.output, "output", "o", "", "the `file` that the scenario is written to, or a folder for all;\nby default tapsim-explore-PROPERTY.yaml here, and nothing with --against")
	quietFlag(cmd, &run.quiet)
	formatFlag(cmd, &run.format, "text", "json")
	fixed(cmd, "world", worldNames())
	fixed(cmd, "edition", model.Editions())
	fixed(cmd, "against", model.Editions())
	fixed(cmd, "level", explore.Levels())
	fixed(cmd, "variant", variantIDs())
	fixed(cmd, "against-variant", variantIDs())
	cmd.MarkFlagsMutuallyExclusive("against", "against-variant", "emit", "graph", "exact")
	cmd.MarkFlagsMutuallyExclusive("variant", "against-variant")
	cmd.MarkFlagsMutuallyExclusive("variant", "emit")
	return cmd
}

func worldNames() (names []string) {
	for _, w := range explore.Worlds(model.Current) {
		names = append(names, w.Name)
	}
	return names
}

func variantIDs() (ids []string) {
	for _, v := range variant.All() {
		ids = append(ids, v.ID)
	}
	return ids
}

// read checks the flags, and chooses the worlds.
func (r *exploreRun) read() error {
	if err := oneOf("format", r.format, "text", "json"); err != nil {
		return err
	}
	if _, err := explore.ParseLevel(r.level); err != nil {
		return fmt.Errorf("--level: %w", err)
	}
	if r.length < 1 {
		return fmt.Errorf("--length %d: want at least one", r.length)
	}
	for _, name := range r.worlds {
		if !slices.Contains(worldNames(), name) {
			return fmt.Errorf("--world %s: the worlds are %s%s", name, strings.Join(worldNames(), ", "), didYouMean(name, worldNames()))
		}
	}
	machine, err := machineOf("variant", r.variant)
	if err != nil {
		return err
	}
	editions := r.editions
	if len(editions) == 0 {
		editions = model.Editions()
	}
	for _, name := range editions {
		e, err := readEdition(name)
		if err != nil {
			return err
		}
		for _, w := range explore.Worlds(e) {
			if len(r.worlds) == 0 || slices.Contains(r.worlds, w.Name) {
				w.Machine = machine
				r.chosen = append(r.chosen, w)
			}
		}
	}
	r.all = len(r.worlds) == 0 && len(r.editions) == 0
	return nil
}

// machineOf finds a faulty machine; without an id, the reference model.
func machineOf(flag, id string) (variant.Machine, error) {
	if id == "" {
		return variant.Reference(), nil
	}
	v, ok := variant.Find(id)
	if !ok {
		return variant.Machine{}, fmt.Errorf("--%s %s: there is no such machine; tapmutant --list lists them%s", flag, id, didYouMean(id, variantIDs()))
	}
	return v.Machine, nil
}

// visit explores the chosen worlds, and reports.
func (r *exploreRun) visit(ctx context.Context, cmd *cobra.Command) error {
	bar := newProgress(cmd, 0, r.quiet)
	defer bar.clear()
	n := 0
	visits, err := explore.VisitAll(ctx, r.chosen, explore.Properties(), func(v *explore.Visit) {
		n++
		bar.say(fmt.Sprintf("%d of %d worlds", n, len(r.chosen)))
	})
	bar.clear()
	x := report.Exploration{Visits: visits, All: r.all && r.variant == "", Interrupted: err != nil}
	for _, f := range explore.Total(visits) {
		if f.Violation != nil {
			x.Violations = append(x.Violations, r.tell(cmd, func() (*scenario.Scenario, error) { return suite.Violation(&f) }, r.file(f.Name, len(x.Violations)), "Found by tapsim explore."))
		}
	}
	writer := map[string]func(io.Writer, *report.Exploration, report.Options) error{"text": report.Explore, "json": report.ExploreJSON}[r.format]
	o := options(cmd, false)
	o.Quiet = r.quiet
	if err := writer(cmd.OutOrStdout(), &x, o); err != nil {
		return err
	}
	switch {
	case x.Interrupted:
		return errors.New("interrupted")
	case !x.Good():
		return errNotAsExpected
	}
	return nil
}

// file is where a scenario of that name goes, after n others; empty: nowhere. A file that
// --output names gets the first.
func (r *exploreRun) file(name string, n int) string {
	name = "tapsim-explore-" + name + ".yaml"
	switch {
	case r.output == "":
		return name
	case r.folder():
		return filepath.Join(r.output, name)
	case n > 0:
		return ""
	}
	return r.output
}

// folder reports whether --output names a folder.
func (r *exploreRun) folder() bool {
	info, err := os.Stat(r.output)
	return err == nil && info.IsDir() || os.IsPathSeparator(r.output[len(r.output)-1])
}

// tell makes the scenario of something that was found, and writes it to a file, if there is
// one. What was found is reported even where its file cannot be written.
func (r *exploreRun) tell(cmd *cobra.Command, make func() (*scenario.Scenario, error), file, origin string) (t report.Told) {
	s, err := make()
	if err == nil {
		t.Scenario, err = write.Scenario(s, origin)
	}
	if err != nil {
		return report.Told{Why: err.Error()}
	}
	if file == "" {
		return t
	}
	if dir := filepath.Dir(file); r.output != "" && dir != "." && r.folder() {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			talk(cmd, "tapsim: --output: %v", err)
			return t
		}
	}
	if err := unwritten("output", file, files.Replace(file, t.Scenario)); err != nil {
		talk(cmd, "tapsim: %v", err)
		return t
	}
	t.File = clean(file)
	return t
}

// contrast says what another edition or machine does differently.
func (r *exploreRun) contrast(ctx context.Context, cmd *cobra.Command) error {
	machine, err := machineOf("against-variant", r.againstVariant)
	if err != nil {
		return err
	}
	if len(r.editions) > 1 {
		return errors.New("--against compares with one edition; name one with --edition, or none for current")
	}
	first := model.Current
	if v, ok := variant.Find(r.againstVariant); ok {
		first = v.Edition
	}
	if len(r.editions) == 1 {
		first, _ = model.ParseEdition(r.editions[0])
	}
	second := first
	if r.against != "" {
		if second, err = readEdition(r.against); err != nil {
			return err
		}
	}
	x := report.Contrast{This: first.String(), That: second.String()}
	if r.againstVariant != "" {
		x.This, x.That = "the reference model", r.againstVariant
	}
	var worlds []explore.World
	for _, w := range r.chosen {
		if w.Edition == first {
			w.Tick = explore.FirstAndLast
			worlds, x.Worlds = append(worlds, w), append(x.Worlds, w.Name)
		}
	}
	x.Differences, err = explore.AgainstAll(ctx, worlds, func(w explore.World) explore.World {
		w.Edition = second
		if r.againstVariant != "" {
			w.Machine = machine
		}
		return w
	})
	x.Interrupted = err != nil
	for i := range x.Differences {
		file := ""
		if r.output != "" {
			file = r.file(fmt.Sprintf("%s-%02d", x.That, i+1), i)
		}
		x.Told = append(x.Told, r.tell(cmd, func() (*scenario.Scenario, error) { return suite.Difference(&x.Differences[i], x.That, i+1) }, file, "Found by tapsim explore."))
	}
	writer := map[string]func(io.Writer, *report.Contrast, report.Options) error{"text": report.Against, "json": report.AgainstJSON}[r.format]
	if err := writer(cmd.OutOrStdout(), &x, options(cmd, false)); err != nil {
		return err
	}
	if x.Interrupted {
		return errors.New("interrupted")
	}
	return nil
}

// write writes the scenarios of --emit, in every chosen edition.
func (r *exploreRun) write(ctx context.Context, cmd *cobra.Command) error {
	level, _ := explore.ParseLevel(r.level)
	if len(r.worlds) > 0 && !slices.Equal(r.worlds, []string{"lifecycle"}) {
		return errors.New("--emit walks a user's whole life, which is the world lifecycle; leave out --world")
	}
	if err := os.MkdirAll(r.emit, 0o777); err != nil {
		return fmt.Errorf("--emit: %w", err)
	}
	scenarios, steps := 0, 0
	for _, w := range r.chosen {
		if w.Name != "lifecycle" {
			continue
		}
		all, err := suite.Generated(ctx, w.Edition, level, r.length)
		if err != nil {
			return errors.New("interrupted")
		}
		for _, s := range all {
			text, err := suite.File(s)
			if err != nil {
				return err
			}
			name := filepath.Join(r.emit, s.ID[strings.LastIndexByte(s.ID, '/')+1:]+".yaml")
			if err := unwritten("emit", name, files.Replace(name, text)); err != nil {
				return err
			}
			scenarios, steps = scenarios+1, steps+len(s.Steps)
		}
	}
	if !r.quiet {
		talk(cmd, "tapsim: %d scenarios with %d steps in %s", scenarios, steps, r.emit)
	}
	return nil
}

// draw writes the graph of one world in one edition.
func (r *exploreRun) draw(ctx context.Context, cmd *cobra.Command) error {
	if len(r.chosen) != 1 {
		return errors.New("--graph draws one world in one edition: choose them with --world and --edition")
	}
	level, _ := explore.ParseLevel(r.level)
	g, err := explore.Explore(ctx, r.chosen[0])
	if err != nil {
		return errors.New("interrupted")
	}
	var text []byte
	switch {
	case strings.HasSuffix(r.graph, ".dot"), strings.HasSuffix(r.graph, ".gv"):
		text = report.DOT(g, level)
	case strings.HasSuffix(r.graph, ".mmd"):
		text = report.Mermaid(g, level)
	case strings.HasSuffix(r.graph, ".json"):
		if text, err = report.ITF(g); err != nil {
			return err
		}
	default:
		return fmt.Errorf("--graph %s: the name says what is drawn; it ends with .dot, .mmd or .itf.json", r.graph)
	}
	return unwritten("graph", r.graph, files.Replace(r.graph, text))
}

// compare shows that the instants that stand for a region do not matter.
func (r *exploreRun) compare(ctx context.Context, cmd *cobra.Command) error {
	const day = 24 * 60 * model.Minute
	all, differences := 0, 0
	for _, w := range r.chosen {
		if w.Instants != nil {
			continue // these are the instants themselves
		}
		first, err := explore.Explore(ctx, w)
		if err != nil {
			return errors.New("interrupted")
		}
		compared, different := 0, 0
		for _, days := range []model.Duration{719_162, 739_252, 1_157_086} { // the beginnings of 1970, 2025 and 3169
			for _, tick := range []explore.Tick{explore.Middle, explore.FirstTick, explore.LastTick} {
				w.Epoch, w.Tick = model.Instant(0).Add(days*day), tick
				g, err := explore.Explore(ctx, w)
				if err != nil {
					return errors.New("interrupted")
				}
				n, d := explore.Same(first, g)
				compared, different = compared+n, different+d
			}
		}
		if !r.quiet || different > 0 {
			fmt.Fprintf(cmd.OutOrStdout(), "%-10s  %-10s  %11d transitions compared, %d differ\n", w.Edition, w.Name, compared, different)
		}
		all, differences = all+compared, differences+different
	}
	if !r.quiet || differences > 0 {
		fmt.Fprintf(cmd.OutOrStdout(), "%d transitions compared at 3 ticks of each region in 3 centuries, %d differ\n", all, differences)
	}
	if differences > 0 {
		return errNotAsExpected
	}
	return nil
}
