package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/diagnosis"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/files"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A checkRun has the flags of check, and what they name.
type checkRun struct {
	campaign       check.Campaign
	subject        subjectFlags
	suites         suiteFlags
	format, output string
	file           string // that the counterexample is written to
	verbose, quiet bool
}

func checkCommand() *cobra.Command {
	var run checkRun
	cmd := &cobra.Command{
		Use:   "check [flags] [-- COMMAND [ARG...]]",
		Short: "Look for differences with random histories",
		Long: `Draw random histories over the edges of time, and send them to another
implementation and to the reference model, until the two differ; conform --help
says how an implementation is asked. Without an implementation, check the
invariants of the reference model itself, and now and then of the engine around it.

A difference is made as short as possible: without any of its steps, or with a
default for any of its values, the same rule no longer shows it. It is written as a
scenario. The title says what differs, and the scenario wants what the reference
model answers. So tapsim explain shows it step by step, and tapsim conform FILE --
COMMAND shows the difference again. After the first difference the search goes on
for up to 1,000 histories and 30 seconds: if the implementation breaks in one of
them, that is reported first.

The first line of the output says which fault explains the difference, if one was
found: the implementation is asked the scenarios that come with tapsim, as far as
they tell faults apart. Then comes the result of the search.

The same seed draws the same histories for the same implementation. Several
computers can share a search if each has its own seed. --for limits the time; with
--runs, too, the limit that is reached first ends the search.

With --suite no histories are drawn: the cases of the suites are asked, all of them,
and the report is that of tapsim conform, whose help describes them.

It exits with 0 if no difference was found, 1 if one was or nothing passed, 2 if
it could not run or was interrupted; what is known by then is printed.`,
		Example: `  tapsim check
  tapsim check -- python3 tap.py
  tapsim check --seed 7 --runs 100000 --strict -- ./tap-server --stdio
  tapsim check --for 10m --format junit -o found/ -- node tap.mjs > report.xml
  tapsim check --suite complete --edition current -- ./tap-server --stdio
  tapsim check --url http://127.0.0.1:8080`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := run.read(cmd, args); err != nil {
				return err
			}
			if run.suites.names != "" {
				return run.conform(cmd)
			}
			return run.check(cmd)
		},
	}
	flags, c := cmd.Flags(), &run.campaign
	flags.IntVar(&c.Runs, "runs", 2000, "how many histories; without a limit if only --for is given")
	flags.IntVar(&c.Steps, "steps", 40, "how many steps a history has")
	flags.IntVar(&c.Users, "users", 3, "how many users it has, besides the callers")
	flags.Uint64Var(&c.Seed, "seed", 0, "draw the histories of this seed; a new one by default")
	flags.DurationVar(&c.For, "for", 0, "stop after this time; making a difference shorter may take as long again")
	flags.StringVar(&c.Edition, "edition", "", "draw histories of this edition alone: "+strings.Join(model.Editions(), ", "))
	flags.BoolVar(&c.Strict, "strict", false, "a deviation is a difference, too")
	flags.StringVarP(&run.output, "output", "o", "", "the `file` that the counterexample is written to, or a folder for it;\nby default tapsim-check-SEED.yaml here")
	flags.StringVar(&run.subject.url, "url", "", "test the service at this address, instead of a program")
	flags.DurationVar(&run.subject.timeout, "timeout", 10*time.Second, "how long one answer may take; the first one five times as long, up to ten seconds")
	flags.BoolVar(&run.subject.debug, "debug", false, "print the exact lines exchanged to stderr, codes and all")
	run.suites.add(cmd, "")
	verboseFlag(cmd, &run.verbose, "print how often each operation, answer and rule occurred, too")
	quietFlag(cmd, &run.quiet)
	formatFlag(cmd, &run.format, "text", "json", "junit")
	fixed(cmd, "edition", model.Editions())
	return cmd
}

