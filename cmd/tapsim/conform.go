package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/diagnosis"
	"github.com/tapsim/tap/tapsim/conform/selftest"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/files"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A conformRun has the flags of conform, and what they name.
type conformRun struct {
	subject             subjectFlags
	suites              suiteFlags
	names               []string // of the suites
	edition             string   // of suites made at run time; empty: all that the subject announces
	strict, secrets     bool
	only, pattern, rule string
	expect, writeExpect string
	format              string
	quiet               bool
	scenarios           []*scenario.Scenario
	known               []string // the ids of all scenarios, run or not
	expected            []conform.KnownDifference
}

func conformCommand() *cobra.Command {
	var run conformRun
	var self string
	cmd := &cobra.Command{
		Use:   "conform [PATH...] [flags] -- COMMAND [ARG...]",
		Short: "Test another implementation against the reference model, scenario by scenario",
		Long: `Run scenarios on another implementation: a program that reads requests from stdin
and writes answers to stdout, a JSON object a line, or with --url a service. The
reference model gets the same requests, and each answer is compared with its
answer. A PATH is a file, a folder, a pattern, or - for stdin; without one, the
scenarios that come with tapsim are run, or what --suite names.

Three suites are made at run time, from all that the reference model can come to, in
each edition that the program announces. regions takes every transition of a user's
whole life, at the first and last tick of each region of time. values gives every
value at an edge in every state. complete asks, in a smaller world, so many questions
that a program which passes is equal to the model there, unless it has more states
than the model, beyond those of --extra-states. First it is said how many exchanges
there are, and at the end what is proved. The ids of the cases do not change while
the model does not; --run and --keep are for single ones. After 100 failures a
suite is stopped.

A difference fails the run, unless it is a deviation: what the reference model answers
if it reads rules otherwise that no source settles, another status or text than the
published one, another spelling of the same value. --strict fails on deviations,
too. A program that is silent, that crashes or that breaks the protocol has not
passed, and is started again for the next scenario. A run in which nothing passed
is no success.

The report begins with the fewest faults that explain the failures: with each of the
shipped faults, the reference model is asked what the subject was asked. Where
several faults explain the same, the subject is asked random histories that tell
them apart; not with --debug. Then it names the rules that the subject reads otherwise.

With --only documented, differences count only where the rule that decides them
is documented by Microsoft; a scenario that another difference ended counts as
skipped, since the rest of it is unknown. Differences that --expect lists are
removed first.

The file of --expect is a list of {scenario, rule, verdict, reason}: the rule may
be left out, and then every difference of the scenario is expected. An entry that
matches nothing fails the run, and so does an entry without a reason of yours.

A service at --url speaks Microsoft Graph below /v1.0, and has the routes reset,
clock, signIn, refresh and users/{user} below /_tapsim. Each reset says what
bearer tokens mean: t1, t2 and so on are the actors of the scenario, and operator,
{"kind":"operator"}, is the caller where the scenario names none. The status 501 means
that the service cannot do something, and the scenario counts as skipped. Time has
to stand still between two requests: tapsim serve needs --clock frozen.

It exits with 0 if all is as expected, 1 if something is not, 2 if it could not
run.`,
		Example: `  tapsim conform -- python3 tap.py
  tapsim conform scenarios/signin --strict -- ./tap-server --stdio
  tapsim conform --run '^signin/once-only$' --debug -- node tap.mjs
  tapsim conform --expect known.yaml --format junit -- ./tap > report.xml
  tapsim conform --url http://127.0.0.1:8080
  tapsim conform --suite all -- ./tap    what a pass proves is said at the end
  tapsim conform --suite complete --extra-states 1 --jobs 4 -- ./tap
  tapsim conform --self-test             does the suite find what is wrong on purpose?
  tapsim conform --self-test=end-included,silent
  tapsim conform --self-test --suite all by which suites is each of them caught?`,
		ValidArgsFunction: yamlFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			if self != "" {
				return selfTest(cmd, args, self, run.quiet, &run.suites)
			}
			paths, err := run.subject.read(cmd, args)
			if err != nil {
				return err
			}
			if err := run.read(cmd, paths); err != nil {
				return err
			}
			return run.execute(cmd)
		},
	}
	flags := cmd.Flags()
	run.subject.add(cmd)
	run.suites.add(cmd, theCorpus)
	flags.BoolVar(&run.strict, "strict", false, "fail on deviations, too")
	flags.StringVar(&run.only, "only", "", "count only differences whose deciding rule has this evidence: documented")
	flags.StringVar(&run.expect, "expect", "", "a `file` of differences that are known, each with a reason")
	flags.StringVar(&run.writeExpect, "write-expect", "", "write a new `file` for --expect with all differences")
	flags.StringVar(&run.pattern, "run", "", "run only the scenarios whose id matches this regular expression")
	flags.StringVar(&run.rule, "rule", "", "run only the scenarios about this rule")
	flags.BoolVar(&run.secrets, "show-secrets", false, "show the codes of passes, which are dots otherwise")
	quietFlag(cmd, &run.quiet)
	formatFlag(cmd, &run.format, "text", "json", "junit")
	flags.StringVar(&self, "self-test", "", "test subjects that are wrong on purpose, all or those `named`, and print the scenario that catches each")
	flags.Lookup("self-test").NoOptDefVal = everySubject
	fixed(cmd, "only", []string{string(model.FromDocs)})
	fixed(cmd, "rule", ruleIDs())
	fixed(cmd, "self-test", selftest.Names())
	return cmd
}

