package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/files"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// suiteFlags name the suites that are run.
type suiteFlags struct {
	names string
	extra int
	keep  string
}

// The suite that is no made one, and the word for all.
const (
	theCorpus   = "corpus"
	everySuite  = "all"
	mostExtra   = 1
	suiteAsWhat = "the suites to run, separated by commas: "
)

func suiteNames() []string { return append([]string{theCorpus}, suite.Names()...) }

func (f *suiteFlags) add(cmd *cobra.Command, usual string) {
	flags := cmd.Flags()
	flags.StringVar(&f.names, "suite", usual, suiteAsWhat+strings.Join(append(suiteNames(), everySuite), ", "))
	flags.IntVar(&f.extra, "extra-states", 0, "how many states more than the model the subject may have, for the suite complete: 0 or 1")
	flags.StringVar(&f.keep, "keep", "", "a `folder` to which each case of a suite is written as a scenario")
	fixed(cmd, "suite", append(suiteNames(), everySuite))
	fixed(cmd, "extra-states", []string{"0", "1"})
}

// read returns the names of the suites, the corpus first.
func (f *suiteFlags) read(cmd *cobra.Command) ([]string, error) {
	var chosen []string
	for name := range strings.SplitSeq(f.names, ",") {
		if err := oneOf("suite", visible(name), append(suiteNames(), everySuite)...); err != nil {
			return nil, err
		}
		if name == everySuite {
			chosen = suiteNames()
		} else {
			chosen = append(chosen, name)
		}
	}
	chosen = slices.DeleteFunc(suiteNames(), func(name string) bool { return !slices.Contains(chosen, name) })
	switch made := len(chosen) > 1 || chosen[0] != theCorpus; {
	case f.extra < 0 || f.extra > mostExtra:
		return nil, fmt.Errorf("--extra-states %d: want 0 or %d", f.extra, mostExtra)
	case cmd.Flags().Changed("extra-states") && !slices.Contains(chosen, "complete"):
		return nil, errors.New("--extra-states is for the suite complete; add --suite complete")
	case f.keep != "" && !made:
		return nil, errors.New("--keep is for suites that are made at run time, and the corpus is files already; add --suite regions, values or complete")
	}
	if f.keep != "" {
		if err := os.MkdirAll(f.keep, 0o777); err != nil {
			return nil, fmt.Errorf("--keep: %w", err)
		}
	}
	return chosen, nil
}

// A madeSuite is a suite that is made while it is run: its cases that --run and --rule
// leave.
type madeSuite struct {
	*suite.Suite
	part conform.Part
	has  func(*suite.Case) bool
}

// makeSuites makes the suites of these names, in every edition that the subject announces,
// or in one.
func (r *conformRun) makeSuites(ctx context.Context, cmd *cobra.Command, names []string) (all []*madeSuite, err error) {
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == theCorpus })
	if len(names) == 0 {
		return nil, nil
	}
	has, err := r.chosenCase()
	if err != nil {
		return nil, err
	}
	editions := []string{r.edition}
	if r.edition == "" {
		editions = r.announced(ctx, cmd)
	}
	for _, name := range names {
		for _, text := range editions {
			edition, err := model.ParseEdition(text)
			if err != nil {
				continue // the run says so
			}
			made, err := suite.Make(ctx, name, edition, r.suites.extra)
			if err != nil {
				return nil, err
			}
			s := &madeSuite{Suite: made, has: has, part: conform.Part{Suite: name, Edition: edition.String(), Proves: made.Proves}}
			whole := 0
			for c := range s.Cases() {
				if whole++; has(&c) {
					s.part.Cases++
					s.part.Exchanges += c.Exchanges
				}
			}
			if s.part.Cases < whole {
				s.part.Proves = "it passes those that were chosen"
			}
			if s.part.Cases > 0 {
				all = append(all, s)
			}
		}
	}
	return all, nil
}