func (r *checkRun) read(cmd *cobra.Command, args []string) error {
	if err := oneOf("format", r.format, "text", "json", "junit"); err != nil {
		return err
	}
	if err := notBoth(r.verbose, r.quiet); err != nil {
		return err
	}
	c := &r.campaign
	if c.Edition != "" {
		if _, err := readEdition(c.Edition); err != nil {
			return err
		}
	}
	changed := cmd.Flags().Changed
	switch {
	case c.Runs < 1:
		return fmt.Errorf("--runs %d: want at least one", c.Runs)
	case c.Steps < 1 || c.Steps > check.MostSteps:
		return fmt.Errorf("--steps %d: want 1 to %d", c.Steps, check.MostSteps)
	case c.Users < 1 || c.Users > check.MostUsers:
		return fmt.Errorf("--users %d: want 1 to %d", c.Users, check.MostUsers)
	case c.For < 0 || changed("for") && c.For == 0:
		return fmt.Errorf("--for %s: want more than nothing", c.For)
	case changed("for") && !changed("runs"):
		c.Runs = 0
	}
	if !changed("seed") {
		c.Seed = rand.Uint64N(1_000_000_000) // short enough to type
	}
	if cmd.ArgsLenAtDash() < 0 && len(args) > 0 {
		return fmt.Errorf("%s: check takes no scenarios, it draws its own; put the program after --, or a scenario to tapsim conform", args[0])
	}
	if r.subject.jobs = 1; r.hasSubject(cmd) {
		paths, err := r.subject.read(cmd, args)
		if err == nil && len(paths) > 0 {
			err = fmt.Errorf("%s: check takes no scenarios, it draws its own", paths[0])
		}
		return err
	}
	return nil
}

// hasSubject reports whether another implementation is tested.
func (r *checkRun) hasSubject(cmd *cobra.Command) bool {
	return r.subject.url != "" || cmd.ArgsLenAtDash() >= 0
}

// conform runs suites in place of random histories.
func (r *checkRun) conform(cmd *cobra.Command) error {
	for _, name := range []string{"runs", "steps", "users", "seed", "for", "output", "verbose"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s is for random histories, and --suite draws none", name)
		}
	}
	if !r.hasSubject(cmd) {
		return errors.New("nothing to test: --suite is for another implementation, since the suites are made from the reference model")
	}
	c := conformRun{subject: r.subject, suites: r.suites, edition: r.campaign.Edition, strict: r.campaign.Strict, format: r.format, quiet: r.quiet}
	if err := c.read(cmd, nil); err != nil {
		return err
	}
	return c.execute(cmd)
}