// read checks the flags and reads the files, before a subject is started.
func (r *conformRun) read(cmd *cobra.Command, paths []string) error {
	if err := oneOf("format", r.format, "text", "json", "junit"); err != nil {
		return err
	}
	if r.only != "" {
		if err := oneOf("only", r.only, string(model.FromDocs)); err != nil {
			return err
		}
	}
	if r.writeExpect != "" {
		if _, err := os.Lstat(r.writeExpect); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("--write-expect %s: it is there already, and the reasons in it would be lost; name a new file", r.writeExpect)
		}
		if err := tryToWrite("write-expect", r.writeExpect); err != nil {
			return err
		}
	}
	var err error
	if r.names, err = r.suites.read(cmd); err != nil {
		return err
	}
	if len(paths) > 0 && cmd.Flags().Changed("suite") {
		return fmt.Errorf("%s: --suite says what is run; name scenarios or suites, and not both", paths[0])
	}
	all, err := load(cmd, paths)
	if err != nil {
		return err
	}
	r.known = scenarioIDs()
	for _, s := range all {
		r.known = append(r.known, s.ID)
	}
	r.scenarios, err = choose(all, r.pattern, r.rule)
	switch made := len(r.names) > 1 || r.names[0] != theCorpus; {
	case errors.Is(err, errNoneLeft) && made: // there may be cases of suites
	case err != nil:
		return err
	}
	if !slices.Contains(r.names, theCorpus) {
		r.scenarios = nil
	}
	if r.expect == "" {
		return nil
	}
	data, err := files.Read(r.expect, scenario.MaxSize)
	if err != nil {
		return fmt.Errorf("--expect: %w", err)
	}
	r.expected, err = conform.ReadKnownDifferences(clean(r.expect), data) // clean: reports print the name
	return err
}

// execute runs the scenarios and writes the report.
func (r *conformRun) execute(cmd *cobra.Command) error {
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()

	made, err := r.makeSuites(ctx, cmd, r.names)
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted")
	case err != nil:
		return err
	case len(r.scenarios)+len(made) == 0:
		return errNoneLeft
	case len(made) > 0 && !r.quiet:
		announce(cmd, len(r.scenarios), made)
	}
	total := len(r.scenarios)
	for _, s := range made {
		total += s.part.Cases
	}
	bar := newProgress(cmd, total, r.quiet)
	result, err := r.ask(ctx, cmd, made, bar)
	bar.clear()
	if err != nil {
		return err
	}
	faults := diagnosis.New()
	faults.Diagnose(result)
	if err := r.tellApart(ctx, cmd, faults, result.Diagnosis); err != nil {
		return err
	}
	write := map[string]func(io.Writer, *conform.Report, report.Options) error{
		"text": report.Conform, "json": report.ConformJSON, "junit": report.ConformJUnit,
	}[r.format]
	o := options(cmd, r.secrets)
	o.Quiet = r.quiet
	if err := write(cmd.OutOrStdout(), result, o); err != nil {
		return err
	}
	if result.Interrupted {
		return errors.New("interrupted")
	}
	if r.writeExpect != "" {
		if err := writeKnownDifferences(r.writeExpect, result); err != nil {
			return err
		}
		if !r.quiet {
			talk(cmd, "tapsim: wrote %s; put reasons into it", r.writeExpect)
		}
	}
	if !result.Passed() {
		return errNotAsExpected
	}
	return nil
}

