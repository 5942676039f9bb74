package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/report"
)

func rulesCommand() *cobra.Command {
	var standing, format string
	standings := []string{string(model.FromDocs), string(model.FromObservation), string(model.FromChoice), "free"}
	cmd := &cobra.Command{
		Use:   "rules [ID]",
		Short: "List the rules, or tell all about one",
		Long: `List the rules with their standing: documented by Microsoft, observed by
somebody who published what they saw, or chosen by this project. Free ones are
those where even acceptance is unsettled, so that another implementation may
honestly differ. With an ID, tell all about that rule: its text, its sources,
and the stories that show it.`,
		Example: `  tapsim rules --standing chosen
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
			if standing != "" {
				if err := oneOf("standing", standing, standings...); err != nil {
					return err
				}
			}
			entries, err := pick(args, standing)
			if err != nil {
				return err
			}
			var shownBy func(model.Rule) []string
			if len(args) == 1 {
				if shownBy, err = shown(); err != nil {
					return err
				}
			}
			switch {
			case format == "json":
				return report.RulesJSON(cmd.OutOrStdout(), entries, shownBy)
			case shownBy != nil:
				return report.RuleText(cmd.OutOrStdout(), entries[0], shownBy(entries[0].Rule), options(cmd, false))
			default:
				return report.RulesText(cmd.OutOrStdout(), entries, options(cmd, false))
			}
		},
	}
	cmd.Flags().StringVar(&standing, "standing", "", "only the rules of this standing: documented, observed, chosen, free")
	fixed(cmd, "standing", standings)
	formatFlag(cmd, &format, "text", "json")
	return cmd
}

// pick finds the rules that are asked for.
func pick(args []string, standing string) ([]model.Entry, error) {
	if len(args) == 1 {
		if standing != "" {
			return nil, fmt.Errorf("--standing filters the list; leave it out to see the rule %s", args[0])
		}
		rule, ok := model.ParseRule(args[0])
		if !ok {
			return nil, fmt.Errorf("%s: no such rule; tapsim rules lists them%s", visible(args[0]), didYouMean(args[0], ruleIDs()))
		}
		return []model.Entry{rule.Entry()}, nil
	}
	return slices.DeleteFunc(model.Catalogue(), func(e model.Entry) bool {
		return standing != "" && string(e.Standing) != standing && !(standing == "free" && e.Free)
	}), nil
}

// shown says by which stories of the corpus a rule is shown.
func shown() (func(model.Rule) []string, error) {
	all, err := corpus()
	return func(rule model.Rule) []string {
		var ids []string
		for _, s := range all {
			if slices.Contains(s.Rules, rule) {
				ids = append(ids, s.ID)
			}
		}
		return ids
	}, err
}

func ruleIDs() []string {
	var ids []string
	for _, e := range model.Catalogue() {
		ids = append(ids, e.ID)
	}
	return ids
}