func (r *checkRun) check(cmd *cobra.Command) error {
	if err := r.chooseFile(); err != nil {
		return err
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	if !cmd.Flags().Changed("seed") && !r.quiet {
		talk(cmd, "tapsim: seed %d", r.campaign.Seed) // printed first, so that it is known if the run breaks
	}
	finding, err := r.search(ctx, cmd)
	if err != nil {
		return err
	}

	search := report.Search{Seed: r.campaign.Seed, Strict: r.campaign.Strict, Finding: &finding}
	if x := finding.Difference; x != nil {
		if search.Scenario, err = write.Scenario(x.Scenario, r.origin(cmd, x)...); err != nil {
			return err
		}
		// A difference is reported even where its file cannot be written.
		if err := unwritten("output", r.file, files.Replace(r.file, search.Scenario)); err != nil {
			talk(cmd, "tapsim: %v", err)
		} else {
			search.File = r.file
			if r.format == "text" {
				search.File = clean(r.file)
			}
		}
	}
	write := map[string]func(io.Writer, *report.Search, report.Options) error{
		"text": report.Check, "json": report.CheckJSON, "junit": report.CheckJUnit,
	}[r.format]
	o := options(cmd, false)
	o.Verbose, o.Quiet = r.verbose, r.quiet
	if err := write(cmd.OutOrStdout(), &search, o); err != nil {
		return err
	}
	switch {
	case finding.Interrupted:
		return errors.New("interrupted")
	case !finding.Good():
		return errNotAsExpected
	}
	return nil
}

// chooseFile sets the file of a counterexample, and checks that the one of --output can
// be written.
func (r *checkRun) chooseFile() error {
	r.file = fmt.Sprintf("tapsim-check-%d.yaml", r.campaign.Seed)
	if r.output == "" {
		// A file of that name that check has not written is the user's.
		if info, err := os.Lstat(r.file); err != nil || !info.Mode().IsRegular() {
			return nil
		}
		if text, err := files.Read(r.file, scenario.MaxSize); err == nil && !bytes.HasPrefix(text, []byte("# "+foundIn)) {
			return fmt.Errorf("%s is there already, and is none that check has written; name another file with --output", r.file)
		}
		return nil
	}
	switch info, err := os.Stat(r.output); {
	case err == nil && info.IsDir(), os.IsPathSeparator(r.output[len(r.output)-1]):
		if err := os.MkdirAll(r.output, 0o777); err != nil {
			return fmt.Errorf("--output: %w", err)
		}
		r.file = filepath.Join(r.output, r.file)
	default:
		r.file = r.output
	}
	return tryToWrite("output", r.file)
}

// search runs the campaign, and shows its progress on a terminal.
func (r *checkRun) search(ctx context.Context, cmd *cobra.Command) (check.Finding, error) {
	var subject transport.Subject
	if r.hasSubject(cmd) {
		subject = r.subject.source(cmd)()
		if c, ok := subject.(io.Closer); ok {
			defer c.Close()
		}
	}
	bar := newProgress(cmd, 0, r.quiet)
	defer bar.clear()
	r.campaign.Progress = func(s *check.Statistics) {
		if bar.out != io.Discard && time.Since(bar.shown) > 200*time.Millisecond {
			bar.shown = time.Now()
			bar.say(report.Brief(s))
		}
	}
	finding, err := r.campaign.Run(ctx, subject)
	if err == nil && finding.Difference == nil && len(finding.Deviating) > 0 {
		var r conform.Report
		for _, c := range finding.Deviating {
			r.Cases = append(r.Cases, conform.Result{Case: c})
		}
		diagnosis.New().Diagnose(&r)
		finding.Diagnosis = r.Diagnosis
	}
	// With --debug the lines are those of the search.
	if x := finding.Difference; err == nil && x != nil && subject != nil && !x.Case.Broken() && !r.subject.debug {
		all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
		if err != nil {
			return finding, err
		}
		x.Diagnosis = diagnosis.New().One(ctx, &x.Case, all, func(s *scenario.Scenario) conform.Case { return conform.Put(ctx, s, subject) })
	}
	return finding, err
}

// foundIn begins every file that check writes.
const foundIn = "Found in run "

// origin returns the comment of a counterexample: the command that found it and the
// command that shows it again, as lines to paste into a shell.
func (r *checkRun) origin(cmd *cobra.Command, x *check.Counterexample) []string {
	line := []string{"tapsim", "check", "--seed", strconv.FormatUint(r.campaign.Seed, 10)}
	if r.campaign.Runs == 0 { // with --for alone; the default of --runs may be too small
		line = append(line, "--runs", strconv.Itoa(x.Run))
	}
	again := []string{"tapsim", "explain", r.file}
	if r.hasSubject(cmd) {
		again[1] = "conform"
	}
	if strings.HasPrefix(r.file, "-") {
		again[2] = "./" + r.file
	}
	if x.First.Weight == conform.Deviates {
		again = append(again, "--strict")
	}
	for _, name := range []string{"runs", "steps", "users", "edition", "strict", "timeout", "url"} {
		f := cmd.Flags().Lookup(name)
		if !f.Changed {
			continue
		}
		words := []string{"--" + name, f.Value.String()}
		if f.Value.Type() == "bool" {
			words = []string{"--" + name + "=" + f.Value.String()}
			if f.Value.String() == "true" {
				words = []string{"--" + name}
			}
		}
		line = append(line, words...)
		if name == "timeout" || name == "url" {
			again = append(again, words...)
		}
	}
	if len(r.subject.command) > 0 {
		command := append([]string{"--"}, r.subject.command...)
		line, again = append(line, command...), append(again, command...)
	}
	see := "See it with"
	if x.Once {
		see = "It did not happen a second time, and may not happen with"
	}
	return []string{
		fmt.Sprintf(foundIn+"%d of seed %d, by", x.Run, r.campaign.Seed),
		"  " + shellLine(line),
		see,
		"  " + shellLine(again),
	}
}