// ask asks the subject the scenarios and the suites, and judges its answers.
func (r *conformRun) ask(ctx context.Context, cmd *cobra.Command, made []*madeSuite, bar *progress) (*conform.Report, error) {
	source := r.subject.source(cmd)
	var capabilities *protocol.Capabilities
	cases := []conform.Case{}
	if len(r.scenarios) > 0 {
		cases, capabilities = conform.Watch(ctx, r.scenarios, source, r.subject.jobs, bar.step)
	}
	unlisted := map[conform.Verdict]int{}
	var parts []conform.Part
	for _, s := range made {
		announced, err := s.run(ctx, r, source, unlisted, func(c conform.Case) { cases = append(cases, c) }, bar.step)
		if err != nil {
			return nil, err
		}
		if capabilities == nil {
			capabilities = announced
		}
		parts = append(parts, s.part)
	}
	result := conform.Judge(cases, capabilities, r.judging())
	result.Parts, result.Unlisted = parts, unlisted
	result.Interrupted = result.Interrupted || ctx.Err() != nil && result.Unrun() > 0
	return result, nil
}

// judging are the options by which cases are judged.
func (r *conformRun) judging() conform.Options {
	return conform.Options{Strict: r.strict, Only: model.Evidence(r.only), Expected: r.expected, Known: r.known}
}

// tellApart asks the subject random histories, if several faults explain the same
// failures.
func (r *conformRun) tellApart(ctx context.Context, cmd *cobra.Command, faults *diagnosis.Faults, d *conform.Diagnosis) error {
	// With --debug the lines are those of the scenarios that the user chose.
	if d == nil || r.subject.debug || !slices.ContainsFunc(d.Causes, func(c conform.Cause) bool { return len(c.Faults) > 1 }) {
		return nil
	}
	const short, many = 15, 300 // steps of a history, and histories
	drawn, err := (&check.Campaign{Runs: many, Steps: short}).Scenarios()
	if err != nil {
		return err
	}
	subject := r.subject.source(cmd)()
	if c, ok := subject.(io.Closer); ok {
		defer c.Close()
	}
	faults.Tell(ctx, d, slices.Collect(drawn), func(s *scenario.Scenario) conform.Case { return conform.Put(ctx, s, subject) })
	return nil
}

// everySubject is the value of --self-test without a name.
const everySubject = "all"

// selfTest tests the subjects that are wrong on purpose: all, or those named. With suites
// that are made at run time it tells by which of them each mutant is caught.
func selfTest(cmd *cobra.Command, args []string, named string, quiet bool, suites *suiteFlags) error {
	flags := 1
	if quiet {
		flags++
	}
	if cmd.Flags().Changed("suite") {
		flags++
	}
	if cmd.ArgsLenAtDash() >= 0 || cmd.Flags().NFlag() > flags {
		return errors.New("--self-test brings its own subjects: give it scenarios, or nothing")
	}
	names, err := suites.read(cmd)
	if err != nil {
		return err
	}
	list, err := load(cmd, args)
	if err != nil {
		return err
	}
	self, err := asMisbehaving()
	if err != nil {
		return err
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	var table bytes.Buffer
	out := cmd.OutOrStdout()
	if quiet {
		out = &table // printed only if it has a failure
	}
	test := selftest.Test{Scenarios: list, Search: selftest.Random(check.Campaign{}), Self: self}
	if named != everySubject {
		test.Names = strings.Split(named, ",")
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == theCorpus })
	ok, err := false, error(nil)
	if len(names) > 0 {
		ok, err = test.Suites(ctx, out, names)
	} else {
		ok, err = test.Run(ctx, out)
	}
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted")
	case err != nil:
		return err
	case !ok:
		if _, err := table.WriteTo(cmd.OutOrStdout()); err != nil {
			return err
		}
		return errNotAsExpected
	}
	return nil
}

func writeKnownDifferences(name string, result *conform.Report) error {
	var all []conform.KnownDifference
	for i := range result.Cases {
		all = append(all, result.Cases[i].KnownDifferences()...)
	}
	var text bytes.Buffer
	if err := conform.WriteKnownDifferences(&text, all); err != nil {
		return err
	}
	return unwritten("write-expect", name, files.Create(name, text.Bytes()))
}

