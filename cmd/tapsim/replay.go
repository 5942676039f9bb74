package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

func replayCommand() *cobra.Command {
	var (
		pattern, rule, format string
		coverage, level       string
		list, secrets         bool
		verbose, quiet        bool
		atLeast               float64
	)
	cmd := &cobra.Command{
		Use:   "replay [PATH...]",
		Short: "Replay scenarios on the reference model, and say which of them pass",
		Long: `Replay scenarios on the reference model under a virtual clock. A scenario passes if
every answer is as it wants, and if it reaches every rule that it names. A PATH is a
file, a folder, a pattern, or - for stdin; without one, the scenarios that come with
tapsim are replayed. It prints a line for each folder, and each scenario that fails
with what it wanted, what the reference model answered, and by which rule.

--coverage lists the rules that were reached, and --coverage transitions what the
scenarios ask of one user in each of the editions that they are about: in which
state, what, with which answer, and which state follows. Of all that there is it
names what is missed, with the fewest commands that meet it, and the scenario of
tapsim explore --emit that does. --level says how much of a state counts: reasons
are no pass and the five reasons, regions add the kind of the pass, the region of
time and what the policy has against it, ticks the last tick of a region.

--format json writes an object a line, with its type: a scenario for each scenario,
whose rules are those that it reached, and a summary; with --coverage a rule, or a
transition, for each, and a coverage, or one for each edition; with --list a scenario
for each, whose rules are those that it is about. --format junit is for build servers.

It exits with 0 if all scenarios pass, 1 if one fails or too little is covered, 2 if
one could not be read.
With --format text, those that could be read are replayed all the same.`,
		Example: `  tapsim replay
  tapsim replay scenarios/signin --run once --verbose
  tapsim replay --rule usability-end --format json
  tapsim replay --coverage --min-coverage 100
  tapsim replay --coverage transitions --level regions scenarios/`,
		ValidArgsFunction: yamlFiles,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if err := oneOf("format", format, "text", "json", "junit"); err != nil {
				return err
			}
			if err := notBoth(verbose, quiet); err != nil {
				return err
			}
			if list && quiet {
				return errors.New("--list replays nothing, so there is no failure for --quiet to print; use one of the two")
			}
			if coverage == "" && cmd.Flags().Changed("min-coverage") {
				coverage = ofRules
			}
			// A flag that can stand alone has its value after =. So --coverage transitions is read as
			// a path; a folder of that name is ./transitions.
			if i := slices.Index(paths, ofTransitions); i >= 0 && coverage == ofRules {
				coverage, paths = ofTransitions, slices.Delete(paths, i, i+1)
			}
			if coverage != "" {
				if err := oneOf("coverage", coverage, ofRules, ofTransitions); err != nil {
					return err
				}
			}
			if cmd.Flags().Changed("level") && coverage != ofTransitions {
				return errors.New("--level is about --coverage transitions; add that")
			}
			if err := oneOf("level", level, explore.Levels()...); err != nil {
				return err
			}
			if coverage != "" && format == "junit" {
				return errors.New("--coverage has no junit form; use --format text or json")
			}
			if !(atLeast >= 0 && atLeast <= 100) { // NaN is neither
				return fmt.Errorf("--min-coverage %v: want a percentage, 0 to 100", atLeast)
			}
			if list && coverage != "" {
				return errors.New("--list replays nothing, so there is no coverage to print; use one of the two")
			}
			all, unread := load(cmd, paths)
			if unread != nil && (len(all) == 0 || format != "text" && !list) {
				return unread // a program that reads the output would take a part for the whole
			}
			all, err := choose(all, pattern, rule)
			if err != nil {
				return errors.Join(unread, err)
			}
			if list {
				return errors.Join(listScenarios(cmd, all, format), unread)
			}

			var reference protocol.Reference
			results := make([]scenario.Result, len(all))
			for i, s := range all {
				results[i] = scenario.Replay(s, &reference)
			}

			out, o := cmd.OutOrStdout(), options(cmd, secrets)
			o.Verbose, o.Quiet = verbose, quiet
			switch format {
			case "json":
				err = report.JSON(out, results, o)
			case "junit":
				err = report.JUnit(out, results, o)
			default:
				err = report.Text(out, results, o)
			}
			if err != nil {
				return err
			}
			short := false
			if coverage != "" {
				if format == "text" && !quiet {
					fmt.Fprintln(out)
				}
				if coverage == ofTransitions {
					short, err = coverTransitions(cmd, all, level, atLeast, format, o)
				} else {
					short, err = coverRules(cmd, results, atLeast, format, o)
				}
				if err != nil {
					return err
				}
			}
			if unread != nil {
				return unread
			}
			if short || report.Count(results).Failed > 0 {
				return errNotAsExpected
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&pattern, "run", "", "replay only the scenarios whose id matches this regular expression")
	flags.StringVar(&rule, "rule", "", "replay only the scenarios about this rule")
	flags.BoolVar(&list, "list", false, "list the scenarios and replay none")
	flags.StringVar(&coverage, "coverage", "", "list what was reached, with the scenarios that reached it: rules, transitions")
	flags.Lookup("coverage").NoOptDefVal = ofRules
	flags.StringVar(&level, "level", explore.Reasons.String(), "what counts in a state, for --coverage transitions: "+strings.Join(explore.Levels(), ", "))
	flags.Float64Var(&atLeast, "min-coverage", 0, "fail if less than this was reached, in percent, of transitions in any edition;\nturns --coverage on")
	verboseFlag(cmd, &verbose, "print a line for each scenario, and not only for each folder")
	quietFlag(cmd, &quiet)
	flags.BoolVar(&secrets, "show-secrets", false, "show the codes of passes, which are dots otherwise")
	formatFlag(cmd, &format, "text", "json", "junit")
	fixed(cmd, "rule", ruleIDs())
	fixed(cmd, "coverage", []string{ofRules, ofTransitions})
	fixed(cmd, "level", explore.Levels())
	return cmd
}

// What --coverage is about.
const (
	ofRules       = "rules"
	ofTransitions = "transitions"
)

// coverRules lists the rules that were reached. It reports whether they are too few.
func coverRules(cmd *cobra.Command, results []scenario.Result, atLeast float64, format string, o report.Options) (short bool, err error) {
	c := report.Cover(results)
	short = c.Percent() < atLeast
	switch {
	case format == "json":
		err = report.CoverageJSON(cmd.OutOrStdout(), c)
	case !o.Quiet || short:
		err = report.CoverageText(cmd.OutOrStdout(), c, o)
	}
	if err == nil && short {
		talk(cmd, "tapsim: %.1f %% of the rules reached, %v %% wanted", c.Percent(), atLeast)
	}
	return short, err
}

// coverTransitions lists the transitions that were missed. It reports whether too few were
// taken in any edition.
func coverTransitions(cmd *cobra.Command, all []*scenario.Scenario, level string, atLeast float64, format string, o report.Options) (short bool, err error) {
	l, err := explore.ParseLevel(level)
	if err != nil {
		return false, err
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	coverage, err := suite.Cover(ctx, l, all)
	if err != nil {
		return false, err
	}
	few := slices.DeleteFunc(slices.Clone(coverage), func(c suite.Coverage) bool { return c.Percent() >= atLeast })
	switch {
	case format == "json":
		err = report.TransitionsJSON(cmd.OutOrStdout(), coverage)
	case !o.Quiet || len(few) > 0:
		err = report.TransitionsText(cmd.OutOrStdout(), coverage, o)
	}
	if err != nil {
		return false, err
	}
	for _, c := range few {
		talk(cmd, "tapsim: edition %s: %.1f %% of the transitions taken, %v %% wanted", c.Edition, c.Percent(), atLeast)
	}
	return len(few) > 0, nil
}

// choose keeps the scenarios that --run and --rule ask for.
func choose(all []*scenario.Scenario, pattern, rule string) ([]*scenario.Scenario, error) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, fmt.Errorf("--run: %w", err)
	}
	var about model.Rule
	if rule != "" {
		var ok bool
		if about, ok = model.ParseRule(rule); !ok {
			return nil, fmt.Errorf("--rule %s: no such rule; tapsim rules lists them%s", rule, didYouMean(rule, ruleIDs()))
		}
		if about.Entry().By == model.ByHTTP {
			return nil, fmt.Errorf("--rule %s: the HTTP layer decides it, so no scenario can show it", rule)
		}
	}
	all = slices.DeleteFunc(all, func(s *scenario.Scenario) bool {
		return !re.MatchString(s.ID) || about != model.NoRule && !slices.Contains(s.Rules, about)
	})
	if len(all) == 0 {
		return nil, errNoneLeft
	}
	return all, nil
}

var errNoneLeft = errors.New("no scenario is left to replay; --run and --rule leave none, tapsim replay --list shows all")

func listScenarios(cmd *cobra.Command, all []*scenario.Scenario, format string) error {
	switch format {
	case "json":
		return report.ListJSON(cmd.OutOrStdout(), all)
	case "junit":
		return errors.New("--list has no junit form; use --format text or json")
	default:
		return report.List(cmd.OutOrStdout(), all, options(cmd, false))
	}
}
