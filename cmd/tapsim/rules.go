package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/report"
)

func rulesCommand() *cobra.Command {
	var evidence, format string
	var disputed bool
	words := []string{string(model.FromDocs), string(model.FromObservation), string(model.FromChoice), "unspecified"}
	cmd := &cobra.Command{
		Use:   "rules [ID]",
		Short: "List the rules, or print all there is about one",
		Long: `List the rules with their evidence: documented by Microsoft, observed in
published answers of the service, or chosen by this project. Under an unspecified
rule even acceptance is unsettled, so another implementation may decide otherwise.

With an ID, print all there is about that rule: its text, its sources, what each
source says where they differ, what Microsoft's OpenAPI descriptions of Graph and
its types for TypeScript declare about it, the answer, the scenarios that show it, and
the public reports that witness it. In the text of an answer {user} is the user as
the request names them, and {minimum} and {maximum} are those of the policy.

With --disputed, list the rules where a source says otherwise, with what each
source says.

--format json writes an object a line.`,
		Example: `  tapsim rules --evidence chosen
  tapsim rules --disputed
  tapsim rules usability-end`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("rules takes one ID, not %d", len(args))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return ruleIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, "text", "json"); err != nil {
				return err
			}
			if evidence != "" {
				if err := oneOf("evidence", evidence, words...); err != nil {
					return err
				}
			}
			entries, err := pick(args, evidence, disputed)
			if err != nil {
				return err
			}
			if len(entries) == 0 { // only with --disputed: every evidence has rules
				talk(cmd, "tapsim: no rule whose evidence is %s is disputed", evidence)
				return nil
			}
			var showing func(model.Rule) report.RuleScenarios
			if len(args) == 1 {
				all, err := corpus()
				if err != nil {
					return err
				}
				showing = func(rule model.Rule) report.RuleScenarios { return report.Show(rule, all) }
			}
			out, o := cmd.OutOrStdout(), options(cmd, false)
			switch {
			case format == "json":
				return report.RulesJSON(out, entries, showing)
			case showing != nil:
				return report.RuleText(out, entries[0], showing(entries[0].Rule), o)
			case disputed:
				return report.DisputedText(out, entries, o)
			default:
				return report.RulesText(out, entries, o)
			}
		},
	}
	cmd.Flags().StringVar(&evidence, "evidence", "", "only the rules with this evidence: documented, observed, chosen, unspecified")
	fixed(cmd, "evidence", words)
	cmd.Flags().BoolVar(&disputed, "disputed", false, "only the rules where a source says otherwise, with what each source says")
	formatFlag(cmd, &format, "text", "json")
	return cmd
}

// pick finds the rules that are asked for.
func pick(args []string, evidence string, disputed bool) ([]model.Entry, error) {
	if len(args) == 1 {
		switch {
		case evidence != "" && disputed:
			return nil, fmt.Errorf("--evidence and --disputed filter the list; leave them out to see the rule %s", args[0])
		case evidence != "":
			return nil, fmt.Errorf("--evidence filters the list; leave it out to see the rule %s", args[0])
		case disputed:
			return nil, fmt.Errorf("--disputed filters the list; leave it out to see the rule %s", args[0])
		}
		rule, ok := model.ParseRule(args[0])
		if !ok {
			return nil, fmt.Errorf("%s: no such rule; tapsim rules lists them%s", visible(args[0]), didYouMean(args[0], ruleIDs()))
		}
		return []model.Entry{rule.Entry()}, nil
	}
	return slices.DeleteFunc(model.Catalogue(), func(e model.Entry) bool {
		return disputed && len(e.Disputed) == 0 ||
			evidence != "" && string(e.Evidence) != evidence && !(evidence == "unspecified" && e.Unspecified)
	}), nil
}

func ruleIDs() []string {
	var ids []string
	for _, e := range model.Catalogue() {
		ids = append(ids, e.ID)
	}
	return ids
}