// subjectFlags name the subject that is tested, and how to ask it.
type subjectFlags struct {
	url     string
	command []string
	timeout time.Duration
	jobs    int
	debug   bool
}

func (s *subjectFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&s.url, "url", "", "test the service at this address, instead of a program")
	flags.DurationVar(&s.timeout, "timeout", 10*time.Second, "how long one answer may take; the first one five times as long, up to ten seconds")
	flags.IntVar(&s.jobs, "jobs", 1, "how many copies of the program run side by side")
	flags.BoolVar(&s.debug, "debug", false, "print the exact lines exchanged to stderr, codes and all: requests after >, answers\nafter <, or as curl commands with --url")
}

// read checks the flags, and separates the paths from the command.
func (s *subjectFlags) read(cmd *cobra.Command, args []string) (paths []string, err error) {
	paths = args
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		paths, s.command = args[:dash], args[dash:]
	}
	switch {
	case s.url != "" && len(s.command) > 0:
		return nil, errors.New("--url names a service, and -- a program; test one of them at a time")
	case s.url == "" && len(s.command) == 0:
		return nil, fmt.Errorf("nothing to test: name a program, %s -- COMMAND, or a service with --url", cmd.CommandPath())
	case s.timeout <= 0:
		return nil, fmt.Errorf("--timeout %s: want more than nothing", s.timeout)
	case s.jobs < 1:
		return nil, fmt.Errorf("--jobs %d: want at least one", s.jobs)
	case s.jobs > 1 && s.url != "":
		return nil, errors.New("--jobs: there is one service behind --url, and a scenario needs it to itself")
	case s.jobs > 1 && s.debug:
		return nil, errors.New("--jobs: the lines that --debug prints would be mixed up")
	}
	if len(s.command) > 0 {
		if _, err := exec.LookPath(s.command[0]); err != nil {
			return nil, fmt.Errorf("there is no program to test: %w", err)
		}
	}
	if s.url != "" {
		u, err := url.Parse(s.url)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
			return nil, fmt.Errorf("--url %s: want an address like http://127.0.0.1:8080", s.url)
		}
		s.url = strings.TrimRight(s.url, "/")
		if err := reachable(u, s.timeout); err != nil {
			return nil, fmt.Errorf("there is no service to test: %w", err)
		}
	}
	return paths, nil
}

// reachable checks that a program listens at an address.
func reachable(u *url.URL, timeout time.Duration) error {
	port := cmp.Or(u.Port(), u.Scheme) // net.Dial knows http and https as names of ports
	conn, err := net.DialTimeout("tcp", net.JoinHostPort(u.Hostname(), port), timeout)
	if err != nil {
		return err
	}
	return conn.Close()
}

// source makes the subjects.
func (s *subjectFlags) source(cmd *cobra.Command) conform.Source {
	var trace io.Writer
	if s.debug {
		trace = cmd.ErrOrStderr()
		if f, ok := trace.(*os.File); ok && isTerminal(f) {
			trace = cleanWriter{f} // a program that reads the trace gets the exact bytes
		}
	}
	return func() transport.Subject {
		if s.url != "" {
			return &transport.HTTP{URL: s.url, Timeout: s.timeout, Trace: trace}
		}
		return &transport.Child{Command: s.command, Timeout: s.timeout, Trace: trace}
	}
}

// A progress shows on a terminal how far a run is. Elsewhere it writes nothing.
type progress struct {
	out         io.Writer
	done, total int
	failed      int
	shown       time.Time
}

func newProgress(cmd *cobra.Command, total int, quiet bool) *progress {
	p := &progress{total: total, out: io.Discard}
	if quiet {
		return p
	}
	if f, ok := cmd.ErrOrStderr().(*os.File); ok && isTerminal(f) && os.Getenv("TERM") != "dumb" {
		p.out = f
	}
	return p
}

func (p *progress) step(c *conform.Case) {
	p.done++
	if c.Verdict == conform.Fail || c.Broken() {
		p.failed++
	}
	if time.Since(p.shown) > 100*time.Millisecond {
		p.shown = time.Now()
		p.say(fmt.Sprintf("%d of %d scenarios, %d not right", p.done, p.total, p.failed))
	}
}

func (p *progress) clear() { io.WriteString(p.out, "\r\x1b[K") }