// announced are the editions of the subject; all, if it does not start.
func (r *conformRun) announced(ctx context.Context, cmd *cobra.Command) []string {
	subject := r.subject.source(cmd)()
	if c, ok := subject.(io.Closer); ok {
		defer c.Close()
	}
	if capabilities, err := transport.CapabilitiesOf(ctx, subject); err == nil && capabilities != nil && len(capabilities.Editions) > 0 {
		return capabilities.Editions
	}
	return model.Editions()
}

// chosenCase says which cases --run and --rule leave.
func (r *conformRun) chosenCase() (func(*suite.Case) bool, error) {
	re, err := regexp.Compile(r.pattern)
	if err != nil {
		return nil, fmt.Errorf("--run: %w", err)
	}
	about, _ := model.ParseRule(r.rule)
	return func(c *suite.Case) bool {
		if !re.MatchString(c.ID) {
			return false
		}
		for i := range c.Trace.Steps {
			if r.rule == "" || c.Trace.Steps[i].Label.Rule == about {
				return true
			}
		}
		return false
	}, nil
}

func (s *madeSuite) cases() iter.Seq[suite.Case] {
	return func(yield func(suite.Case) bool) {
		for c := range s.Cases() {
			if s.has(&c) && !yield(c) {
				return
			}
		}
	}
}

// run runs a suite, and calls seen with each case that is to be listed.
func (s *madeSuite) run(ctx context.Context, r *conformRun, source conform.Source, unlisted map[conform.Verdict]int, seen func(conform.Case), step func(*conform.Case)) (*protocol.Capabilities, error) {
	var stop atomic.Bool
	var wrong error
	told := func(yield func(*scenario.Scenario) bool) {
		for c := range s.cases() {
			if stop.Load() || ctx.Err() != nil {
				return
			}
			one, err := c.Bare()
			if err == nil && r.suites.keep != "" {
				err = keep(r.suites.keep, &c)
			}
			if err != nil {
				wrong = err
				return
			}
			if !yield(one) {
				return
			}
		}
	}
	options := r.judging()
	deviations := 0
	capabilities := conform.Stream(ctx, told, source, r.subject.jobs, func(c *conform.Case) {
		if c.Abandoned || ctx.Err() != nil && c.Verdict == conform.Skipped {
			stop.Store(true)
			if c.Abandoned {
				s.part.Run++
				seen(*c)
			}
			return
		}
		s.part.Run++
		step(c)
		judged := conform.Judge([]conform.Case{*c}, nil, options).Cases[0]
		known := slices.ContainsFunc(r.expected, func(e conform.KnownDifference) bool { return e.Scenario == c.Scenario.ID })
		switch {
		case judged.Fails:
			if s.part.Failed++; s.part.Failed >= conform.MostFailures {
				s.part.Stopped = true
				stop.Store(true)
			}
		case judged.Verdict == conform.Passed:
			s.part.Passed++
		default:
			deviations++
		}
		if !judged.Fails && !known && (judged.Verdict == conform.Passed || deviations > conform.MostDeviations) {
			unlisted[judged.Verdict]++
			return
		}
		seen(*c)
	})
	return capabilities, wrong
}

// keep writes a case as a scenario.
func keep(folder string, c *suite.Case) error {
	s, err := c.Scenario()
	if err != nil {
		return err
	}
	text, err := write.Scenario(s)
	if err != nil {
		return err
	}
	name := filepath.Join(folder, filepath.FromSlash(s.ID)+".yaml")
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return fmt.Errorf("--keep: %w", err)
	}
	return unwritten("keep", name, files.Replace(name, text))
}

// announce says how much there is to do.
func announce(cmd *cobra.Command, scenarios int, all []*madeSuite) {
	cases, exchanges := 0, 0
	var words []string
	for _, s := range all {
		cases, exchanges = cases+s.part.Cases, exchanges+s.part.Exchanges
		words = append(words, fmt.Sprintf("%s of %s %d", s.part.Suite, s.part.Edition, s.part.Exchanges))
	}
	besides := ""
	if scenarios > 0 {
		besides = fmt.Sprintf(", besides the %d scenarios of the corpus", scenarios)
	}
	talk(cmd, "tapsim: %d cases with %d exchanges%s: %s", cases, exchanges, besides, strings.Join(words, ", "))
}
